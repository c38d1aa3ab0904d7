/** The report as a workbench, in a real browser: comparison, flips, overlays, links, commands, keys, and what axe-core says. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { htmlReport } from "../../reports/html.ts";
import { browserPath, launchBrowser, seriousViolations, watchPage } from "../fixtures/browser.ts";
import { smallPng } from "../fixtures/pictures.ts";
import { comparedReport } from "../fixtures/reports.ts";

const DRAWN = `#samples?sample=${encodeURIComponent("coco-captions/drawn, odd ⟨202e⟩")}`;
const PLAIN = `#samples?sample=${encodeURIComponent("coco-captions/17")}`;

describe.skipIf(browserPath === undefined)("report.html of two runs in a browser", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "cardeval-workbench-")), "report.html");
  const complaints: string[] = [];
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, await htmlReport.render(comparedReport(await sharp(smallPng(120, 90)).webp().toBuffer())));
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function openPage(hash = "", options: Parameters<Browser["newPage"]>[0] = {}, place = file): Promise<Page> {
    const page = await browser.newPage(options);
    watchPage(page, complaints);
    await page.goto(pathToFileURL(place).href + hash);
    await page.locator(".samples .open").first().waitFor();
    return page;
  }

  it("shows both runs and the paired difference, on the card and in the comparison", async () => {
    const page = await openPage();
    const cells = await page.locator("table.card tbody tr").first().locator("td").allTextContents();
    expect(cells.slice(2, 6)).toEqual(["141.92", "125.00", "125.00", "+10.00+2.00 – +18.00"]);
    const readings = await page.locator("#comparison tbody tr td:last-child").allTextContents();
    expect(readings).toEqual(["B is better", "no clear difference", "B is worse"]);
    await page.close();
  });

  it("shows flips by what they contribute, with both replies", async () => {
    const page = await openPage();
    await page.locator("#flips li").nth(2).waitFor();
    const flips = await page.locator("#flips li").allTextContents();
    expect(flips.map((text) => text.slice(0, 4))).toEqual(["draw", "17CO", "not "]);
    expect(flips[1]).toContain("A: baseA dog runs, quicklyB: tunedthe dog is running");
    expect(flips[2]).toContain("not among the shown ones");
    await page.locator("#flips button", { hasText: "17" }).click();
    expect(await page.locator("dialog[open] h2").textContent()).toBe("17");
    await page.close();
  });

  it("lists what was asked where every sample has a question of its own", async () => {
    const report = comparedReport(await sharp(smallPng(120, 90)).webp().toBuffer());
    const asking = { ...report, runs: report.runs.map((run) => ({ ...run, record: { ...run.record, benchmarks: run.record.benchmarks.map((plan) => ({ ...plan, protocol: { ...plan.protocol, prompt: "{expression}" } })) } })) };
    const place = path.join(path.dirname(file), "asking.html");
    writeFileSync(place, await htmlReport.render(asking));
    const promptsIn = async (page: Page): Promise<string[]> => {
      const prompts = await page.locator(".samples .prompt").allTextContents();
      await page.close();
      return prompts;
    };
    expect(await promptsIn(await openPage())).toEqual([]);
    expect((await promptsIn(await openPage("", {}, place))).slice(1)).toEqual(["caption en", "caption en", "segment dog", "caption en"]);
  });

  it("draws boxes and masks where they are, with the opacity that is set", async () => {
    const page = await openPage(DRAWN);
    await page.locator("dialog[open]").waitFor();
    const boxes = await page.locator("dialog rect").evaluateAll((all) => all.map((one) => ["x", "y", "width", "height"].map((name) => Number(Number(one.getAttribute(name)).toFixed(3)))));
    expect(boxes).toEqual([[0.2, 0.2, 0.5, 0.4], [0.1, 0.1, 0.4, 0.4], [0.3, 0.3, 0.6, 0.6]]);
    const columns = await page.locator("dialog canvas").evaluate((canvas) => {
      const image = (canvas as unknown as Canvas).getContext("2d").getImageData(0, 0, 6, 1).data;
      return Array.from({ length: 6 }, (_, x) => Math.sign(image[x * 4 + 3] ?? 0)).join("");
    });
    expect(columns).toBe("001100");
    expect(await page.locator("dialog .unreadable-mask").textContent()).toBe("a mask cannot be read");
    const opacity = (): Promise<string> => page.locator("dialog canvas").evaluate((layer) => (layer as unknown as Canvas).style.opacity);
    await page.getByLabel("Opacity").fill("0.25");
    expect(await opacity()).toBe("0.25");
    await page.keyboard.press("o");
    expect(await opacity()).toBe("0");
    await page.getByLabel("Opacity").fill("1");
    await page.getByLabel("A: base").uncheck();
    expect(await opacity()).toBe("0");
    await page.close();
  });

  it("says why a sample scored what it scored, how long it took and at which attempt", async () => {
    const page = await openPage(PLAIN);
    const view = page.locator("dialog[open]");
    expect(await view.locator("mark").allTextContents()).toEqual(["dog", "the", "dog", "is", "running"]);
    const drawn = await openPage(DRAWN);
    const text = await drawn.locator("dialog[open]").textContent();
    expect(text).toContain("413 ms · attempt 3");
    expect(text).toContain("Read as: a dog");
    await Promise.all([page.close(), drawn.close()]);
  });

  it("copies a link that opens the sample, and a command only where the id can be typed", async () => {
    const page = await openPage(PLAIN, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator("dialog[open]").waitFor();
    const copied = (): Promise<string> => page.evaluate<string>("navigator.clipboard.readText()");
    await page.keyboard.press("x");
    await page.getByText("Copied").waitFor();
    expect(await copied()).toBe(String.raw`cardeval run --benchmark coco-captions --backend openai:http://127.0.0.1:1/v1 --model 'it'\''s' --resolution 224 --set coco-captions.tokenizer=ptb --sample-id 17`);
    await page.keyboard.press("c");
    await page.locator("dialog button:text-is('Copied')").nth(1).waitFor();
    const again = await openPage(new URL(await copied()).hash);
    expect(await again.locator("dialog[open] h2").textContent()).toBe("17");
    await again.goto(pathToFileURL(file).href + DRAWN);
    await again.locator("dialog[open] h2", { hasText: "drawn" }).waitFor();
    expect(await again.getByText("Copy command").count()).toBe(0);
    await Promise.all([page.close(), again.close()]);
  });

  it("lists its keys on ?, filters by group, and clears", async () => {
    const page = await openPage("#samples");
    await page.keyboard.press("?");
    expect(await page.locator("dialog.keys[open] dd").count()).toBeGreaterThan(6);
    await page.keyboard.press("Escape");
    await page.getByLabel("Group").selectOption("language=de");
    expect(await page.locator(".samples .open").allTextContents()).toEqual(["17"]);
    expect(page.url()).toContain("group=language%3Dde");
    await page.getByRole("button", { name: "Clear" }).click();
    expect(await page.locator(".samples .open").count()).toBe(5);
    await page.close();
  });

  it.each(["light", "dark"] as const)("has no serious accessibility violation (%s)", async (colorScheme) => {
    for (const hash of ["", DRAWN]) {
      const page = await openPage(hash, { colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
      await page.close();
    }
  });

  it("fits a narrow window, open samples included", async () => {
    const page = await openPage(DRAWN, { viewport: { width: 390, height: 800 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect(await page.locator("dialog[open]").evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth)).toBe(true);
    await page.close();
  });

  it("asks for nothing, and complains of nothing", () => {
    expect(complaints).toEqual([]);
  });
});

/** As much of a canvas as is looked at. */
interface Canvas {
  readonly style: { readonly opacity: string };
  getContext(kind: "2d"): { getImageData(x: number, y: number, width: number, height: number): { readonly data: readonly number[] } };
}
