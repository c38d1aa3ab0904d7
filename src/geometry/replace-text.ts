/**
 * Covers texts in a picture with white boxes and writes letters there, as the reference prepares AI2D's diagrams.
 *
 * Both corners of a box are covered. The letters have the largest size from 100 pixels down whose right edge is within the box's
 * width (right − left) and whose lower edge is within its height; they begin at the box's top, and stand in the middle of its width, cut down to
 * whole pixels. Black, blended by Pillow's rounding. A later box covers earlier letters.
 * Source: big_vision datasets/ai2d/ai2d.py@0127fb6b; equal to Pillow 10.3.0 on the golden vectors.
 */

import type { RgbImage } from "./resize-bilinear.ts";

/** A letter at one size: where its bitmap lies from the point at which text is drawn, and how far on the next letter begins. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly advance: number;
  /** One byte a pixel, row by row: 0 is none. */
  readonly coverage: Uint8Array;
}

export interface Letters {
  /** @param size in pixels, 1 to 100 */
  glyph(letter: string, size: number): Glyph | undefined;
}

/** Whole pixels from the top left corner, both corners included. */
export type PixelBox = readonly [left: number, top: number, right: number, bottom: number];

export interface Replacement {
  readonly box: PixelBox;
  readonly text: string;
}

const LARGEST = 100;

/** Paints in place. Characters that there is no bitmap of are left out. */
export function replaceTexts(image: RgbImage<Uint8Array>, replacements: readonly Replacement[], letters: Letters): void {
  for (const { box, text } of replacements) {
    cover(image, box);
    const [left, top, right, bottom] = box;
    const line = fittingLine(text, letters, right - left, bottom - top);
    const start = left + Math.floor((right - left - line.right) / 2);
    for (const { glyph, x } of line.glyphs) blacken(image, glyph, start + x + glyph.left, top + glyph.top);
  }
}

interface Line {
  readonly glyphs: readonly { readonly glyph: Glyph; readonly x: number }[];
  readonly right: number;
  readonly bottom: number;
}

function fittingLine(text: string, letters: Letters, width: number, height: number): Line {
  for (let size = LARGEST; ; size--) {
    const line = setLine(text, letters, size);
    if (size === 1 || (line.right <= width && line.bottom <= height)) return line;
  }
}

function setLine(text: string, letters: Letters, size: number): Line {
  const glyphs: { glyph: Glyph; x: number }[] = [];
  let [x, right, bottom] = [0, 0, 0];
  for (const letter of text) {
    const glyph = letters.glyph(letter, size);
    if (glyph === undefined) continue;
    glyphs.push({ glyph, x });
    right = Math.max(right, x + glyph.left + glyph.width);
    bottom = Math.max(bottom, glyph.top + glyph.height);
    x += glyph.advance;
  }
  return { glyphs, right, bottom };
}

function cover({ data, width, height }: RgbImage<Uint8Array>, [left, top, right, bottom]: PixelBox): void {
  const [first, end] = [Math.max(left, 0), Math.min(right + 1, width)];
  if (first >= end) return;
  for (let row = Math.max(top, 0); row < Math.min(bottom + 1, height); row++) data.fill(255, (row * width + first) * 3, (row * width + end) * 3);
}

function blacken({ data, width, height }: RgbImage<Uint8Array>, glyph: Glyph, left: number, top: number): void {
  glyph.coverage.forEach((ink, i) => {
    const [row, column] = [top + Math.floor(i / glyph.width), left + (i % glyph.width)];
    if (row < 0 || row >= height || column < 0 || column >= width) return;
    const pixel = (row * width + column) * 3;
    for (let channel = pixel; channel < pixel + 3; channel++) data[channel] = over255((data[channel] as number) * (255 - ink));
  });
}

/** Pillow's rounded division by 255. */
function over255(value: number): number {
  const rounded = value + 128;
  return ((rounded >> 8) + rounded) >> 8;
}
