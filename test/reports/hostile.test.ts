/** Hostile text in every place that data, models and servers write to: the page stays what it is, in a real browser. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { viewCard } from "../../reports/card.ts";
import { htmlReport } from "../../reports/html.ts";
import { overviewOf } from "../../reports/overview.ts";
import { bannersOf, type Report, type ReportedRun } from "../../reports/report.ts";
import type { BenchmarkPlan, BenchmarkScores, ScoredSample } from "../../src/core/records.ts";
import { browserPath, launchBrowser, watchPage } from "../fixtures/browser.ts";
import { card, hostile, plan, record, scores, streamOf } from "../fixtures/reports.ts";

const evil = `${hostile}</style><style>body{display:none}</style></svg></title><base href=//evil.example><iframe src=javascript:alert(1)>\u0000\u001b]8;;http://evil.example\u0007{{constructor}}\${x}`;
const counts = { total: 2, answered: 1, unreadable: 0, failed: 1 };

function hostileRun(model: string): ReportedRun {
  const evilPlan: BenchmarkPlan = {
    ...plan, title: evil, options: { [evil]: evil }, protocol: { ...plan.protocol, prompt: evil }, data: { ...plan.data, files: [{ path: evil, bytes: 1, sha256: evil }] },
    asked: evil, backend: { kind: evil, model: evil, details: {} }, approximations: [evil], remarks: [evil],
  };
  const evilScores: BenchmarkScores = {
    ...scores, title: evil, counts, warnings: [{ code: evil, message: evil, count: 1, examples: [evil] }],
    scores: [{ ...scores.scores[0] as (typeof scores.scores)[number], metric: evil, signature: evil, notes: [evil], interval: { level: 0.95, low: 1, high: 1.5, method: evil } }, { ...scores.scores[0] as (typeof scores.scores)[number], part: evil }],
  };
  const samples: ScoredSample[] = [
    { id: evil, status: "answered", prompt: evil, text: evil.repeat(1 + Math.floor((1 << 20) / evil.length)), answer: evil, references: [evil], score: 0.5, groups: { [evil]: evil, other: `${evil}2` }, thumbnails: [evil], masks: { predicted: [{ size: [1e9, 1e9], counts: evil }] }, boxes: { reference: [[Number.NaN, -5, 1e300, 7]] } },
    { id: "__proto__", status: "failed", prompt: evil, references: [], error: { code: evil, message: evil.repeat(2_000) }, groups: { __proto__: evil, other: "x" }, thumbnails: ["__proto__"] },
  ];
  return { record: { ...record, model, suite: evil, settings: { ...record.settings, column: evil } }, benchmarks: [{ plan: evilPlan, scores: evilScores, samples, overview: overviewOf(samples), all: () => streamOf(samples) }] };
}

function hostileReport(): Report {
  const runs = [hostileRun(evil), hostileRun(`${evil}2`)];
  const evilCard = { ...card, title: evil, sections: [{ ...card.sections[0] as (typeof card.sections)[number], title: evil, columns: [evil] }] };
  const flips = [{ benchmark: "coco-captions", id: evil, before: 1, after: 0, contribution: -1 }, { benchmark: evil, id: evil, before: 0, after: 1, contribution: 1 }];
  return { card: viewCard(evilCard, []), runs, thumbnails: new Map([[evil, new Uint8Array(3)]]), banners: bannersOf(runs), comparison: { baseline: { name: evil, model: evil, fingerprint: evil }, candidate: { name: evil, model: evil, fingerprint: evil }, notes: [evil], numbers: [{ title: evil, metric: evil, better: "higher", baseline: 0, candidate: 1, samples: 2, unpaired: 0, address: evil, difference: 1, interval: { level: 0.95, low: 0, high: 1, method: evil }, p: 0 }], flips } };
}

describe.skipIf(browserPath === undefined)("a hostile report in a browser", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "cardeval-hostile-")), "report.html");
  let browser: Browser;
  let text: string;

  beforeAll(async () => {
    text = await htmlReport.render(hostileReport());
    writeFileSync(file, text);
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it("holds no invisible sign, and of a reply of a megabyte only its begin", () => {
    // oxlint-disable-next-line no-control-regex
    expect(/[\u0000-\u0008\u001b\u202e\ud800]/u.exec(text)?.index).toBe(undefined);
    expect(text.length).toBeLessThan(400_000);
    expect(text).toContain("more characters in the run's files");
  });

  it("is inert: no foreign element, no request, no complaint, in the list, in flips and in an open sample", async () => {
    const complaints: string[] = [];
    const page = await browser.newPage();
    watchPage(page, complaints);
    await page.goto(pathToFileURL(file).href);
    await page.locator("#flips li").nth(1).waitFor();
    await page.locator(".samples .open").first().click();
    await page.locator("dialog[open] .reply").first().waitFor();
    expect(await page.locator("iframe, base, object, embed, form, link:not([rel=icon]), body style, [onerror], [onclick], a:not([href^='#'])").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(2);
    expect(await page.locator("style").count()).toBe(1);
    expect(await page.locator("main").isVisible()).toBe(true);
    expect(await page.title()).not.toBe("owned");
    expect(complaints).toEqual([]);
    await page.getByLabel("Previous sample").click();
    await page.keyboard.press("ArrowRight");
    await page.locator("dialog[open] h2", { hasText: "__proto__" }).waitFor();
    await page.close();
  });
});
