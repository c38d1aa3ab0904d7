/** Videos as a user runs them: from the sampler, from real video files with a program as the model, and scored from recorded replies. */

import { chmodSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { CellView } from "../../reports/card.ts";
import { sha256 } from "../../src/core/canonical-json.ts";
import type { BenchmarkScores, RunRecord, ScoredSample } from "../../src/core/records.ts";
import { browserPath, launchBrowser } from "../fixtures/browser.ts";
import { folderOf, readAll } from "../fixtures/official-folder.ts";
import { videoLayouts, withoutVideos } from "../fixtures/official-layouts-videos.ts";
import { hasFfmpeg, writeVideo } from "../fixtures/videos.ts";
import { cardeval, emptyFolder } from "./program.ts";

const readJson = <Content>(...parts: readonly string[]): Content => JSON.parse(readFileSync(path.join(...parts), "utf8")) as Content;
const scoredOf = (run: string, name: string): ScoredSample[] => readFileSync(path.join(run, name, "scored.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as ScoredSample);
const cellOf = (run: string, part: string): CellView | undefined =>
  readJson<{ card: { cells: CellView[] } }>(run, "scores.json").card.cells.find((cell) => cell.part === part);

/** A model that says of every picture, in its order, which it was. */
const TELL = `#!/usr/bin/env node
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
const told = ({ base64 }) => createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex").slice(0, 6);
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, images, keepsFractions } = JSON.parse(line);
  console.log(JSON.stringify({ id, text: keepsFractions + " " + images.map(told).join(" ") }));
});
`;

describe("cardeval run of videos", () => {
  it("from the sampler, by the embedded model, which looks at the middle frame and says so", async () => {
    const folder = emptyFolder();
    const { code, out } = await cardeval(["run", "--benchmark", "msvd-qa,msrvtt-captions", "--limit", "4", "--out", "run", "--quiet"], folder);
    expect(code).toBe(0);
    expect(out).toContain("MSVD-QA: the model looks at the middle one of 8 frames.");
    const { benchmarks } = readJson<RunRecord>(folder, "run/run.json");
    expect(benchmarks.map(({ protocol, approximations }) => [protocol.frames, approximations])).toEqual([
      [{ count: 8, stride: 26 }, ["the model looks at the middle one of 8 frames"]], [{ count: 16, stride: 9 }, ["the model looks at the middle one of 16 frames"]],
    ]);
    expect(readJson<BenchmarkScores>(folder, "run/msvd-qa/scores.json").counts).toEqual({ total: 4, answered: 4, unreadable: 0, failed: 0 });
    expect(scoredOf(path.join(folder, "run"), "msvd-qa")[0]?.thumbnails).toHaveLength(8);
  });

  it.skipIf(browserPath === undefined)("shows the frames as a numbered sheet in a browser, and four of them in the list", async () => {
    const folder = emptyFolder();
    await cardeval(["run", "--benchmark", "msvd-qa", "--limit", "2", "--out", "run", "--quiet"], folder);
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.goto(`${pathToFileURL(path.join(folder, "run/report.html")).href}#samples`);
    await page.locator(".samples .open").first().click();
    expect(await page.locator("dialog[open] .frames li small").allTextContents()).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(await page.locator("dialog[open]").textContent()).toContain("8 frames of the video, one in 26; a video with fewer begins again");
    expect(await page.locator(".samples tbody tr").first().locator("img").count()).toBe(4);
    await browser.close();
  });

  it.skipIf(!hasFfmpeg)("from video files: a program gets all frames in order; a video that is gone makes the set smaller, which the card says (skipped without ffmpeg)", async () => {
    const root = folderOf({ ...withoutVideos("msvd-qa"), "tell.mjs": TELL });
    chmodSync(path.join(root, "tell.mjs"), 0o755);
    writeVideo(path.join(root, "msvd-qa/YouTubeClips/-8y1Q0rA3n8_108_115.avi"), 120);
    const { code, out } = await cardeval(["run", "--benchmark", "msvd-qa", "--data", ".", "--backend", "command:./tell.mjs", "--out", "run", "--quiet"], root);
    expect(code).toBe(0);
    const { samples } = await readAll("msvd-qa", root);
    const frames = await Promise.all((samples[0]?.images ?? []).map(async (frame) => sha256(await frame.read()).slice(0, 6)));
    expect(frames.slice(5)).toEqual(frames.slice(0, 3));
    expect(new Set(frames).size).toBe(5);
    expect(scoredOf(path.join(root, "run"), "msvd-qa").map(({ id, text }) => [id, text])).toEqual([["37349", `true ${frames.join(" ")}`]]);
    expect(readJson<BenchmarkScores>(root, "run/msvd-qa/scores.json").warnings).toMatchObject([{ code: "missing-video", count: 1, examples: ["37348"] }]);
    expect(cellOf(path.join(root, "run"), "msvd-qa")).toMatchObject({
      verdict: "partial",
      reasons: ["the data holds 1 sample, the full split 13157", "the card's number is of the 10136 samples whose videos were left in April 2024, and which they were is not known"],
    });
    expect(out).toContain("msvd-qa: 1 × samples whose video is not there, left out of the split (37348)");
  });

  it("says what to do when no video is there, and scores recorded replies without any", async () => {
    const replies = [{ question_id: "v_1QIUV7WYKXg_3", answer: "no" }, { question_id: "v_v_9en_2", answer: "cat" }];
    const root = folderOf({ ...withoutVideos("activitynet-qa"), "replies.json": replies });
    const words = ["run", "--benchmark", "activitynet-qa", "--data", ".", "--backend", "replay:replies.json", "--out", "run", "--quiet"];
    const without = await cardeval(words, root);
    expect(without.code).toBe(2);
    expect(without.err).toMatch(/v_v_9en: this video does not exist, nor does any other of the split\n.*--set BENCHMARK\.videos=all/);
    const { code } = await cardeval([...words, "--set", "activitynet-qa.videos=all", "--fresh"], root);
    expect(code).toBe(0);
    expect(readJson<BenchmarkScores>(root, "run/activitynet-qa/scores.json").scores.map(({ part, value }) => [part, value])).toEqual([[undefined, 0.5], ["yes-no", 1], ["object", 0]]);
  });

  it("on other data is refused to the embedded model unless the middle frame will do", async () => {
    const root = folderOf(videoLayouts.vatex.files);
    const { code, err } = await cardeval(["run", "--benchmark", "vatex", "--data", ".", "--backend", "tiny"], root);
    expect([code, err]).toEqual([2, expect.stringMatching(/vatex shows 16 frames of every video, and the backend tiny takes in 2 pictures\n\s*Use a backend that takes more, or --allow-approximate/)]);
  });

  it("without ffmpeg gives up and says what is needed", async () => {
    const root = folderOf({ ...videoLayouts.vatex.files, "tell.mjs": TELL });
    chmodSync(path.join(root, "tell.mjs"), 0o755);
    process.env["CARDEVAL_FFMPEG"] = "/nowhere/ffmpeg";
    const { code, err } = await cardeval(["run", "--benchmark", "vatex", "--data", ".", "--backend", "command:./tell.mjs", "--out", "run", "--quiet"], root).finally(() => delete process.env["CARDEVAL_FFMPEG"]);
    expect([code, err]).toEqual([3, expect.stringContaining("vatex: gave up asking: videos need ffmpeg, and /nowhere/ffmpeg cannot be started. Install ffmpeg")]);
  });
});

describe("cardeval data check of videos", () => {
  it("counts clips that are there of those that the whole split wants", async () => {
    const root = folderOf({ ...withoutVideos("vatex"), "vatex/videos/Ptf_2VRj-V0_000122_000132.mp4": "x" });
    const { code, out } = await cardeval(["data", "check", "vatex", "--data", ".", "--json"], root);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject([{ state: "incomplete", rows: { found: 2, expected: 6_000 }, pictures: { found: 1, wanted: 2, missing: ["vatex/videos/-_aaMGK6GGw_000057_000067"] }, warnings: [] }]);
  });
});
