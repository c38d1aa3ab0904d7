/** The type of a picture is told from its bytes. */

import { describe, expect, it } from "vitest";
import { mediaTypeOf } from "../../src/io/media-type.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

describe("mediaTypeOf", () => {
  it.each([
    ["\xff\xd8\xff\xe0", "image/jpeg"],
    ["\xff\xd8\xff\xdb", "image/jpeg"],
    ["\x89PNG\r\n\x1a\n", "image/png"],
    ["GIF87a", "image/gif"],
    ["GIF89a", "image/gif"],
    ["RIFF\x00\x01\x02\x03WEBPVP8 ", "image/webp"],
    ["BM", "image/bmp"],
    ["II*\0", "image/tiff"],
    ["MM\0*", "image/tiff"],
  ])("knows %j as %s", (head, type) => {
    expect(mediaTypeOf(bytes(head))).toBe(type);
  });

  it.each(["", "\xff\xd8", "\x89PNG\n\x1a\n", "GIF", "RIFF\x00\x01\x02\x03WAVE", "RIFF", "II+\0", "<svg>", "%PDF", " \xff\xd8\xff", "gif89a"])("takes %j for bytes of no known kind", (head) => {
    expect(mediaTypeOf(bytes(head))).toBe("application/octet-stream");
  });
});
