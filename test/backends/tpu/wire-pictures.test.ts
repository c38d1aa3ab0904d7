/** How pictures travel to the runtime. */

import { expect, it } from "vitest";
import { createWirePictures } from "../../../src/backends/tpu/wire-pictures.ts";
import type { RequestImage } from "../../../src/core/types.ts";
import { DataError } from "../../../src/core/errors.ts";
import { prepareImage } from "../../../src/io/prepare-image.ts";
import { smallPng } from "../../fixtures/pictures.ts";

const image = (bytes: Uint8Array, outlines: RequestImage["outlines"] = []): RequestImage => ({ source: { name: "p.png", read: () => Promise.resolve(bytes) }, outlines });
const outline = { box: [0.1, 0.1, 0.8, 0.8], rgb: [255, 0, 0] } as const;

it("sends a small picture as it is, for the runtime to resize, and what is drawn on it", async () => {
  const { key: _, ...sent } = await createWirePictures(84).of(image(smallPng(8, 6, [1, 2, 3]), [outline]), { antialias: true });
  expect(sent).toEqual({ width: 8, height: 6, antialias: true, outlines: [outline], rgb: Buffer.from(Array.from({ length: 48 }, () => [1, 2, 3]).flat()).toString("base64") });
});

it("sends a large picture as the model sees it, ready", async () => {
  const large = image(smallPng(300, 200), [outline]);
  const { key: _, ...sent } = await createWirePictures(84).of(large, { antialias: false });
  const { data } = await prepareImage(large, { resolution: 84, antialias: false });
  expect(sent).toEqual({ width: 84, height: 84, rgb: Buffer.from(data).toString("base64") });
});

it("sends a picture once, also when both questions come together, and again when it was forgotten", async () => {
  const pictures = createWirePictures(84);
  const one = image(smallPng(8, 6));
  const [first, second] = await Promise.all([pictures.of(one, { antialias: false }), pictures.of(one, { antialias: false })]);
  expect(Object.keys(first)).toContain("rgb");
  expect(second).toEqual({ key: first.key });
  expect(await pictures.of(one, { antialias: false })).toEqual({ key: first.key });
  pictures.forget();
  expect(await pictures.of(one, { antialias: false })).toEqual(first);
});

it("takes the same bytes with another outline, or antialiased, for another picture", async () => {
  const pictures = createWirePictures(84);
  const bytes = smallPng(8, 6);
  const keys = [await pictures.of(image(bytes), { antialias: false }), await pictures.of(image(bytes), { antialias: true }), await pictures.of(image(bytes, [outline]), { antialias: false })].map(({ key }) => key);
  expect(new Set(keys).size).toBe(3);
});

it("takes a picture that could not be decoded for none that was sent", async () => {
  const pictures = createWirePictures(84);
  const damaged = image(Buffer.from("no picture"));
  for (const _ of [1, 2]) await expect(pictures.of(damaged, { antialias: false })).rejects.toThrow(DataError);
});

it("sends frames of videos as they are, for they keep their fractions", async () => {
  const frame = image(smallPng(300, 200));
  const { key, ...sent } = await createWirePictures(84).of(frame, { antialias: false, keepsFractions: true });
  expect(sent).toMatchObject({ width: 300, height: 200, fractions: true });
  expect(key).not.toBe((await createWirePictures(84).of(frame, { antialias: false })).key);
});
