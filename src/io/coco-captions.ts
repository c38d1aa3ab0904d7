/** Caption files in COCO's layout: `images` joined with `annotations` by image id. */

import { DataError } from "../core/errors.ts";
import type { DataRoot } from "../core/types.ts";
import { fileField, idField, recordOf, textField } from "./fields.ts";
import { createRepeatCounter } from "./odd-captions.ts";
import { readJsonArray } from "./read-json.ts";

export interface CaptionedImage {
  readonly id: string;
  readonly fileName: string;
  readonly captions: readonly string[];
  /** The image's own row, for benchmark-specific fields. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** Images of a test split, whose captions only a server has. @throws {DataError} */
export async function* readCocoImages(path: string): AsyncGenerator<CaptionedImage> {
  const seen = new Set<string>();
  for await (const { value, row } of readJsonArray(path, "images")) {
    const image = recordOf(value, { file: path, row });
    const id = idField(image, "id", { file: path, row });
    if (seen.has(id)) throw new DataError(`image id ${id} occurs twice`, { file: path, row, field: "id" }, { hint: "Compare it with the official file." });
    seen.add(id);
    yield { id, fileName: fileField(image, "file_name", { file: path, row }), captions: [], row: image };
  }
}

/** Images in file order with all their captions in file order; images without captions are counted and left out. @throws {DataError} */
export async function* readCocoCaptions(path: string, root: DataRoot): AsyncGenerator<CaptionedImage> {
  const images = new Map<string, CaptionedImage & { captions: string[] }>();
  for await (const image of readCocoImages(path)) images.set(image.id, { ...image, captions: [] });
  const countRepeats = createRepeatCounter(root);
  for await (const { value, row } of readJsonArray(path, "annotations")) {
    const annotation = recordOf(value, { file: path, row });
    const id = idField(annotation, "image_id", { file: path, row });
    const image = images.get(id);
    if (image === undefined) root.warn("caption-without-image", "captions of images that the file does not list", `image_id ${id} (annotation ${row})`);
    else {
      countRepeats(annotation["id"], `image_id ${id}`, row);
      image.captions.push(textField(annotation, "caption", { file: path, row }));
    }
  }
  for (const image of images.values()) {
    if (image.captions.length > 0) yield image;
    else root.warn("image-without-captions", "images without captions, left out", `id ${image.id}`);
  }
}
