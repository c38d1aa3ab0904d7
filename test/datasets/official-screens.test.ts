/** Screen2Words from files in the official layout. */

import { describe, expect, it } from "vitest";
import { readFiles, targets, type Files } from "../fixtures/official-folder.ts";
import { smallPng } from "../fixtures/pictures.ts";

function screens(summaries: string, split: string): Files {
  return { "screen2words/screen_summaries.csv": summaries, "screen2words/split/test_screens.txt": split };
}

describe("screen2words", () => {
  it("gives the screens of the split in the split's order with all their summaries in the table's", async () => {
    const table = "screenId,summary\n5,page of a login\n11,train\n3,list\n5,login\n5,page of a login\n5,sign in\n5,form\n5,sixth\n";
    const reading = await readFiles("screen2words", screens(table, "3\n5\n"));
    expect(targets(reading)).toEqual([["3", ["list"]], ["5", ["page of a login", "login", "page of a login", "sign in", "form", "sixth"]]]);
    expect(reading.warnings).toEqual([]);
  });

  it("reads quoted cells with commas, quotes and line ends, a byte order mark and CRLF", async () => {
    const table = '\ufeffscreenId,summary\r\n5,"a ""start"" page, empty"\r\n5,"two\nlines"\r\n';
    expect(targets(await readFiles("screen2words", screens(table, "\ufeff5\r\n")))).toEqual([["5", ['a "start" page, empty', "two\nlines"]]]);
  });

  it("takes columns by name, in whatever order, with others between", async () => {
    expect(targets(await readFiles("screen2words", screens("summary,rater,screenId\nlogin,r1,5\n", "5\n")))).toEqual([["5", ["login"]]]);
  });

  it("keeps ids as they are written", async () => {
    const reading = await readFiles("screen2words", screens("screenId,summary\n0,zero\n00,two zeros\n__proto__,odd\n", "00\n0\n__proto__\n"));
    expect(targets(reading)).toEqual([["00", ["two zeros"]], ["0", ["zero"]], ["__proto__", ["odd"]]]);
  });

  it("counts screens of the split without a summary, and leaves them out", async () => {
    const { samples, warnings } = await readFiles("screen2words", screens("screenId,summary\n5,login\n", "9\n5\n8\n"));
    expect(samples.map(({ id }) => id)).toEqual(["5"]);
    expect(warnings).toMatchObject([{ code: "screen-without-summary", count: 2, examples: ["screenId 9", "screenId 8"] }]);
  });

  it("refuses a screen that the split names twice", async () => {
    await expect(readFiles("screen2words", screens("screenId,summary\n5,login\n", "5\n3\n5\n"))).rejects.toThrow(/test_screens\.txt row 3: id 5 occurs twice/);
  });

  it.each(["screen2words/combined", "screen2words/rico/combined", "rico/combined", "combined"])("finds the screen in %s", async (place) => {
    const { samples } = await readFiles("screen2words", { ...screens("screenId,summary\n5,login\n", "5\n"), [`${place}/5.jpg`]: smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it("shows no rectangle", async () => {
    const { benchmark, samples } = await readFiles("screen2words", screens("screenId,summary\n5,login\n", "5\n"));
    expect(benchmark.task.outlines?.(samples[0] ?? { id: "", images: [], target: [] })).toEqual([]);
  });
});
