/** Thumbnails of the pictures that reports show: small WebP files, named by their own digest, so each is kept once. */

import { sha256 } from "../core/canonical-json.ts";
import type { AnyBenchmark } from "../core/define.ts";
import type { ImageHandling, RequestImage } from "../core/types.ts";
import { pictureBytes } from "../io/picture-bytes.ts";
import { writeFileAtomically } from "../io/write-file.ts";
import type { Illustrate } from "../../runner/write-scored.ts";
import { places } from "../../runner/run-folder.ts";

const SIDE = 128;
/** Of one frame of many. */
const FRAME_SIDE = 96;
const QUALITY = 62;

/** Pictures that cannot be read have no thumbnail: the sample's own error says why. */
export function createIllustrator(run: string, benchmark: AnyBenchmark, resolution: number): Illustrate {
  const handling = { resolution, antialias: benchmark.task.antialias };
  return async (sample) => {
    const outlines = benchmark.task.outlines?.(sample) ?? [];
    const side = benchmark.dataset.frames === undefined ? SIDE : FRAME_SIDE;
    const digests = await Promise.all(sample.images.map((source) => thumbnail(run, { source, outlines }, handling, side)));
    return digests.filter((digest) => digest !== undefined);
  };
}

async function thumbnail(run: string, image: RequestImage, handling: ImageHandling, side: number): Promise<string | undefined> {
  try {
    const { default: sharp } = await import("sharp");
    const picture = sharp(await pictureBytes(image, handling)).resize(side, side, { fit: "inside", withoutEnlargement: true });
    const bytes = await picture.webp({ quality: QUALITY }).toBuffer();
    const digest = sha256(bytes);
    await writeFileAtomically(places.blob(run, digest), bytes, { sync: false });
    return digest;
  } catch {
    return undefined;
  }
}
