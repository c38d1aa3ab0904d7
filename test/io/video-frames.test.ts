/** Frames of small videos that ffmpeg makes here, whose every frame is known, and of folders of frames. */

import { execFileSync, spawnSync } from "node:child_process";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { decodeImage } from "../../src/io/decode-image.ts";
import { videoAt } from "../../src/io/video-frames.ts";
import { folderOf } from "../fixtures/official-folder.ts";
import type { FrameSampling } from "../../src/core/types.ts";

const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;

afterEach(() => void vi.unstubAllEnvs());

/** A video whose n-th frame is grey of 4 × n, at ten frames a second. */
function videoOf(frames: number): string {
  const place = path.join(folderOf(), "clip");
  const source = `color=black:size=16x16:rate=10:duration=${frames / 10},format=gray,geq=lum=4*N`;
  execFileSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, "-c:v", "ffv1", `${place}.mkv`]);
  return place;
}

async function numbersOf(place: string, sampling: FrameSampling): Promise<number[]> {
  const pictures = await Promise.all(videoAt([place], sampling).frames.map((frame) => frame.read()));
  return Promise.all(pictures.map(async (bytes) => Math.round(((await decodeImage(bytes, "frame")).data[0] ?? -1) / 4)));
}

describe.skipIf(!hasFfmpeg)("a video, read by ffmpeg", () => {
  it.each([
    ["every ninth frame from the first", 40, { count: 4, stride: 9 }, [0, 9, 18, 27]],
    ["a short one over again from its first frame", 20, { count: 8, stride: 9 }, [0, 9, 18, 0, 9, 18, 0, 9]],
    ["a part from its first frame", 40, { count: 4, stride: 5, span: { startSeconds: 1, endSeconds: 2 } }, [10, 15, 10, 15]],
  ] as const)("%s", async (_, frames, sampling, expected) => {
    expect(await numbersOf(videoOf(frames), sampling)).toEqual(expected);
  });

  it("is left alone at once when the run is ended", async () => {
    const signal = AbortSignal.abort(new Error("interrupted"));
    await expect(videoAt([videoOf(20)], { count: 2, stride: 1 }).frames[0]?.read(signal)).rejects.toThrow("interrupted");
  });

  it("that is no video is refused by name", async () => {
    const place = path.join(folderOf({ "clip.mp4": "<html>404</html>" }), "clip");
    await expect(numbersOf(place, { count: 2, stride: 1 })).rejects.toThrow(/clip\.mp4: the video cannot be read: /);
  });
});

describe("a video", () => {
  it("that is missing fails when it is read", async () => {
    const video = videoAt([path.join(folderOf(), "gone")], { count: 2, stride: 1 });
    expect(await video.exists()).toBe(false);
    await expect(video.frames[1]?.read()).rejects.toThrow(/gone\.mp4: the video does not exist/);
  });

  it("without ffmpeg says what is needed", async () => {
    vi.stubEnv("CARDEVAL_FFMPEG", "/nowhere/ffmpeg");
    const place = path.join(folderOf({ "clip.mp4": "x" }), "clip");
    await expect(numbersOf(place, { count: 2, stride: 1 })).rejects.toThrow(/videos need ffmpeg, and \/nowhere\/ffmpeg cannot be started\. Install ffmpeg/);
  });

  it("as a folder of frames is read in the order of their numbers, as they are", async () => {
    const root = folderOf({ "clip/2.png": "b", "clip/10.png": "c", "clip/1.png": "a", "clip/list.txt": "x" });
    const pictures = await Promise.all(videoAt([path.join(root, "clip")], { count: 3, stride: 2 }).frames.map((frame) => frame.read()));
    expect(pictures.map((bytes) => Buffer.from(bytes).toString())).toEqual(["a", "c", "a"]);
  });
});
