/**
 * Frames of a video as pictures: every `stride`-th source frame from the first of the clip, until there are `count`.
 *
 * A clip with fewer is its own frames over again from the first, cut to `count`, as the reference tiles what its reader sampled.
 * Source: big_vision configs/proj/paligemma/transfers/*.py, pp/proj/paligemma/video.py@0127fb6b. Its reader is not public: which
 * decoder, how a segment begins and how its JPEGs were made is unknown. Here a segment's first frame is the first one that is not
 * before its start, and frames are PNGs, without a loss of their own.
 *
 * A folder of all frames of the clip, in the order of their names, stands for the video and needs no ffmpeg.
 */

import { execFile, type ExecFileException } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import pLimit from "p-limit";
import { DataError, UsageError } from "../core/errors.ts";
import type { FrameSampling, ImageSource, Video } from "../core/types.ts";
import { splitPngs } from "./png-stream.ts";
import { readBytes } from "./read-bytes.ts";

const ENDINGS = [".mp4", ".webm", ".mkv", ".avi", ".mov"];
const PICTURES = /\.(jpe?g|png|webp|bmp)$/i;
const MAX_CLIP_BYTES = 512 * 2 ** 20;
const PATIENCE_MS = 300_000;

/** One decoder a processor, however many requests wait for frames. */
const limit = pLimit(availableParallelism());

/** The ffmpeg that reads videos. */
export function ffmpegProgram(): string {
  return process.env["CARDEVAL_FFMPEG"] ?? "ffmpeg";
}

/**
 * The video of the first place that has one; places have no ending. They are tried when a frame is read, not before.
 *
 * Reading a frame throws a DataError for a video that is missing, damaged or over 512 MiB of frames, a UsageError without ffmpeg.
 */
export function videoAt(places: readonly string[], sampling: FrameSampling): Video {
  const name = `${places[0] ?? ""}${spanText(sampling)}`;
  const clip = createClip((signal) => extract(places, sampling, signal), sampling.count);
  return {
    frames: Array.from({ length: sampling.count }, (_, i): ImageSource => ({ name: `${name} frame ${i}`, read: (signal) => clip(i, signal) })),
    exists: async () => (await find(places, sampling)) !== undefined,
  };
}

/** All frames are extracted at once and kept only until each was read: a sample has them together, a split never. */
function createClip(load: (signal?: AbortSignal) => Promise<readonly Uint8Array[]>, count: number): (frame: number, signal?: AbortSignal) => Promise<Uint8Array> {
  let frames: Promise<readonly Uint8Array[]> | undefined;
  let reads = 0;
  return async (frame, signal) => {
    const loading = (frames ??= load(signal));
    if (++reads === count) [frames, reads] = [undefined, 0];
    const loaded = await loading;
    return loaded[frame % loaded.length] as Uint8Array;
  };
}

interface Found {
  readonly place: string;
  readonly isFolder: boolean;
}

/** A folder of frames goes before a video, since somebody made it on purpose. */
async function find(places: readonly string[], sampling: FrameSampling): Promise<Found | undefined> {
  for (const place of places) {
    const folder = `${place}${spanText(sampling)}`;
    if (await stat(folder).then((found) => found.isDirectory(), () => false)) return { place: folder, isFolder: true };
    for (const ending of ENDINGS) {
      if (await stat(place + ending).then((found) => found.isFile(), () => false)) return { place: place + ending, isFolder: false };
    }
  }
  return undefined;
}

/** `[1.5-20]`, as the reference names segments. */
function spanText({ span }: FrameSampling): string {
  return span === undefined ? "" : `[${span.startSeconds}-${span.endSeconds}]`;
}

async function extract(places: readonly string[], sampling: FrameSampling, signal: AbortSignal | undefined): Promise<readonly Uint8Array[]> {
  const found = await find(places, sampling);
  if (found === undefined) {
    throw new DataError("the video does not exist", { file: `${places[0] ?? ""}${ENDINGS[0]}` }, { hint: `Looked for: ${places.join(", ")} with ${ENDINGS.join(", ")} or as a folder of frames.` });
  }
  const frames = found.isFolder ? await readFolder(found.place, sampling) : splitPngs(await limit(() => runFfmpeg(found.place, sampling, signal)));
  if (frames.length === 0) throw new DataError(`holds no frame${sampling.span === undefined ? "" : ` between ${sampling.span.startSeconds} and ${sampling.span.endSeconds} s`}`, { file: found.place }, { hint: "Fetch it again." });
  return frames;
}

async function readFolder(folder: string, { count, stride }: FrameSampling): Promise<readonly Uint8Array[]> {
  const inOrder = new Intl.Collator("en", { numeric: true }).compare;
  const names = (await readdir(folder)).filter((name) => PICTURES.test(name)).sort(inOrder);
  const chosen = names.filter((_, i) => i % stride === 0).slice(0, count);
  return Promise.all(chosen.map((name) => readBytes(path.join(folder, name))));
}

/**
 * PNGs, one behind the other. A video with a damaged frame before the last one wanted is refused: its frames would be another input.
 *
 * Frames leave at one a second, numbered anew, so that ffmpeg neither repeats nor drops any.
 */
function runFfmpeg(file: string, { count, stride, span }: FrameSampling, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const seek = span === undefined ? [] : ["-ss", String(span.startSeconds), "-t", String(span.endSeconds - span.startSeconds)];
  const args = [
    "-nostdin", "-v", "error", "-xerror", "-threads", "1", ...seek, "-i", `file:${file}`, "-map", "0:v:0",
    "-vf", `select=not(mod(n\\,${stride})),setpts=N/TB`, "-r", "1", "-frames:v", String(count), "-f", "image2pipe", "-c:v", "png", "-pix_fmt", "rgb24", "-",
  ];
  return new Promise((resolve, reject) => {
    const options = { encoding: "buffer", maxBuffer: MAX_CLIP_BYTES, timeout: PATIENCE_MS, killSignal: "SIGKILL", ...(signal === undefined ? {} : { signal }) } as const;
    execFile(ffmpegProgram(), args, options, (error, frames, said) => {
      if (error === null) resolve(frames);
      else if (signal?.aborted === true) reject(signal.reason as Error);
      else reject(faultOf(error, file, said.toString()));
    });
  });
}

function faultOf(error: ExecFileException, file: string, said: string): DataError | UsageError {
  const hint = "Install ffmpeg (for example: apt-get install ffmpeg), say where it is with CARDEVAL_FFMPEG, or lay folders of frames beside the videos.";
  if (error.code === "ENOENT" || error.code === "EACCES") return new UsageError(`videos need ffmpeg, and ${ffmpegProgram()} cannot be started. ${hint}`, { cause: error });
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return new DataError("its frames are larger than 512 MiB", { file }, { cause: error, hint: "Scale it down, or leave the sample out." });
  const why = error.killed === true ? "ffmpeg took more than five minutes" : (said.trim().split("\n").at(-1) ?? "").slice(0, 200);
  return new DataError(`the video cannot be read: ${why}`, { file }, { cause: error, hint: "Fetch it again." });
}
