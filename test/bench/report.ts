/** How large and how quick HTML reports are: made from runs on disk, and opened in Chromium. */

import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { makeScoredRun, type ScoredRun } from "./make-scored-run.ts";
import { megabytes, minimum, seconds, type Context, type Measure, type Row } from "./measure.ts";
import { commandLine, runNode } from "./program.ts";

const ROUNDS = 3;
const GOALS = { openMs: 2_000, openBytes: 25e6, makeMs: 10_000, residentBytes: 500e6 };

export const report: Measure = {
  name: "report",
  method: `Runs are made up and written as \`cardeval run\` leaves them, with thumbnails of 2.7 kB (smooth noise; six photographs had 2.6 kB), then \`cardeval report RUN --format html\`: wall time and largest resident set of the process, the least of ${ROUNDS}. `
    + "5,000 samples: one benchmark, every sample with its thumbnail. 200,000 samples: one benchmark, every hundredth failed. 40 benchmarks: 5,000 samples each. "
    + `Interactive: from navigation to the file until the first samples are shown and a typed search has changed the list, in headless Chromium, the least of ${ROUNDS}.`,
  async run(context) {
    const browser = await openBrowser();
    try {
      return [
        ...await measure(context, browser, "5,000 samples with thumbnails", { benchmarks: 1, samples: 5_000, allPictures: true }, true),
        ...await measure(context, browser, "200,000 samples", { benchmarks: 1, samples: 200_000, failedEvery: 100 }, true),
        ...await measure(context, browser, "40 benchmarks × 5,000 samples", { benchmarks: 40, samples: 5_000 }, false),
      ];
    } finally {
      await browser?.close();
    }
  },
};

async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find((place) => place !== undefined && existsSync(place));
  return executablePath === undefined ? undefined : chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

async function measure({ folder, say }: Context, browser: Browser | undefined, what: string, of: Omit<ScoredRun, "folder">, isSmall: boolean): Promise<Row[]> {
  const run = path.join(folder, `${of.benchmarks}x${of.samples}`);
  say(`${what}: making the run`);
  await makeScoredRun({ folder: run, ...of });
  const made = [];
  for (let i = 0; i < ROUNDS; i++) made.push(await runNode([commandLine, "report", run, "--format", "html"]));
  const file = path.join(run, "report.html");
  const [makeMs, resident, bytes] = [minimum(made.map(({ wallMs }) => wallMs)), minimum(made.map(({ maxResidentBytes }) => maxResidentBytes)), statSync(file).size];
  const opened: number[] = [];
  for (let i = 0; i < ROUNDS && browser !== undefined; i++) opened.push(await timeToInteractive(browser, file));
  say(`${what}: ${seconds(makeMs)}, ${megabytes(resident)}, file ${megabytes(bytes)}, opened ${opened.map(seconds).join(", ")}`);
  const openMs = minimum(opened);
  return [
    { what: `report of ${what}: made in`, ours: seconds(makeMs), goal: `≤ ${seconds(GOALS.makeMs)}`, isMet: makeMs <= GOALS.makeMs },
    { what: `report of ${what}: memory`, ours: megabytes(resident), goal: `≤ ${megabytes(GOALS.residentBytes)}`, isMet: resident <= GOALS.residentBytes },
    { what: `report of ${what}: size`, ours: megabytes(bytes), ...(isSmall ? { goal: `≤ ${megabytes(GOALS.openBytes)}`, isMet: bytes <= GOALS.openBytes } : {}) },
    { what: `report of ${what}: interactive after`, ours: browser === undefined ? "no Chromium" : seconds(openMs), ...(browser === undefined || !isSmall ? {} : { goal: `≤ ${seconds(GOALS.openMs)}`, isMet: openMs <= GOALS.openMs }) },
  ];
}

async function timeToInteractive(browser: Browser, file: string): Promise<number> {
  const page = await browser.newPage();
  const started = performance.now();
  await page.goto(`${pathToFileURL(file).href}#samples`, { waitUntil: "commit" });
  await page.locator(".samples .open").first().waitFor();
  await page.getByLabel("Search samples").fill("zzz nothing");
  await page.locator(".samples .open").first().waitFor({ state: "detached" });
  const ms = performance.now() - started;
  await page.close();
  return ms;
}
