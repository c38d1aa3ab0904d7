/** Rows of a picture with its captions, as prepared folders and copies have them. */

import type { DataRoot, Sample } from "../core/types.ts";
import { pictureField, recordOf, textsField, uniqueIds } from "./fields.ts";
import { countEmptyCaptions } from "./odd-captions.ts";
import type { Row } from "./read-json.ts";

type CaptionedPicture = Pick<Sample<readonly string[]>, "id" | "images" | "target">;

/** In the order of the rows, with the row itself. @throws {DataError} */
export async function* captionedRows(
  rows: AsyncIterable<Row>, root: DataRoot, { id: idName = "id", captions = "captions" }: { readonly id?: string; readonly captions?: string } = {},
): AsyncGenerator<CaptionedPicture & { readonly line: Readonly<Record<string, unknown>> }> {
  const idOf = uniqueIds(idName);
  for await (const { value, ...place } of rows) {
    const line = recordOf(value, place);
    const id = idOf(line, place);
    const target = textsField(line, captions, place);
    countEmptyCaptions(root, target, `${idName} ${id}`);
    yield { id, images: [pictureField(line, "image", place)], target, line };
  }
}

/** The same without the row. @throws {DataError} */
export async function* captionedPictures(...asked: Parameters<typeof captionedRows>): AsyncGenerator<CaptionedPicture> {
  for await (const { id, images, target } of captionedRows(...asked)) yield { id, images, target };
}
