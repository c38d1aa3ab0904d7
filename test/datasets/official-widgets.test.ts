/** Widget Captioning from files in the official layout: which node, which box, which pixels turn red. */

import { describe, expect, it } from "vitest";
import { findNode } from "../../datasets/widget-captioning.ts";
import { prepareImage } from "../../src/io/prepare-image.ts";
import { readFiles, targets, type Files, type Reading } from "../fixtures/official-folder.ts";
import { screen, widgetNode } from "../fixtures/official-layouts.ts";
import { smallPng } from "../fixtures/pictures.ts";

const nested = screen(
  widgetNode([0, 0, 10, 10]),
  widgetNode([20, 0, 30, 10], widgetNode([21, 1, 22, 2]), null, widgetNode([23, 3, 24, 4])),
);

function widgets(rows: string, extra: Files = { "widget-captioning/combined/3.json": nested, "widget-captioning/combined/3.jpg": smallPng(108, 192) }, split = "3\n"): Promise<Reading> {
  return readFiles("widget-captioning", { "widget-captioning/widget_captions.csv": `datasetId,screenId,nodeId,captions\n${rows}`, "widget-captioning/split/test.txt": split, ...extra });
}

/** One widget with these bounds on a picture of this size. */
function oneWidget(bounds: unknown, width: number, height: number): Promise<Reading> {
  return widgets("rico,3,0.0,go\n", { "widget-captioning/combined/3.json": screen(widgetNode(bounds)), "widget-captioning/combined/3.jpg": smallPng(width, height, [0, 0, 255]) });
}

describe("widget-captioning", () => {
  it("takes the widgets of the split's screens in the table's order, all their captions, the screen as cluster", async () => {
    const reading = await widgets("rico,3,0.1.0,go back|back|go back|one level up\nrico,8,0.0,train\nnr,77,0.0.1,hidden\nrico,3,0.0,search\n");
    expect(targets(reading)).toEqual([["3/0.1.0", ["go back", "back", "go back", "one level up"]], ["3/0.0", ["search"]]]);
    expect(reading.samples.map(({ cluster }) => cluster)).toEqual(["3", "3"]);
    expect(reading.warnings).toEqual([]);
  });

  it("pools the captions of a widget that is named twice, and counts it", async () => {
    const reading = await widgets("rico,3,0.0,search|find\nrico,3,0.1,back\nrico,3,0.0,look up\nrico,3,0.0,find\n");
    expect(targets(reading)).toEqual([["3/0.0", ["search", "find", "look up", "find"]], ["3/0.1", ["back"]]]);
    expect(reading.warnings).toEqual([{
      code: "repeated-widget", message: "rows of a widget that stood in an earlier row, their captions pooled", count: 2, examples: ["3/0.0 (row 3)", "3/0.0 (row 4)"],
    }]);
  });

  it.each(["", "0.", ".0", "0..1", "0.1.", "0.-1", "0.x", " 0.0", "0.1e0", "0.length", "0,1"])("refuses %j as a node's id: it would be walked to another node", async (nodeId) => {
    await expect(widgets(`rico,8,bad of another split,x\nrico,3,0.0,x\nrico,3,"${nodeId}",x\n`)).rejects.toMatchObject({
      row: 3, field: "nodeId", message: expect.stringMatching(/widget_captions\.csv row 3 field "nodeId": expected numbers joined by dots, found "/) as unknown, hint: expect.stringContaining("official") as unknown,
    });
  });

  it.each([
    ["0", [0, 0, 1440, 2560]],
    ["0.0", [0, 0, 10, 10]],
    ["0.1", [20, 0, 30, 10]],
    ["0.1.0", [21, 1, 22, 2]],
    ["0.1.2", [23, 3, 24, 4]],
    ["9.1.2", [23, 3, 24, 4]],
    ["0.1.1", undefined],
    ["0.1.1.0", undefined],
    ["0.7", undefined],
    ["0.1.2.0", undefined],
  ])("walks to node %s without its first number", (nodeId, bounds) => {
    const { root } = nested["activity"] as { root: Parameters<typeof findNode>[0] };
    expect(findNode(root, nodeId)?.bounds).toEqual(bounds);
  });

  it.each([
    // A picture of RICO's shape: the bounds are those of 1440 × 2560.
    [[360, 640, 720, 1280], 1440, 2560, [0.25, 0.25, 0.5, 0.5]],
    [[360, 640, 720, 1280], 1080, 1920, [0.25, 0.25, 0.5, 0.5]],
    // All four bounds are scaled by height / 2560 and x then divided by the true width, also where the shape is another.
    [[360, 640, 720, 1280], 1440, 1280, [0.25, 0.125, 0.5, 0.25]],
    [[360, 640, 720, 1280], 720, 2560, [0.25, 0.5, 0.5, 1]],
    [[0, 84, 1440, 2560], 540, 960, [84 / 2560, 0, 1, 1]],
  ])("scales %j by the height of a %d × %d picture", async (bounds, width, height, box) => {
    const { samples } = await oneWidget(bounds, width, height);
    for (const [i, edge] of box.entries()) expect(samples[0]?.box?.[i]).toBeCloseTo(edge, 12);
  });

  it("shows the widget as a red outline of one pixel, corners at trunc(coordinate × (side − 1))", async () => {
    const { benchmark, samples } = await oneWidget([360, 640, 720, 1280], 108, 192);
    const [sample] = samples;
    const outlines = benchmark.task.outlines?.(sample as NonNullable<typeof sample>) ?? [];
    expect(outlines).toEqual([{ box: sample?.box, rgb: [255, 0, 0] }]);
    const source = sample?.images[0] as NonNullable<typeof sample>["images"][number];
    const { data } = await prepareImage({ source, outlines }, { resolution: 224, antialias: true });
    const red = [...Array(224 * 224).keys()].filter((pixel) => data[3 * pixel] === 255);
    const [first, last] = [Math.trunc(0.25 * 223), Math.trunc(0.5 * 223)];
    const edge = (row: number, column: number): boolean => row >= first && row <= last && column >= first && column <= last && (row === first || row === last || column === first || column === last);
    expect(red).toEqual([...Array(224 * 224).keys()].filter((pixel) => edge(Math.trunc(pixel / 224), pixel % 224)));
    expect(red).toHaveLength(4 * (last - first));
    for (const pixel of red) expect([...data.subarray(3 * pixel, 3 * pixel + 3)]).toEqual([255, 0, 0]);
  });

  it.each([
    ["a node that the hierarchy does not hold", "rico,3,0.9.9,x\n", nested],
    ["a null node", "rico,3,0.1.1,x\n", nested],
    ["a node without bounds", "rico,3,0.0,x\n", screen({ class: "View" })],
    ["bounds of text", "rico,3,0.0,x\n", screen(widgetNode([0, "10", 10, 20]))],
    ["bounds with null", "rico,3,0.0,x\n", screen(widgetNode([0, null, 10, 20]))],
    ["bounds beyond all numbers", "rico,3,0.0,x\n", JSON.stringify(screen(widgetNode([0, 0, 10, "INF"]))).replace('"INF"', "1e999")],
    ["bounds of three numbers", "rico,3,0.0,x\n", screen(widgetNode([1, 2, 3]))],
    ["bounds that are text", "rico,3,0.0,x\n", screen(widgetNode("[0,0][10,10]"))],
  ])("counts %s and leaves the widget out", async (_, rows, hierarchy) => {
    const { samples, warnings } = await widgets(`${rows}rico,3,0,root\n`, { "widget-captioning/combined/3.json": hierarchy, "widget-captioning/combined/3.jpg": smallPng(108, 192) });
    expect(samples.map(({ id }) => id)).toEqual(["3/0"]);
    expect(warnings).toMatchObject([{ code: "widget-without-bounds", count: 1, examples: [`3/${rows.split(",")[2] ?? ""}`] }]);
  });

  it.each([
    ["no activity", { activity: null }, /3\.json: has no activity\.root/],
    ["nothing", {}, /3\.json: has no activity\.root/],
    ["null", "null", /3\.json: has no activity\.root/],
    ["a cut file", '{"activity": {"root": {"bou', /3\.json: ends in the middle.*truncated/],
  ])("names a hierarchy that holds %s", async (_, hierarchy, message) => {
    await expect(widgets("rico,3,0.0,x\n", { "widget-captioning/combined/3.json": hierarchy, "widget-captioning/combined/3.jpg": smallPng() })).rejects.toThrow(message);
  });

  it.each(["widget-captioning/combined", "widget-captioning/rico/combined", "widget-caption/combined", "widgetcap/combined", "rico/combined", "combined"])("finds picture and hierarchy in %s", async (place) => {
    const { samples } = await widgets("rico,3,0.0,x\n", { [`${place}/3.json`]: nested, [`${place}/3.jpg`]: smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it("refuses a screen without a view hierarchy, naming every place", async () => {
    await expect(widgets("rico,3,0.0,x\n", { "widget-captioning/combined/3.jpg": smallPng() })).rejects.toMatchObject({
      code: "DATA", message: expect.stringMatching(/widget-captioning\/combined\/3\.json: the file does not exist/) as unknown,
      hint: expect.stringMatching(/rico\/combined\/3\.json.*combined\/3\.json/) as unknown,
    });
  });
});
