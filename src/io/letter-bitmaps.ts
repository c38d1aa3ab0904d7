/** The letters that AI2D's diagrams are lettered with: A to Z of DM Sans Regular, made by letters/make_letters.py. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import type { Glyph, Letters } from "../geometry/replace-text.ts";
import { packageRoot } from "./package-root.ts";

const [FIRST, LETTERS, SIZES, HEAD_BYTES] = [65, 26, 100, 5] as const;

let loaded: Promise<Letters> | undefined;

/** Read once, when the first picture needs it. */
export function loadLetters(): Promise<Letters> {
  loaded ??= readLetters();
  return loaded;
}

async function readLetters(): Promise<Letters> {
  const bytes = await promisify(brotliDecompress)(await readFile(path.join(packageRoot(), "src/io/letters/dm-sans.br")));
  const glyphs: Glyph[] = [];
  let at = LETTERS * SIZES * HEAD_BYTES;
  for (let head = 0; head < LETTERS * SIZES * HEAD_BYTES; head += HEAD_BYTES) {
    const [width = 0, height = 0, left = 0, top = 0, advance = 0] = new Int8Array(bytes.subarray(head, head + HEAD_BYTES));
    glyphs.push({ width, height, left, top, advance, coverage: bytes.subarray(at, (at += width * height)) });
  }
  return {
    glyph(letter, size) {
      const place = letter.charCodeAt(0) - FIRST;
      return letter.length === 1 && place >= 0 && place < LETTERS ? glyphs[place * SIZES + size - 1] : undefined;
    },
  };
}
