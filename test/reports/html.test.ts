/** The HTML report in a real browser: hostile text stays text, the policy holds, search, order and keys work. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { htmlReport } from "../../reports/html.ts";
import { browserPath, launchBrowser, watchPage } from "../fixtures/browser.ts";
import { hostile, reportOf } from "../fixtures/reports.ts";

describe("report.html", () => {
  it("is the same text for the same records", async () => {
    expect(await htmlReport.render(reportOf())).toBe(await htmlReport.render(reportOf()));
  });

  it("does not tell when it was made", async () => {
    expect(await htmlReport.render(reportOf())).not.toContain("2026-01-01");
  });
});

describe.skipIf(browserPath === undefined)("report.html in a browser", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "cardeval-html-")), "report.html");
  const complaints: string[] = [];
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, await htmlReport.render(reportOf()));
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function openPage(hash = "", options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
    const page = await browser.newPage(options);
    watchPage(page, complaints);
    await page.goto(pathToFileURL(file).href + hash);
    return page;
  }

  it("shows hostile text as text", async () => {
    const page = await openPage();
    expect(await page.title()).not.toBe("owned");
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("body script").count()).toBe(2);
    const reply = await page.locator(".samples .reply").first().textContent();
    expect(reply).toContain("</script><img src=x onerror=");
    expect(reply).toContain("␛[31m⟨202e⟩abc␀");
    await page.close();
  });

  it("runs no script that is not its own", async () => {
    const page = await openPage();
    const outcome = await page.evaluate(`(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
      return document.title;
    })()`);
    expect(outcome).not.toBe("owned");
    complaints.length = 0;
    await page.close();
  });

  it("finds, filters and orders, and keeps that in its address", async () => {
    const page = await openPage();
    const ids = (): Promise<string[]> => page.locator(".samples .open").allTextContents();
    expect(await ids()).toHaveLength(3);
    await page.keyboard.press("/");
    await page.keyboard.type("cat");
    expect(await ids()).toEqual(["__proto__"]);
    expect(page.url()).toContain("q=cat");
    await page.getByLabel("Search samples").fill("");
    await page.getByLabel("Status").selectOption("failed");
    expect(await ids()).toEqual(["0"]);
    const again = await openPage("#samples?sort=worst&status=");
    expect(await again.locator(".samples .open").first().textContent()).toBe("__proto__");
    await Promise.all([page.close(), again.close()]);
  });

  it("is used by keyboard alone", async () => {
    const page = await openPage("#samples?sort=worst");
    await page.locator(".samples .open").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.locator("dialog[open] .bar h2").textContent()).toContain("</script>");
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("dialog[open] .bar h2").textContent()).toBe("0");
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog[open]").count()).toBe(0);
    expect(await page.evaluate(`document.activeElement.textContent`)).toBe("0");
    await page.close();
  });

  it.each([390, 1300])("fits a window of %i pixels", async (width) => {
    const page = await openPage("", { viewport: { width, height: 800 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.close();
  });

  it("prints its tables without controls", async () => {
    const page = await openPage();
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".controls").isVisible()).toBe(false);
    expect(await page.locator("table.card").isVisible()).toBe(true);
    await page.close();
  });

  it("shows its tables without JavaScript", async () => {
    const page = await openPage("", { javaScriptEnabled: false });
    expect(await page.locator("table.card tbody tr").count()).toBe(1);
    expect(await page.locator("noscript").textContent()).toContain("needs JavaScript");
    await page.close();
  });

  it("asks for nothing, and complains of nothing", () => {
    expect(complaints).toEqual([]);
    expect(hostile).toContain("onerror");
  });
});
