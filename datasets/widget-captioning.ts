/**
 * Widget Captioning: what one element of a phone screen is or does; the element is shown by a red rectangle.
 *
 * Files: widget_captions.csv (screenId, nodeId, captions joined by "|"), split/test.txt (screens), RICO combined/{screenId}.{jpg,json}.
 * Card: test (3,621 widgets with a public screen), CIDEr × 100.  Prompt `caption en`, greedy, 32 tokens, antialiased resize.
 * References: all captions of a widget.
 * Paper: Li et al. 2020, arXiv 2010.04295.  Protocol: big_vision transfers/widgetcap.py, datasets/widgetcap/widgetcap.py@0127fb6b.
 * Quirk: the walk to a widget drops the first number of its nodeId; all four bounds are scaled by picture height / 2560; the
 * outline is one pixel, drawn after resizing.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset } from "../src/core/define.ts";
import type { Box, ImageSource } from "../src/core/types.ts";
import { imageSize } from "../src/io/image-size.ts";
import { readCsv } from "../src/io/read-csv.ts";
import { readJson } from "../src/io/read-json.ts";
import { readSplitList } from "../src/io/split-list.ts";
import { captioning } from "../src/tasks/captioning.ts";

/** Height of the screens in which RICO's bounds are written. */
const SCREEN_HEIGHT = 2560;

interface ViewNode {
  readonly bounds?: readonly [left: number, top: number, right: number, bottom: number];
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

async function boxOf(node: ViewNode | undefined, picture: ImageSource): Promise<Box | undefined> {
  const bounds = node?.bounds;
  if (!Array.isArray(bounds) || bounds.length !== 4) return undefined;
  const { width, height } = await imageSize(await picture.read(), picture.name);
  const scale = height / SCREEN_HEIGHT;
  const [left, top, right, bottom] = bounds as [number, number, number, number];
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
    for await (const { value } of readCsv(files.captions, ["screenId", "nodeId", "captions"])) {
      if (!screens.has(value.screenId)) continue;
      const id = `${value.screenId}/${value.nodeId}`;
      const widget = widgets.get(id) ?? { screen: value.screenId, node: value.nodeId, captions: [] };
      widgets.set(id, widget);
      widget.captions.push(...value.captions.split("|"));
    }
    for (const [id, { screen, node, captions }] of widgets) {
      const picture = root.image(`combined/${screen}.jpg`, `rico/combined/${screen}.jpg`);
      const hierarchy = await viewOf(await root.sidecar(`combined/${screen}.json`, `rico/combined/${screen}.json`));
      const box = await boxOf(findNode(hierarchy, node), picture);
      if (box === undefined) root.warn("widget-without-bounds", "widgets that their screen's view hierarchy does not hold, left out", id);
      else yield { id, images: [picture], box, target: captions, cluster: screen };
    }
  },
});

export const widgetCaptioning = defineBenchmark({
  name: "widget-captioning",
  title: "Widget Captioning",
  version: 1,
  options: { tokenizer: tokenizerOption },
  create: ({ tokenizer }) => ({ dataset, task: captioning({ tokens: 32, antialias: true }), parts: captioningParts(tokenizer) }),
});
