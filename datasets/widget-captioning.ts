/**
 * Widget Captioning: what one element of a phone screen is or does; the element is shown by a red rectangle.
 *
 * Files: widget_captions.csv (screenId, nodeId, captions joined by "|"), split/test.txt (screens), RICO combined/{screenId}.{jpg,json}.
 * Card: test (3,621 widgets with a public screen), CIDEr × 100.  Prompt `caption en`, greedy, 32 tokens, antialiased resize.
 * References: all captions of a widget, empty ones too.
 * Paper: Li et al. 2020, arXiv 2010.04295.  Protocol: big_vision transfers/widgetcap.py, datasets/widgetcap/widgetcap.py@0127fb6b.
 * Quirk: the walk to a widget drops the first number of its nodeId; all four bounds are scaled by picture height / 2560; the
 * outline is one pixel, drawn after resizing.
 * Uncertain: the size. Neither the reference nor the official repository counts the widgets of a split; 3,621 is the test split of
 * the copy rootsautomation/RICO-WidgetCaptioning (Hugging Face), whose splits have 48,325 widgets: the paper's 61,285 without
 * the 12,960 of private screens.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset, defineHubCopy } from "../src/core/define.ts";
import type { Box, ImageSource } from "../src/core/types.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { idField, listField, pictureField, recordOf, textsField, wrongField } from "../src/io/fields.ts";
import { imageSize } from "../src/io/image-size.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readCsv } from "../src/io/read-csv.ts";
import { readJson } from "../src/io/read-json.ts";
import { readSplitList } from "../src/io/split-list.ts";
import { captioning } from "../src/tasks/captioning.ts";

/** Height of the screens in which RICO's bounds are written. */
const SCREEN_HEIGHT = 2560;

/** What names a node: the root, and the child to take at each step. */
const NODE_ID = /^\d+(\.\d+)*$/;

type Bounds = readonly [left: number, top: number, right: number, bottom: number];

interface ViewNode {
  readonly bounds?: unknown;
  readonly children?: readonly (ViewNode | null)[];
}

/** The node that a nodeId such as `0.1.2` names, or undefined when the hierarchy has no such node. */
export function findNode(root: ViewNode, nodeId: string): ViewNode | undefined {
  let node: ViewNode | null | undefined = root;
  for (const step of nodeId.split(".").slice(1)) node = node?.children?.[Number(step)];
  return node ?? undefined;
}

async function viewOf(file: string): Promise<ViewNode> {
  const screen = (await readJson(file)) as { activity?: { root?: ViewNode } | null } | null;
  const root = screen?.activity?.root;
  if (root === undefined || root === null) throw new DataError("has no activity.root: it is no RICO view hierarchy", { file });
  return root;
}

function boundsOf(node: ViewNode | undefined): Bounds | undefined {
  const bounds: unknown = node?.bounds;
  return Array.isArray(bounds) && bounds.length === 4 && bounds.every(Number.isFinite) ? (bounds as unknown as Bounds) : undefined;
}

/** A screen as its widgets need it: a picture that cannot be measured is one that fails when it is read, as other pictures do. */
async function screenOf(picture: ImageSource): Promise<{ readonly picture: ImageSource; readonly size?: { readonly width: number; readonly height: number } }> {
  try {
    return { picture, size: await imageSize(await picture.read(), picture.name) };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { picture: { name: picture.name, read: () => Promise.reject(error) } };
  }
}

function boxOf([left, top, right, bottom]: Bounds, { width, height }: { readonly width: number; readonly height: number }): Box {
  const scale = height / SCREEN_HEIGHT;
  return [(top * scale) / height, (left * scale) / width, (bottom * scale) / height, (right * scale) / width];
}

const dataset = defineDataset({
  folders: ["widget-captioning", "widget-caption", "widgetcap", "rico"],
  source: { homepage: "https://github.com/google-research-datasets/widget-caption", paper: "arXiv 2010.04295", licence: "captions CC BY 4.0; screens under RICO's terms" },
  files: { captions: ["widget_captions.csv"], split: ["split/test.txt"] },
  pictures: "combined/*.jpg (and .json)",
  size: 3_621,
  async *samples(root, files) {
    const screens = new Set(await readSplitList(files.split));
    const widgets = new Map<string, { screen: string; node: string; captions: string[] }>();
    for await (const { value: { screenId: screen, nodeId: node, captions }, row } of readCsv(files.captions, ["screenId", "nodeId", "captions"], root)) {
      if (!screens.has(screen)) continue;
      if (!NODE_ID.test(node)) throw wrongField({ file: files.captions, row }, "nodeId", "numbers joined by dots", node);
      const id = `${screen}/${node}`;
      const widget = widgets.get(id);
      if (widget !== undefined) root.warn("repeated-widget", "rows of a widget that stood in an earlier row, their captions pooled", `${id} (row ${row})`);
      widgets.set(id, { screen, node, captions: [...(widget?.captions ?? []), ...captions.split("|")] });
    }
    for (const [id, { screen, node, captions: target }] of widgets) {
      countEmptyCaptions(root, target, id);
      const { picture, size } = await screenOf(root.image(`combined/${screen}.jpg`, `rico/combined/${screen}.jpg`));
      const hierarchy = await viewOf(await root.sidecar(`combined/${screen}.json`, `rico/combined/${screen}.json`));
      const bounds = boundsOf(findNode(hierarchy, node));
      if (bounds === undefined) root.warn("widget-without-bounds", "widgets without four bounds in their screen's view hierarchy, left out", id);
      else yield { id, images: [picture], ...(size === undefined ? {} : { box: boxOf(bounds, size) }), target, cluster: screen };
    }
  },
  copies: [defineHubCopy({
    repository: "rootsautomation/RICO-WidgetCaptioning",
    tables: { widgets: "data/test-*.parquet" },
    differs: "it has no node ids: widgets are numbered by their rows",
    async *samples(root, { widgets }) {
      let number = 0;
      for await (const { value, ...place } of readParquet(widgets, { read: ["screenId", "captions", "bbox"], pictures: ["image"] })) {
        const line = recordOf(value, place);
        const screen = idField(line, "screenId", place);
        const id = `${screen}/row ${++number}`;
        const target = textsField(line, "captions", place);
        countEmptyCaptions(root, target, id);
        const [left, top, right, bottom, ...others] = listField(line, "bbox", place).map(Number);
        if (left === undefined || top === undefined || right === undefined || bottom === undefined || others.length > 0) throw wrongField(place, "bbox", "left, top, right, bottom as shares of the screen", line["bbox"]);
        yield { id, images: [pictureField(line, "image", place)], box: [top, left, bottom, right], target, cluster: screen };
      }
    },
  })],
});

export const widgetCaptioning = defineBenchmark({
  name: "widget-captioning",
  title: "Widget Captioning",
  version: 1,
  options: { tokenizer: tokenizerOption },
  create: ({ tokenizer }) => ({ dataset, task: captioning({ tokens: 32, antialias: true }), parts: captioningParts(tokenizer) }),
});
