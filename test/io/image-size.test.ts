/** Width and height as stored. */

import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { imageSize } from "../../src/io/image-size.ts";
import { raw } from "../fixtures/official-pictures.ts";
import { smallPng } from "../fixtures/pictures.ts";

describe("imageSize", () => {
  it.each(["png", "jpeg", "webp", "gif", "tiff"] as const)("reads a %s", async (format) => {
    expect(await imageSize(await raw()[format]().toBuffer(), "x")).toEqual({ width: 4, height: 2 });
  });

  it.each([3, 6, 8])("ignores the orientation tag %d", async (orientation) => {
    expect(await imageSize(await raw().jpeg().withMetadata({ orientation }).toBuffer(), "x")).toEqual({ width: 4, height: 2 });
  });

  it("needs the header alone", async () => {
    expect(await imageSize(smallPng(300, 200).subarray(0, 60), "x")).toEqual({ width: 300, height: 200 });
  });

  it.each([["text", Buffer.from("no picture")], ["nothing", Buffer.alloc(0)], ["half a header", smallPng().subarray(0, 10)]])("names a file that holds %s", async (_, bytes) => {
    const error = await imageSize(bytes, "screens/3.jpg").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ file: "screens/3.jpg", message: expect.stringMatching(/^screens\/3\.jpg: is not a picture that can be read: /) as unknown });
  });
});
