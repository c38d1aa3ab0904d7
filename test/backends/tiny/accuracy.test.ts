/**
 * What the embedded model can do on pictures it has not seen, by the product's own forward: the gate that a newly trained
 * checkpoint must pass. The numbers in training/README.md are this test's; TINY_ACCURACY=1 prints them.
 */

import { beforeAll, describe, expect, it } from "vitest";
import { createModel } from "../../../src/backends/tiny/model.ts";
import { pixelsOf, readHeldOut, shipped } from "./golden.ts";

interface Tally { asked: number; right: number; iou: number }

const LIMIT = 32;
const heldOut = readHeldOut();
const tallies = new Map<string, Tally>();

beforeAll(async () => {
  const checkpoint = await shipped();
  const { config, tokenizer } = checkpoint;
  const run = createModel(checkpoint);
  for (const [number, picture] of heldOut.entries()) {
    const pixels = await pixelsOf(picture, number);
    for (const { kind, prompt, truth } of picture.asks) {
      const ids = [config.bos, ...tokenizer.encode(prompt), ...tokenizer.encode("\n")];
      const { tokens } = run({ pictures: [{ key: picture.id, pixels }], prompt: ids, beams: 1, maxTokens: LIMIT });
      count(kind, tokenizer.decode(tokens), truth);
    }
  }
  if (process.env["TINY_ACCURACY"] !== undefined) console.log(report());
});

function count(kind: string, text: string, truth: string): void {
  const tally = tallies.get(kind) ?? { asked: 0, right: 0, iou: 0 };
  tallies.set(kind, tally);
  tally.asked++;
  if (text === truth) tally.right++;
  tally.iou += iou(boxOf(text), boxOf(truth));
}

/** Share of answers that equal the truth, character by character. */
function exact(...kinds: readonly string[]): number {
  const chosen = kinds.map((kind) => tallies.get(kind) as Tally);
  return chosen.reduce((sum, { right }) => sum + right, 0) / chosen.reduce((sum, { asked }) => sum + asked, 0);
}

type Edges = readonly [top: number, left: number, bottom: number, right: number];

/** The first four location tokens; absent when there are fewer. */
function boxOf(text: string): Edges | undefined {
  const [top, left, bottom, right] = [...text.matchAll(/<loc(\d{4})>/g)].map(([, digits]) => Number(digits));
  return top === undefined || left === undefined || bottom === undefined || right === undefined ? undefined : [top, left, bottom, right];
}

function iou(a: Edges | undefined, b: Edges | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const area = ([top, left, bottom, right]: Edges): number => Math.max(0, bottom - top) * Math.max(0, right - left);
  const shared = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}

function report(): string {
  return [...tallies].map(([kind, { asked, right, iou: sum }]) =>
    `${kind.padEnd(16)} ${right}/${asked} = ${(right / asked).toFixed(3)}${sum > 0 ? `  mean IoU ${(sum / asked).toFixed(3)}` : ""}`).join("\n");
}

describe("on unseen pictures", () => {
  it("was asked about 300 pictures of shapes, with noise and JPEG among them", () => {
    expect(tallies.get("caption")?.asked).toBe(300);
    expect(new Set(heldOut.map(({ form }) => form))).toEqual(new Set(["clean", "noise", "jpeg"]));
  });

  it.each([
    ["captions as whole sentences", ["caption"], 0.75],
    ["colours", ["colour"], 0.93],
    ["shapes", ["shape"], 0.93],
    ["numbers", ["count"], 0.9],
    ["yes or no", ["exists"], 0.9],
  ] as const)("gets %s right", (_, kinds, least) => {
    expect(exact(...kinds)).toBeGreaterThanOrEqual(least);
  });

  it("finds objects", () => {
    const { iou: sum, asked } = tallies.get("detect") as Tally;
    expect(sum / asked).toBeGreaterThanOrEqual(0.6);
  });
});
