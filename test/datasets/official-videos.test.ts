/** Benchmarks of videos in their official layouts: which samples, which clip each shows, and what becomes of those whose clip is gone. */

import { rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { DataError } from "../../src/core/errors.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { folderOf, readAll, readFiles, targets, type Files } from "../fixtures/official-folder.ts";
import { activitynetAnswer, activitynetRow, generatedRow, msrvttSentence, msrvttVideo, parts, videoLayouts, videoPlaces, withoutVideos } from "../fixtures/official-layouts-videos.ts";
import { smallPng } from "../fixtures/pictures.ts";
import { hasFfmpeg, writeVideo } from "../fixtures/videos.ts";

const ACTIVITYNET = "activitynet-captions/val_2.json";
const ALL = { videos: "all" };

describe("a sample of a small valid folder", () => {
  it.each([
    ["msrvtt-captions", [["video7010", undefined, ["a dog runs", "the dog is running"], undefined, undefined], ["video7011", undefined, ["a cat plays"], undefined, undefined]]],
    ["msrvtt-qa", [["170859", "what is a dog doing", ["run"], { word: "what" }, "video7010"], ["170860", "who plays", ["cat"], { word: "who" }, "video7011"]]],
    ["activitynet-captions", [["v_-uJnucdW6DY[0-41.4]", undefined, ["A dog runs."], undefined, "v_-uJnucdW6DY"], ["v_-uJnucdW6DY[35.16-82.73]", undefined, ["It sleeps."], undefined, "v_-uJnucdW6DY"]]],
    ["activitynet-qa", [["v_1QIUV7WYKXg_3", "is the athlete wearing trousers", ["no"], { type: "yes-no" }, "v_1QIUV7WYKXg"], ["v_v_9en_2", "what is it", ["dog"], { type: "object" }, "v_v_9en"]]],
    ["vatex", [["-_aaMGK6GGw_000057_000067", undefined, ["A dog runs.", "The dog."], undefined, undefined], ["Ptf_2VRj-V0_000122_000132", undefined, ["A cat."], undefined, undefined]]],
    ["msvd-qa", [["37348", "who opened the box", ["someone"], { word: "who" }, "vid1"], ["37349", "what is running", ["dog"], { word: "what" }, "vid3"]]],
  ] as const)("of %s: id, question, truth, slice and what repeats", async (name, wanted) => {
    const { samples } = await readFiles(name, videoLayouts[name].files);
    expect(samples.map(({ id, text, target, groups, cluster }) => [id, text, target, groups, cluster])).toEqual(wanted);
  });

  it.each(videoPlaces)("of %s shows the frames of the folder %s", async (name, place) => {
    const span = name === "activitynet-captions" ? "[0-41.4]" : "";
    const root = folderOf({ ...withoutVideos(name), [`${place}${span}/0.png`]: smallPng(4, 4, [1, 2, 3]) });
    const { benchmark, samples } = await readAll(name, root);
    const frames = samples[0]?.images ?? [];
    expect(frames).toHaveLength(benchmark.dataset.frames?.count ?? 0);
    for (const frame of frames) expect(Buffer.from(await frame.read()).equals(Buffer.from(smallPng(4, 4, [1, 2, 3])))).toBe(true);
  });

  it.skipIf(!hasFfmpeg).each(videoPlaces)("of %s shows the frames of the video %s (skipped without ffmpeg)", async (name, place) => {
    const root = folderOf(withoutVideos(name));
    writeVideo(path.join(root, `${place}.avi`), 60);
    const { benchmark, samples } = await readAll(name, root);
    const { count = 0, stride = 0 } = benchmark.dataset.frames ?? {};
    const greys = await Promise.all((samples[0]?.images ?? []).map(async (frame) => (await decodeImage(await frame.read(), frame.name)).data[0] ?? -1));
    const inVideo = Math.ceil(60 / stride);
    expect(greys.map((grey) => Math.round(grey / 4))).toEqual(Array.from({ length: count }, (_, i) => (i % inVideo) * stride));
  });
});

describe("a video that is gone", () => {
  it.each(videoPlaces.filter(([, , left]) => left > 0))("of %s leaves a smaller split, counted and named", async (name, place, left) => {
    const root = folderOf(videoLayouts[name].files);
    for (const ending of [".mp4", ".avi"]) rmSync(path.join(root, place + ending), { force: true });
    const whole = await readAll(name, folderOf(videoLayouts[name].files));
    const { samples, warnings } = await readAll(name, root);
    expect(samples).toHaveLength(left);
    expect(warnings).toEqual([{ code: "missing-video", message: "samples whose video is not there, left out of the split", count: 1, examples: [whole.samples[0]?.id] }]);
  });

  it.each(videoPlaces)("of %s is asked for where all are, and fails when it is read, naming every place", async (name, place) => {
    const root = folderOf(withoutVideos(name));
    const { samples, warnings } = await readAll(name, root, ALL);
    expect([samples.length, warnings]).toEqual([2, []]);
    const error = (await samples[0]?.images[3]?.read().catch((thrown: unknown) => thrown)) as DataError;
    expect(error.message.startsWith(path.join(root, place))).toBe(true);
    expect(error.message).toMatch(/: the video does not exist$/);
    expect(error.hint).toContain(`${path.join(root, place)}, `);
  });

  it.each(videoPlaces)("of %s, and every other one, is no empty split but an error that says what to do", async (name, place) => {
    const root = folderOf(withoutVideos(name));
    await expect(readAll(name, root)).rejects.toMatchObject({
      message: expect.stringMatching(/: this video does not exist, nor does any other of the split$/) as unknown,
      file: expect.stringContaining(path.join(root, path.dirname(place))) as unknown, hint: expect.stringContaining("--set BENCHMARK.videos=all") as unknown,
    });
  });
});

describe("rows", () => {
  it("of MSR-VTT: clips of the test split alone, captions twice where they stand twice, clips without any left out", async () => {
    const reading = await readFiles("msrvtt-captions", {
      "msrvtt-captions/test_videodatainfo.json": {
        videos: [msrvttVideo("video1", "train"), msrvttVideo("video2"), msrvttVideo("video3")],
        sentences: [msrvttSentence("video1", 0, "x"), msrvttSentence("video2", 1, "a"), msrvttSentence("video2", 1, "a"), msrvttSentence("video2", 2, "")],
      },
    }, ALL);
    expect(targets(reading)).toEqual([["video2", ["a", "a", ""]]]);
    expect(reading.warnings.map(({ code, examples }) => [code, examples])).toEqual([["repeated-caption", ["video2 (row 3)"]], ["empty-caption", ["video2"]], ["video-without-captions", ["video3"]]]);
  });

  it("of ActivityNet Captions: equal parts are one sample, and a part that ends before it begins is turned round; both counted", async () => {
    const value = parts([[1.5, 20], [30, 2], [1.5, 20.0]], ["one", "two", "three"]);
    const reading = await readFiles("activitynet-captions", { [ACTIVITYNET]: { v_a: value } }, ALL);
    expect(targets(reading)).toEqual([["v_a[1.5-20]", ["one", "three"]], ["v_a[2-30]", ["two"]]]);
    expect(reading.warnings.map(({ code, examples }) => [code, examples])).toEqual([["part-ends-first", ["v_a[30-2]"]], ["repeated-part", ["v_a[1.5-20]"]]]);
  });

  it("of ActivityNet Captions by other people are another file and another size", async () => {
    const { benchmark, samples } = await readFiles("activitynet-captions", { "activitynet/captions/val_1.json": { v_a: parts([[0, 1]], ["x"]) } }, { ...ALL, annotations: "val_1" });
    expect([benchmark.dataset.size, samples.length]).toEqual([17_505, 1]);
  });

  it("of ActivityNet-QA: questions and answers without each other are counted", async () => {
    const { samples, warnings } = await readFiles("activitynet-qa", {
      "activitynet-qa/test_q.json": [activitynetRow("a", "v_a_1", "x"), activitynetRow("a", "v_a_2", "y")],
      "activitynet-qa/test_a.json": [activitynetAnswer("v_a_2", "b", 0), activitynetAnswer("v_a_3", "c", 8)],
    }, ALL);
    expect(samples.map(({ id, groups }) => [id, groups])).toEqual([["v_a_2", { type: "motion" }]]);
    expect(warnings.map(({ code, examples }) => [code, examples])).toEqual([["question-without-answers", ["v_a_1"]], ["answers-without-question", ["v_a_3"]]]);
  });

  it("of MSVD-QA find a clip by its number too", async () => {
    const root = folderOf({ ...withoutVideos("msvd-qa"), "msvd/video/vid3/1.png": smallPng() });
    const { samples } = await readAll("msvd-qa", root);
    expect(samples.map(({ id }) => id)).toEqual(["37349"]);
    expect(await samples[0]?.images[7]?.read()).toHaveLength(smallPng().length);
  });
});

describe("a row that cannot be", () => {
  const mapping = { "msvd-qa/youtube_mapping.txt": "a_1_2 vid1\n" };
  it.each([
    ["msrvtt-captions", { "msrvtt-captions/test_videodatainfo.json": { videos: [msrvttVideo("../video1")], sentences: [] } }, /row 1 field "video_id": expected a file name/],
    ["msrvtt-captions", { "msrvtt-captions/test_videodatainfo.json": { videos: [msrvttVideo("a"), msrvttVideo("a")], sentences: [] } }, /row 2 field "video_id": video_id a occurs twice/],
    ["msrvtt-captions", { "msrvtt-captions/test_videodatainfo.json": { videos: [msrvttVideo("a")], sentences: [msrvttSentence("a", 0, 5)] } }, /row 1 field "caption": expected text, found 5/],
    ["msrvtt-qa", { "msrvtt-qa/test_qa.json": [generatedRow(1, "../7", "what", "x")] }, /row 1 field "video_id": expected a whole number, found "\.\.\/7"/],
    ["msrvtt-qa", { "msrvtt-qa/test_qa.json": [generatedRow(1, 7, "what", "x"), generatedRow(1, 7, "who", "y")] }, /row 2 field "id": id 1 occurs twice/],
    ["msrvtt-qa", { "msrvtt-qa/test_qa.json": [generatedRow(1, 7, "what", null)] }, /row 1 field "answer": expected text, found null/],
    ["activitynet-captions", { [ACTIVITYNET]: { "v_/../../x": parts([], []) } }, /row 1 field "\(key\)": expected the name of a video, v_ and its id/],
    ["activitynet-captions", { [ACTIVITYNET]: { a: parts([], []) } }, /row 1 field "\(key\)": expected the name of a video/],
    ["activitynet-captions", { [ACTIVITYNET]: { v_a: parts([[0, 1]], ["x", "y"]) } }, /row 1 field "timestamps": expected as many as there are sentences \(2\), found 1/],
    ["activitynet-captions", { [ACTIVITYNET]: { v_a: parts([[0, "1"]], ["x"]) } }, /row 1 field "timestamps": expected pairs of seconds, found \[0,"1"\]/],
    ["activitynet-captions", { [ACTIVITYNET]: { v_a: parts([[-1, 2]], ["x"]) } }, /row 1 field "timestamps": expected pairs of seconds/],
    ["activitynet-qa", { "activitynet-qa/test_q.json": [], "activitynet-qa/test_a.json": [activitynetAnswer("v_a_1", "x", 9)] }, /row 1 field "type": expected a number from 0 to 8, found 9/],
    ["activitynet-qa", { "activitynet-qa/test_q.json": [activitynetRow("../../a", "v_a_1", "x")], "activitynet-qa/test_a.json": [activitynetAnswer("v_a_1", "x", 3)] }, /row 1 field "video_name": expected a file name/],
    ["vatex", { "vatex/vatex_public_test_english_v1.1.json": [{ videoID: "a" }] }, /row 1 field "enCap": expected a list, found nothing/],
    ["vatex", { "vatex/vatex_public_test_english_v1.1.json": [{ videoID: "/etc/passwd", enCap: ["x"] }] }, /row 1 field "videoID": expected a file name/],
    ["msvd-qa", { ...mapping, "msvd-qa/test_qa.json": [generatedRow(1, 2, "what", "x")] }, /row 1 field "video_id": expected the number of a clip of youtube_mapping\.txt, found 2/],
    ["msvd-qa", { "msvd-qa/test_qa.json": [], "msvd-qa/youtube_mapping.txt": "a_1_2 vid1\nvid2 b_1_2\n" }, /youtube_mapping\.txt row 2: expected a line such as -4wsuPCjDBc_5_15 vid1, found "vid2 b_1_2"/],
    ["msvd-qa", { "msvd-qa/test_qa.json": [], "msvd-qa/youtube_mapping.txt": "../../a vid1\n" }, /youtube_mapping\.txt row 1: expected a line/],
  ] as const)("in %s: %j", async (name, files: Files, message) => {
    await expect(readFiles(name, files, ALL)).rejects.toMatchObject({ code: "DATA", message: expect.stringMatching(message) as unknown });
  });
});
