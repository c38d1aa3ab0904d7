/** COCO's photos by number, in the folders where people keep them. */

import type { DataRoot, ImageSource } from "../core/types.ts";

export function cocoPhoto(root: DataRoot, split: "val2014" | "val2017", imageId: string): ImageSource {
  const number = imageId.padStart(12, "0");
  const name = split === "val2014" ? `COCO_val2014_${number}.jpg` : `${number}.jpg`;
  return root.image(`${split}/${name}`, `images/${split}/${name}`, name);
}
