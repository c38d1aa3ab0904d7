/** Masks beside pycocotools: polygons to IoU in the same run; and what it takes to get from tokens to an IoU. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createMaskDecoder } from "../../src/geometry/mask-decoder.ts";
import { placeMask } from "../../src/geometry/mask-in-box.ts";
import { fillPolygon } from "../../src/geometry/polygon.ts";
import { maskIou, mergeRunLengths, parseRunLengths, type RunLengths } from "../../src/geometry/run-lengths.ts";
import { packageRoot } from "../../src/io/package-root.ts";
import { readSegmentationTokens } from "../../src/text/segmentation-tokens.ts";
import { madeUpDecoder } from "../geometry/made-up-decoder.ts";
import { milliseconds, minimum, times, type Context, type Measure, type Row } from "./measure.ts";
import { findPython } from "./oracle-python.ts";

const OBJECTS = 2_000;
const ROUNDS = 20;
const REPLIES = 50;
const SIZE = [480, 640] as const;

export const masks: Measure = {
  name: "masks",
  method: `${OBJECTS.toLocaleString("en")} made-up objects in pictures of ${SIZE.join(" × ")}, each of one or two polygons of 8 to 60 corners: polygons → mask → IoU with the object before, in one `
    + `process; pycocotools the same in Python, without its start; the least of ${ROUNDS} rounds. A reply: ${REPLIES} made-up ones of 20 tokens, parsed, decoded with weights of the published widths, `
    + `resized to their boxes, compared with a true mask; the mean of a round, the least of ${ROUNDS}.`,
  run,
};

interface MadeObject {
  readonly size: readonly [number, number];
  readonly polygons: readonly (readonly number[])[];
}

async function run({ folder, say }: Context): Promise<Row[]> {
  const objects = makeObjects();
  const file = path.join(folder, "objects.json");
  writeFileSync(file, JSON.stringify(objects));
  const rounds = Array.from({ length: ROUNDS }, () => polygonRound(objects));
  const ours = minimum(rounds.map(({ ms }) => ms));
  const python = findPython();
  if (python !== undefined) say("pycocotools …");
  const reference = python === undefined
    ? undefined
    : (JSON.parse(execFileSync(python, [path.join(packageRoot(), "test", "bench", "pycocotools_masks.py"), file, String(ROUNDS)], { encoding: "utf8" })) as { ms: number; total: number });
  const decode = minimum(Array.from({ length: ROUNDS }, replyRound()));
  const what = `masks: ${OBJECTS.toLocaleString("en")} × polygons → mask → IoU`;
  const sum = rounds[0]?.total ?? Number.NaN;
  return [
    reference === undefined
      ? { what, ours: milliseconds(ours), reference: "reference absent", goal: "≥ as fast" }
      : { what, ours: milliseconds(ours), reference: milliseconds(reference.ms), ratio: `${times(reference.ms / ours)} faster`, goal: "≥ as fast", isMet: ours <= reference.ms },
    ...(reference === undefined ? [] : [{ what: "masks: sum of the IoUs", ours: String(sum), reference: String(reference.total), goal: "equal", isMet: sum === reference.total }]),
    { what: "masks: one reply → mask → IoU", ours: milliseconds(decode), goal: "≤ 5 ms", isMet: decode <= 5 },
  ];
}

function polygonRound(objects: readonly MadeObject[]): { ms: number; total: number } {
  const started = performance.now();
  let [total, before] = [0, undefined as RunLengths | undefined];
  for (const { size, polygons } of objects) {
    const mask = mergeRunLengths(polygons.map((corners) => fillPolygon(corners, size)));
    if (before !== undefined) total += maskIou(mask, before);
    before = mask;
  }
  return { ms: performance.now() - started, total };
}

/** Milliseconds of a reply, as a mean. */
function replyRound(): () => number {
  const decoder = createMaskDecoder(madeUpDecoder(512, 128));
  const truth = fillPolygon(blob(createNoise(5), 320, 240, 150, 40), SIZE);
  const noise = createNoise(9);
  const number = (below: number): number => Math.floor(noise() * below);
  const replies = Array.from({ length: REPLIES }, () => {
    const [top, left] = [number(500), number(500)];
    const location = [top, left, top + 100 + number(400), left + 100 + number(400)].map((edge) => `<loc${String(edge).padStart(4, "0")}>`);
    return [...location, ...Array.from({ length: 16 }, () => `<seg${String(number(128)).padStart(3, "0")}>`)].join("");
  });
  return () => {
    const started = performance.now();
    for (const reply of replies) {
      const coded = readSegmentationTokens(reply);
      if (coded === undefined) throw new Error(`unreadable: ${reply}`);
      const { mask } = placeMask(decoder, coded, SIZE);
      maskIou(parseRunLengths(mask.size, mask.counts), truth);
    }
    return (performance.now() - started) / replies.length;
  };
}

function makeObjects(): MadeObject[] {
  const noise = createNoise(1);
  return Array.from({ length: OBJECTS }, () => ({
    size: SIZE,
    polygons: Array.from({ length: noise() < 0.8 ? 1 : 2 }, () => blob(noise, noise() * 640, noise() * 480, 10 + noise() * 140, 8 + Math.floor(noise() * 52))),
  }));
}

/** Corners around a place, at changing distances. */
function blob(noise: () => number, x: number, y: number, radius: number, corners: number): number[] {
  return Array.from({ length: corners }, (_, i) => {
    const [angle, distance] = [(2 * Math.PI * i) / corners, radius * (0.6 + 0.4 * noise())];
    return [Math.round((x + distance * Math.cos(angle)) * 100) / 100, Math.round((y + distance * Math.sin(angle)) * 100) / 100];
  }).flat();
}

/** Numbers from 0 to 1. */
function createNoise(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
