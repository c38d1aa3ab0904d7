/** A data folder of coco-captions in its official layout, of any size: Karpathy's json, and pictures where they are wanted. */

import { createWriteStream, linkSync, mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import path from "node:path";
import sharp from "sharp";
import { createRandom } from "../fixtures/random.ts";
import { makeCaptions, type CaptionedPicture } from "./make-captions.ts";

const PICTURE_BYTES = 130_000;
const DIFFERENT_PICTURES = 64;

/** Writes `coco-captions/dataset_coco.json` with every field of the official file; calls back with each picture. */
export async function makeAnnotations(folder: string, samples: number, each: (picture: CaptionedPicture) => void = () => undefined): Promise<void> {
  mkdirSync(path.join(folder, "coco-captions"), { recursive: true });
  const file = createWriteStream(path.join(folder, "coco-captions", "dataset_coco.json"));
  file.write('{"images": [');
  let image = 0;
  for (const picture of makeCaptions(samples, samples)) {
    each(picture);
    const sentences = picture.references.map((raw, i) => ({ tokens: raw.toLowerCase().replaceAll(/[^a-z0-9 ]/g, "").trim().split(" "), raw, imgid: image, sentid: image * 5 + i }));
    const row = { filepath: "val2014", sentids: sentences.map(({ sentid }) => sentid), filename: pictureName(picture.id), imgid: image, split: "val", sentences, cocoid: Number(picture.id) };
    if (!file.write(`${image === 0 ? "" : ", "}${JSON.stringify(row)}`)) await once(file, "drain");
    image++;
  }
  file.end('], "dataset": "coco"}');
  await finished(file);
}

/** Adds noise pictures of about 130 kB for these samples: a few different ones, and hard links. Returns the different ones. */
export async function makePictures(folder: string, ids: readonly string[]): Promise<readonly string[]> {
  const place = path.join(folder, "coco-captions", "val2014");
  mkdirSync(place, { recursive: true });
  const made: string[] = [];
  for (const [i, id] of ids.entries()) {
    const target = path.join(place, pictureName(id));
    if (i < DIFFERENT_PICTURES) {
      writeFileSync(target, await noisePicture(i));
      made.push(target);
    } else linkSync(made[i % DIFFERENT_PICTURES] as string, target);
  }
  return made;
}

function pictureName(id: string): string {
  return `COCO_val2014_${id.padStart(12, "0")}.jpg`;
}

/** A JPEG of COCO's usual 640 × 480 whose quality makes its size come nearest to 130 kB. */
async function noisePicture(seed: number): Promise<Buffer> {
  const random = createRandom(seed + 1);
  const [width, height] = [160, 120];
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => random.below(256));
  const picture = sharp(await sharp(pixels, { raw: { width, height, channels: 3 } }).resize(640, 480).png().toBuffer());
  let best = Buffer.alloc(0);
  let [low, high] = [20, 100];
  while (low <= high) {
    const quality = (low + high) >> 1;
    const bytes = await picture.jpeg({ quality }).toBuffer();
    if (Math.abs(bytes.length - PICTURE_BYTES) < Math.abs(best.length - PICTURE_BYTES)) best = bytes;
    if (bytes.length > PICTURE_BYTES) high = quality - 1;
    else low = quality + 1;
  }
  return best;
}
