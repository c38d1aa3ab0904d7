/**
 * Frames of a video file, by the ffmpeg program: the one on the PATH, or the one that CARDEVAL_FFMPEG names.
 *
 * Frames leave as PNGs one behind the other, at one a second and numbered anew, so that ffmpeg neither repeats nor drops any.
 */

import { execFile, type ExecFileException } from "node:child_process";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { DataError, UsageError } from "../core/errors.ts";
import type { FrameSampling } from "../core/types.ts";
import { splitPngs } from "./png-stream.ts";

const MAX_CLIP_BYTES = 512 * 2 ** 20;
const PATIENCE_MS = 300_000;

/** One decoder a processor, however many requests wait for frames. */
const limit = pLimit(availableParallelism());

export function ffmpegProgram(): string {
  return process.env["CARDEVAL_FFMPEG"] ?? "ffmpeg";
}

/**
 * Every `stride`-th frame of the span from its first one, at most `count`; none when the span holds none.
 *
 * @param name what the video is called in messages
 * @throws {DataError} for a video that is damaged before its last wanted frame, since other frames would be another input,
 * and for one of over 512 MiB of frames; {UsageError} when there is no ffmpeg; the signal's reason when it is aborted.
 */
export async function extractFrames(file: string, name: string, sampling: FrameSampling, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
  return splitPngs(await limit(() => runFfmpeg(file, name, sampling, signal)));
}

function runFfmpeg(file: string, name: string, { count, stride, span }: FrameSampling, signal: AbortSignal | undefined): Promise<Uint8Array> {
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
      else reject(faultOf(error, name, said.toString()));
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
