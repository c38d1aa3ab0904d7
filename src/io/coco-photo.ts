/** COCO's photos by number, in the folders where people keep them. */

import type { DataRoot, ImageSource } from "../core/types.ts";

export function cocoPhoto(root: DataRoot, split: "val2014" | "test2015" | "val2017" | "test2017", imageId: string): ImageSource {
  const number = imageId.padStart(12, "0");
  const name = split.endsWith("2017") ? `${number}.jpg` : `COCO_${split}_${number}.jpg`;
  return root.image(`${split}/${name}`, `images/${split}/${name}`, name);
}
