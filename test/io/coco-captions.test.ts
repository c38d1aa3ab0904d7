/** COCO's caption layout: images joined with annotations, nothing lost in silence. */

import path from "node:path";
import { describe, expect, it } from "vitest";
import { readCocoCaptions, type CaptionedImage } from "../../src/io/coco-captions.ts";
import { openDataRoot, type OpenDataRoot } from "../../src/io/data-root.ts";
import { folderOf } from "../fixtures/official-folder.ts";

async function read(content: unknown): Promise<{ images: CaptionedImage[]; data: OpenDataRoot }> {
  const root = folderOf({ "captions.json": content });
  const data = openDataRoot(root, []);
  const images: CaptionedImage[] = [];
  for await (const image of readCocoCaptions(path.join(root, "captions.json"), data)) images.push(image);
  return { images, data };
}

const image = (id: unknown, more: Record<string, unknown> = {}): Record<string, unknown> => ({ id, file_name: `${String(id)}.jpg`, ...more });
const caption = (image_id: unknown, text: string): Record<string, unknown> => ({ image_id, caption: text });

describe("readCocoCaptions", () => {
  it("keeps the order of images and, for each, the order of annotations", async () => {
    const { images, data } = await read({ info: {}, images: [image(9), image(2)], licenses: [], annotations: [caption(2, "b"), caption(9, "z"), caption(2, "a"), caption(2, "b")] });
    expect(images.map(({ id, fileName, captions }) => [id, fileName, captions])).toEqual([["9", "9.jpg", ["z"]], ["2", "2.jpg", ["b", "a", "b"]]]);
    expect(data.warnings()).toEqual([]);
  });

  it("hands on the image's own row", async () => {
    const { images } = await read({ images: [image(0, { domain: "in-domain", height: 5 })], annotations: [caption(0, "x")] });
    expect(images[0]?.row).toEqual({ id: 0, file_name: "0.jpg", domain: "in-domain", height: 5 });
  });

  it("joins a number with the same number written as text", async () => {
    const { images } = await read({ images: [image(0), image("7")], annotations: [caption("0", "x"), caption(7, "y")] });
    expect(images.map(({ captions }) => captions)).toEqual([["x"], ["y"]]);
  });

  it("keeps empty captions: whether they count is the benchmark's rule", async () => {
    expect((await read({ images: [image(0)], annotations: [caption(0, "")] })).images[0]?.captions).toEqual([""]);
  });

  it("is not confused by images and annotations inside other objects", async () => {
    const nested = { images: [image(5)], annotations: [caption(5, "nested")] };
    const { images } = await read({ info: nested, annotations: [caption(0, "x")], categories: [nested], images: [image(0)] });
    expect(images.map(({ id, captions }) => [id, captions])).toEqual([["0", ["x"]]]);
  });

  it("counts what has no partner", async () => {
    const { images, data } = await read({ images: [image(0), image(1)], annotations: [caption(1, "x"), caption(4, "lost"), caption("__proto__", "lost")] });
    expect(images.map(({ id }) => id)).toEqual(["1"]);
    expect(data.warnings()).toMatchObject([
      { code: "caption-without-image", count: 2, examples: ["image_id 4 (annotation 2)", "image_id __proto__ (annotation 3)"] },
      { code: "image-without-captions", count: 1, examples: ["id 0"] },
    ]);
  });

  it.each([
    ["an image twice", { images: [image(1), image(1)], annotations: [] }, /captions\.json row 2 field "id": image id 1 occurs twice$/],
    ["an image that is a number", { images: [5], annotations: [] }, /row 1 field "\(row\)": expected an object, found 5$/],
    ["an annotation that is null", { images: [image(1)], annotations: [caption(1, "x"), null] }, /row 2 field "\(row\)": expected an object, found null$/],
    ["a caption that is no text", { images: [image(1)], annotations: [{ image_id: 1, caption: 5 }] }, /row 1 field "caption": expected text, found 5$/],
    ["no annotations", { images: [image(1)] }, /captions\.json: is not a JSON object with an array "annotations"$/],
    ["no images", { annotations: [] }, /captions\.json: is not a JSON object with an array "images"$/],
    ["a list", [image(1)], /captions\.json: is not a JSON object with an array "images"$/],
  ])("refuses %s", async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });
});
