/** `cardeval view`: the page of a run, finished or not, for its own browser page alone, and nothing outside the run's folder. */

import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { request, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { once } from "node:events";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ScoredSample } from "../../src/core/records.ts";
import { createViewServer } from "../../src/cli/view/server.ts";
import { browserPath, launchBrowser, seriousViolations, watchPage } from "../fixtures/browser.ts";
import { hostile, plan, record, scores } from "../fixtures/reports.ts";
import { bins, cardeval, emptyFolder } from "./program.ts";

const COUNT = 120;
const DIGEST = "ab".repeat(32);

const journalLine = (id: string, status = "answered"): string => `${JSON.stringify({ v: 1, id, attempt: 1, status, text: `reply of ${id}`, latencyMs: 5, request: "", cache: "miss" })}\n`;

/** A run whose benchmark is scored or still being asked. */
function makeRun(of: { scored: boolean; folder?: string }): string {
  const folder = of.folder ?? mkdtempSync(path.join(tmpdir(), "cardeval-view-"));
  const benchmark = path.join(folder, "coco-captions");
  mkdirSync(path.join(folder, "blobs"), { recursive: true });
  mkdirSync(benchmark, { recursive: true });
  writeFileSync(path.join(folder, "run.json"), JSON.stringify({ ...record, benchmarks: [{ ...plan, data: { ...plan.data, expected: COUNT } }], status: of.scored ? "complete" : "running" }));
  writeFileSync(path.join(folder, "blobs", DIGEST), "picture");
  writeFileSync(path.join(benchmark, "samples.jsonl"), Array.from({ length: of.scored ? COUNT : 3 }, (_, i) => journalLine(`s${i}`)).join(""));
  if (of.scored) writeScores(folder);
  return folder;
}

function writeScores(folder: string): void {
  const samples = Array.from({ length: COUNT }, (_, i): ScoredSample => ({
    id: i === 7 ? hostile : `s${i}`, status: i % 10 === 0 ? "unreadable" : "answered", prompt: "caption en", text: i === 8 ? "x".repeat(1 << 20) : `reply ${i}`, references: ["a dog"], score: i / COUNT, groups: { parity: i % 2 === 0 ? "even" : "odd" }, thumbnails: [DIGEST],
  }));
  writeFileSync(path.join(folder, "coco-captions", "scored.tmp"), samples.map((sample) => `${JSON.stringify(sample)}\n`).join(""));
  renameSync(path.join(folder, "coco-captions", "scored.tmp"), path.join(folder, "coco-captions", "scored.jsonl"));
  writeFileSync(path.join(folder, "coco-captions", "scores.json"), JSON.stringify({ ...scores, counts: { total: COUNT, answered: 108, unreadable: 12, failed: 0 } }));
}

let server: Server | undefined;

async function serve(folder: string): Promise<number> {
  server = createViewServer(folder, "paligemma").listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks exactly for the path, as no browser would. */
function ask(port: number, place: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: place, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }));
    }).on("error", reject).end();
  });
}

const list = (query: Record<string, string | number>): string => `/samples?${new URLSearchParams(Object.entries({ offset: 0, count: 50, ...query }).map(([name, value]): [string, string] => [name, String(value)]))}`;
const ids = ({ body }: Got): string[] => (JSON.parse(body) as { samples: { id: string }[] }).samples.map(({ id }) => id);

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

describe("the viewer's server", () => {
  it("pages through all samples, finds, filters and orders them", async () => {
    const port = await serve(makeRun({ scored: true }));
    const first = await ask(port, list({}));
    expect(JSON.parse(first.body)).toMatchObject({ found: COUNT, total: COUNT });
    const rest = [await ask(port, list({ offset: 50 })), await ask(port, list({ offset: 100 }))];
    expect([first, ...rest].flatMap(ids)).toHaveLength(COUNT);
    expect(ids(await ask(port, list({ offset: 118 })))).toEqual(["s118", "s119"]);
    expect(ids(await ask(port, list({ q: "reply 119" })))).toEqual(["s119"]);
    expect(ids(await ask(port, list({ status: "unreadable", sort: "best", count: 2 })))).toEqual(["s110", "s100"]);
    expect(JSON.parse((await ask(port, list({ group: "parity=odd" }))).body)).toMatchObject({ found: COUNT / 2 });
    expect(JSON.parse((await ask(port, "/sample?benchmark=coco-captions&id=s42")).body)).toMatchObject({ sample: { id: "s42" } });
    const odd = (JSON.parse((await ask(port, list({ offset: 7, count: 1 }))).body) as { samples: { id: string }[] }).samples[0]?.id ?? "";
    expect(odd).toContain("⟨202e⟩");
    expect(JSON.parse((await ask(port, `/sample?benchmark=coco-captions&id=${encodeURIComponent(odd)}`)).body)).toMatchObject({ sample: { id: odd } });
    expect((await ask(port, list({ offset: 8, count: 1 }))).body.length).toBeLessThan(10_000);
  });

  it.each([
    ["another host's name", { headers: { host: "evil.example" } }],
    ["its name with another port", { headers: { host: "127.0.0.1:1" } }],
    ["another page", { headers: { origin: "http://evil.example" } }],
    ["no page at all", { headers: { origin: "null" } }],
    ["another site's image or script", { headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" } }],
  ])("refuses requests of %s", async (_, options) => {
    const port = await serve(makeRun({ scored: true }));
    const headers = { host: `127.0.0.1:${port}`, ...options.headers };
    const { status, body } = await ask(port, "/", { headers });
    expect(status).toBe(403);
    expect(body).not.toContain("COCO");
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("knows no %s", async (method) => {
    const port = await serve(makeRun({ scored: true }));
    expect((await ask(port, "/samples", { method })).status).toBe(405);
  });

  it("reads nothing outside the run", async () => {
    const folder = makeRun({ scored: true });
    const secret = path.join(mkdtempSync(path.join(tmpdir(), "cardeval-secret-")), "secret");
    writeFileSync(secret, "secret");
    symlinkSync(secret, path.join(folder, "blobs", "cd".repeat(32)));
    const port = await serve(folder);
    for (const place of ["/../../etc/passwd", "/blobs/../run.json", "/blobs/%2e%2e%2frun.json", "//etc/passwd", "/run.json", `/blobs/${"cd".repeat(32)}`, `/blobs/${DIGEST}/..`, "/sample?benchmark=../../etc&id=x"]) {
      const { status, body } = await ask(port, place);
      expect([status, body], place).toEqual(place.startsWith("/sample?") ? [200, "{}"] : [404, expect.not.stringContaining("secret")]);
    }
    expect(await ask(port, `/blobs/${DIGEST}`)).toMatchObject({ status: 200, body: "picture", headers: { "content-type": "image/webp", "x-content-type-options": "nosniff" } });
  });

  it.each([
    ["names that lead out", (folder: string) => writeFileSync(path.join(folder, "run.json"), JSON.stringify({ ...record, benchmarks: [{ ...plan, name: "../../etc" }] }))],
    ["links that lead out", (folder: string) => { renameSync(path.join(folder, "coco-captions", "scored.jsonl"), path.join(folder, "..", `${path.basename(folder)}.jsonl`)); symlinkSync(path.join(folder, "..", `${path.basename(folder)}.jsonl`), path.join(folder, "coco-captions", "scored.jsonl")); }],
  ])("follows no %s", async (_, spoil) => {
    const folder = makeRun({ scored: true });
    spoil(folder);
    const port = await serve(folder);
    for (const place of ["/", "/state", list({})]) expect((await ask(port, place)).status).toBe(500);
  });

  it.each(["count=0&offset=0", "count=1e9&offset=0", "count=5&offset=-1", "count=x&offset=0", ""])("answers 400 to samples?%s", async (query) => {
    const port = await serve(makeRun({ scored: true }));
    expect((await ask(port, `/samples?${query}`)).status).toBe(400);
  });

  it("follows a run that is still asking: counts, replies, a torn line, a second attempt, then the scores", async () => {
    const folder = makeRun({ scored: false });
    const port = await serve(folder);
    const state = async (): Promise<unknown> => JSON.parse((await ask(port, "/state")).body);
    expect(await state()).toMatchObject({ status: "running", replies: 3, benchmarks: [{ counts: { total: 3, failed: 0 }, expected: COUNT, isScored: false }] });
    expect((await ask(port, "/")).body).toContain("Nothing was scored yet");
    const journal = path.join(folder, "coco-captions", "samples.jsonl");
    appendFileSync(journal, `${journalLine("s3", "failed")}{"v":1,"id":"s4"`);
    expect(await state()).toMatchObject({ replies: 4, benchmarks: [{ counts: { failed: 1 } }] });
    expect(ids(await ask(port, list({ status: "failed" })))).toEqual(["s3"]);
    appendFileSync(journal, `,"attempt":1,"status":"answered","text":"late","latencyMs":1,"request":"","cache":"miss"}\n${journalLine("s3")}`);
    expect(await state()).toMatchObject({ replies: 5, benchmarks: [{ counts: { answered: 5, failed: 0 } }] });
    expect(ids(await ask(port, list({ status: "failed" })))).toEqual([]);
    writeScores(folder);
    expect(await state()).toMatchObject({ benchmarks: [{ isScored: true }] });
    expect((await ask(port, "/")).body).toContain("108 answered");
  });
});

describe.skipIf(browserPath === undefined)("the viewer in a browser", () => {
  let browser: Browser;
  beforeAll(async () => { browser = await launchBrowser(); });
  afterAll(() => browser?.close());

  it("shows progress, takes new numbers over, keeps what is open, and complains of nothing", async () => {
    const folder = makeRun({ scored: false });
    const port = await serve(folder);
    const complaints: string[] = [];
    const page = await browser.newPage();
    watchPage(page, complaints, new RegExp(`^http://127\\.0\\.0\\.1:${port}/`));
    await page.goto(`http://127.0.0.1:${port}/#samples?sample=coco-captions%2Fs1`);
    expect(await page.locator("dialog[open] .reply").textContent()).toBe("reply of s1");
    await page.locator("#progress", { hasText: "3 of 120 asked" }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    writeScores(folder);
    appendFileSync(path.join(folder, "coco-captions", "samples.jsonl"), journalLine("s3"));
    await page.locator("#benchmarks", { hasText: "108 answered" }).waitFor();
    expect(await page.locator("dialog[open] h2").textContent()).toBe("s1");
    await page.keyboard.press("Escape");
    await page.getByText("1 new replies: show").click();
    await page.locator(".samples .open").nth(49).waitFor();
    await page.getByLabel("Group").selectOption("parity=odd");
    await page.getByText("60 of 120 samples").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("120 of 120 samples").waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.locator(".samples .open").nth(99).waitFor();
    expect(await page.title()).not.toBe("owned");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("takes over numbers that came between the page and its first look", async () => {
    const folder = makeRun({ scored: false });
    const port = await serve(folder);
    const page = await browser.newPage();
    await page.route("**/state", async (route) => {
      writeScores(folder);
      await route.continue();
    }, { times: 1 });
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.locator("#benchmarks", { hasText: "108 answered" }).waitFor();
    await page.close();
  });
});

describe("cardeval view", () => {
  it("prints its address, and Ctrl-C ends it with 130", async () => {
    const child = spawn(process.execPath, [path.join(bins, "cardeval.js"), "view", makeRun({ scored: true }), "--port", "0"]);
    const [address] = await once(child.stdout, "data") as [Buffer];
    const port = Number(/^http:\/\/127\.0\.0\.1:(\d+)\/\n$/.exec(address.toString())?.[1]);
    expect((await ask(port, "/")).body).toContain("COCO captions");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([130, null]);
  });

  it.each([
    ["no run", ["view"], "there is no run to view"],
    ["a folder that holds none", ["view", "."], "holds no run"],
    ["a port that is none", ["view", "RUN", "--port", "70000"], "is no port"],
  ])("refuses %s", async (_, words, message) => {
    const folder = emptyFolder();
    makeRun({ scored: true, folder: path.join(folder, "RUN") });
    const { code, err } = await cardeval(words, folder);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("views the newest run of runs/ when none is named", async () => {
    const folder = emptyFolder();
    makeRun({ scored: true, folder: path.join(folder, "runs", "one") });
    const child = spawn(process.execPath, [path.join(bins, "cardeval.js"), "view", "--port", "0"], { cwd: folder });
    const [said] = await once(child.stderr, "data") as [Buffer];
    expect(said.toString()).toContain(path.join("runs", "one"));
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([143, null]);
  });
});
