/** Pictures are squashed beside the main thread, which has requests to send meanwhile. */

import { availableParallelism } from "node:os";
import path from "node:path";
import type { Piscina } from "piscina";
import type { ImageHandling, RequestImage } from "../core/types.ts";
import type { RgbImage } from "../geometry/resize-bilinear.ts";
import { squashImage } from "../geometry/squash-image.ts";
import { packageRoot } from "./package-root.ts";
import type { Squashing } from "./squash-worker.ts";

/** Work that takes longer than handing a picture over, which copies it: about as many values to compute. */
const WORTH_PIXELS = 1 << 17;

let workers: Promise<Piscina<Squashing, RgbImage>> | undefined;

/** What `squashImage` makes of the picture, to the bit. Threads start with the first large picture, and end with the process or when idle. */
export async function squashAside(decoded: RgbImage<Uint8Array>, outlines: RequestImage["outlines"], handling: ImageHandling): Promise<RgbImage> {
  // Without antialiasing only the neighbours of what is made are looked at.
  const looked = handling.antialias ? (decoded.width * decoded.height) / 2 : 0;
  if (looked + handling.resolution ** 2 < WORTH_PIXELS) return squashImage(decoded, outlines, handling);
  workers ??= startWorkers();
  return (await workers).run([decoded, outlines, handling]);
}

async function startWorkers(): Promise<Piscina<Squashing, RgbImage>> {
  const { Piscina: Pool } = await import("piscina");
  return new Pool<Squashing, RgbImage>({
    filename: path.join(packageRoot(), "dist/src/io/squash-worker.js"),
    minThreads: 1, maxThreads: Math.max(1, availableParallelism() - 1), idleTimeout: 10_000, execArgv: [],
  });
}
