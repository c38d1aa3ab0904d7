/** SciCap from files in the official layout. */

import { describe, expect, it } from "vitest";
import { readFiles, targets, type Files } from "../fixtures/official-folder.ts";
import { figure, SCICAP_LIST } from "../fixtures/official-layouts.ts";
import { smallPng } from "../fixtures/pictures.ts";

const whole = "bars in order : purple , pink and green . green is the lowest .";

function listed(names: readonly string[], captions: Readonly<Record<string, string>>): Files {
  const figures = Object.entries(captions).map(([id, caption]) => [`scicap/scicap_data/SciCap-Caption-All/test/${id}.json`, figure(caption, caption.split(" . ")[0] ?? "")]);
  return { [`scicap/${SCICAP_LIST}`]: names, ...Object.fromEntries(figures) };
}

describe("scicap", () => {
  it("has one reference, the whole caption and not its first sentence", async () => {
    const reading = await readFiles("scicap", listed(["1001.0025v1-Figure2-1.png"], { "1001.0025v1-Figure2-1": whole }));
    expect(targets(reading)).toEqual([["1001.0025v1-Figure2-1", [whole]]]);
    expect(reading.warnings).toEqual([]);
  });

  it("takes the figures that the list names, in its order, and no others", async () => {
    const reading = await readFiles("scicap", listed(["b.png", "a.png"], { a: "first", b: "second", subfigure: "third" }));
    expect(targets(reading)).toEqual([["b", ["second"]], ["a", ["first"]]]);
  });

  it("keeps NUM-free, unnormalised text: field 1, not field 2", async () => {
    const [, [caption] = []] = targets(await readFiles("scicap", listed(["a.png"], { a: "x = 3 ." })))[0] ?? [];
    expect(caption).toBe("x = 3 .");
  });

  it.each([
    ["scicap/scicap_data", "test"], ["scicap/scicap_data", "Test"], ["scicap", "test"], ["scicap", "Test"], ["scicap_data", "test"],
  ])("finds list, captions and pictures in %s, folder %s", async (root, split) => {
    const { samples } = await readFiles("scicap", {
      [`${root}/List-of-Files-for-Each-Experiments/First-Sentence/No-Subfig/${split}/file_idx.json`]: ["a.png"],
      [`${root}/SciCap-Caption-All/${split}/a.json`]: figure("x ."),
      [`${root}/SciCap-No-Subfig-Img/${split}/a.png`]: smallPng(),
    });
    expect(samples.map(({ id, target }) => [id, target])).toEqual([["a", ["x ."]]]);
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it("does not take the captions of another split", async () => {
    const files = { ...listed(["a.png"], {}), "scicap/scicap_data/SciCap-Caption-All/train/a.json": figure("train") };
    await expect(readFiles("scicap", files)).rejects.toThrow(/SciCap-Caption-All\/test\/a\.json: the file does not exist/);
  });

  it.each([
    ["an object instead of a list", { images: [] }, /file_idx\.json: expected a list of picture names/],
    ["a name that is no PNG", ["a.png", "b.jpg"], /file_idx\.json row 2 field "\(row\)": expected a file name ending in \.png, found "b\.jpg"/],
    ["a name above the folder", ["a.png", "../../../secret.png"], /row 2 field "\(row\)": expected a file name ending in \.png, found "\.\.\/\.\.\/\.\.\/secret\.png"/],
    ["a number for a name", ["a.png", 5], /row 2 field "\(row\)": expected a file name ending in \.png, found 5/],
    ["a figure named twice", ["a.png", "b.png", "a.png"], /row 3: figure a occurs twice/],
  ])("refuses %s", async (_, list, message) => {
    await expect(readFiles("scicap", { ...listed([], { a: "x", b: "y" }), [`scicap/${SCICAP_LIST}`]: list })).rejects.toThrow(message);
  });

  it.each([
    ["no such field", { "0-originally-extracted": "x" }, /a\.json/],
    ["a caption that is a list", { "1-lowercase-and-token-and-remove-figure-index": { caption: ["x"] } }, /a\.json field "caption": expected text, found \["x"\]/],
    ["no caption", { "1-lowercase-and-token-and-remove-figure-index": { sentence: ["x"] } }, /a\.json field "caption": expected text, found nothing/],
    ["a list", [], /a\.json field "\(row\)": expected an object, found \[\]/],
  ])("names the file of a figure with %s", async (_, record, message) => {
    await expect(readFiles("scicap", { ...listed(["a.png"], {}), "scicap/scicap_data/SciCap-Caption-All/test/a.json": record })).rejects.toThrow(message);
  });
});
