/** Frames of small videos that ffmpeg makes here, whose every frame is known, of such videos in archives, and of folders of frames. */

import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FrameSampling } from "../../src/core/types.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { openPackedPlaces } from "../../src/io/packed-places.ts";
import { openVideos } from "../../src/io/video-frames.ts";
import { folderOf } from "../fixtures/official-folder.ts";
import { hasFfmpeg, writeVideo } from "../fixtures/videos.ts";
import { zip } from "../fixtures/zip.ts";

afterEach(() => void vi.unstubAllEnvs());

const open = (root: string): ReturnType<typeof openVideos> => openVideos((place) => [place], openPackedPlaces(root));

/** A video of so many frames, the n-th grey of 4 × n. */
function videoOf(frames: number, codec?: string): string {
  const place = path.join(folderOf(), "clip");
  writeVideo(`${place}.mkv`, frames, codec);
  return place;
}

async function numbersOf(place: string, sampling: FrameSampling): Promise<number[]> {
  const pictures = await Promise.all(open(path.dirname(place))([place], sampling).frames.map((frame) => frame.read()));
  return Promise.all(pictures.map(async (bytes) => Math.round(((await decodeImage(bytes, "frame")).data[0] ?? -1) / 4)));
}

async function textsOf(place: string, sampling: FrameSampling): Promise<string[]> {
  const frames = await Promise.all(open(path.dirname(place))([place], sampling).frames.map((frame) => frame.read()));
  return frames.map((bytes) => Buffer.from(bytes).toString());
}

describe.skipIf(!hasFfmpeg)("a video, read by ffmpeg", () => {
  it.each([
    ["every ninth frame from the first", 40, { count: 4, stride: 9 }, [0, 9, 18, 27]],
    ["a short one over again from its first frame", 20, { count: 8, stride: 9 }, [0, 9, 18, 0, 9, 18, 0, 9]],
    ["a part from its first frame", 40, { count: 4, stride: 5, span: { startSeconds: 1, endSeconds: 2 } }, [10, 15, 10, 15]],
    ["a part that begins between two frames, from the later one", 40, { count: 2, stride: 5, span: { startSeconds: 1.05, endSeconds: 2 } }, [11, 16]],
  ] as const)("%s", async (_, frames, sampling, expected) => {
    expect(await numbersOf(videoOf(frames), sampling)).toEqual(expected);
  });

  it("gives a part's frames also where few frames are whole pictures", async () => {
    expect(await numbersOf(videoOf(40, "mpeg4"), { count: 3, stride: 4, span: { startSeconds: 1.7, endSeconds: 4 } })).toEqual([17, 21, 25]);
  });

  it("is left alone at once when the run is ended", async () => {
    const signal = AbortSignal.abort(new Error("interrupted"));
    const place = videoOf(20);
    await expect(open(path.dirname(place))([place], { count: 2, stride: 1 }).frames[0]?.read(signal)).rejects.toThrow("interrupted");
  });

  it("that is no video is refused by name, and so is a part behind its end", async () => {
    const place = path.join(folderOf({ "clip.mp4": "<html>404</html>" }), "clip");
    await expect(numbersOf(place, { count: 2, stride: 1 })).rejects.toThrow(/clip\.mp4: the video cannot be read: /);
    await expect(numbersOf(videoOf(20), { count: 2, stride: 1, span: { startSeconds: 30, endSeconds: 31 } })).rejects.toThrow(/clip\.mkv: holds no frame between 30 and 31 s/);
  });

  it("is read once for all questions about it, and again when other videos were read since", async () => {
    const root = folderOf();
    const names = ["a", "b", "c", "d", "e"].map((name) => path.join(root, name));
    for (const name of names) writeVideo(`${name}.mkv`, 2);
    const video = open(root);
    const first = async (name: string): Promise<unknown> => video([name], { count: 2, stride: 1 }).frames[0]?.read();
    const [early, again] = [await first(names[0] ?? ""), await first(names[0] ?? "")];
    expect(again).toBe(early);
    for (const name of names.slice(1)) await first(name);
    expect(await first(names[0] ?? "")).not.toBe(early);
  });

  it("in a zip archive is read from there, and nothing of it stays behind", async () => {
    const content = readFileSync(`${videoOf(12)}.mkv`);
    const root = folderOf({ "MSRVTT_Videos.zip": zip([{ name: "videos/clip.mkv", content }]) });
    const video = open(root)([path.join(root, "videos/clip")], { count: 2, stride: 5 });
    const before = leftovers();
    expect(await video.exists()).toBe(true);
    const frames = await Promise.all(video.frames.map(async (frame) => (await decodeImage(await frame.read(), "frame")).data[0]));
    expect(frames.map((grey = -1) => Math.round(grey / 4))).toEqual([0, 5]);
    expect(leftovers()).toEqual(before);
  });
});

describe("a video", () => {
  it("that is missing fails when it is read, naming the places", async () => {
    const root = folderOf();
    const video = open(root)([path.join(root, "gone"), path.join(root, "videos/gone")], { count: 2, stride: 1 });
    expect(await video.exists()).toBe(false);
    await expect(video.frames[1]?.read()).rejects.toMatchObject({ message: `${root}/gone: the video does not exist`, hint: expect.stringContaining(`${root}/gone, ${root}/videos/gone with .mp4, `) as unknown });
  });

  it("without ffmpeg says what is needed", async () => {
    vi.stubEnv("CARDEVAL_FFMPEG", "/nowhere/ffmpeg");
    const place = path.join(folderOf({ "clip.mp4": "x" }), "clip");
    await expect(numbersOf(place, { count: 2, stride: 1 })).rejects.toThrow(/videos need ffmpeg, and \/nowhere\/ffmpeg cannot be started\. Install ffmpeg/);
  });
});

describe("a folder of frames", () => {
  const folder = (...numbers: readonly number[]): string => path.join(folderOf(Object.fromEntries(numbers.map((number) => [`clip/frame-${number}.png`, String(number)]))), "clip");

  it.each([
    ["is read in the order of the numbers, from the lowest", [2, 10, 1, 3, 4, 5, 6, 7, 8, 9], { count: 3, stride: 4 }, ["1", "5", "9"]],
    ["is read over again when it is short", [1, 2, 3], { count: 4, stride: 2 }, ["1", "3", "1", "3"]],
    ["needs the frames alone that are wanted", [0, 9, 18], { count: 3, stride: 9 }, ["0", "9", "18"]],
  ] as const)("%s", async (_, numbers, sampling, expected) => {
    expect(await textsOf(folder(...numbers), sampling)).toEqual(expected);
  });

  it("stands for a part of a video by its name", async () => {
    const root = folderOf({ "clip/1.png": "whole", "clip[1.5-20]/1.png": "part", "clip[1.5-20]/list.txt": "x" });
    expect(await textsOf(path.join(root, "clip"), { count: 1, stride: 1, span: { startSeconds: 1.5, endSeconds: 20 } })).toEqual(["part"]);
  });

  it.each([
    [{ "clip/0.png": "a", "clip/2.png": "b" }, /clip: has no frame 1, and one in 1 from 0 to 2 is wanted$/],
    [{ "clip/first.png": "a" }, /clip\/first\.png: the name does not end in the number of the frame$/],
    [{ "clip/list.txt": "a" }, /clip: holds no frame$/],
  ])("is refused when it is %j", async (files, message) => {
    await expect(textsOf(path.join(folderOf(files), "clip"), { count: 2, stride: 1 })).rejects.toThrow(message);
  });
});

function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("cardeval-video-"));
}
