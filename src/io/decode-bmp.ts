/** BMP pictures, uncompressed: 24 bits as TensorFlow reads them, and as extras 32 bits (alpha dropped) and 8 bits with a palette. */

import { DataError } from "../core/errors.ts";
import type { RgbImage } from "../geometry/resize-bilinear.ts";

interface Header {
  readonly width: number;
  readonly height: number;
  /** The first row of the file is the top one; otherwise the bottom one. */
  readonly topDown: boolean;
  readonly bits: number;
  readonly pixels: number;
  readonly palette: number;
}

/** @throws {DataError} when the picture is cut short, compressed, or larger than `maxPixels`. */
export function decodeBmp(bytes: Uint8Array, name: string, maxPixels: number): RgbImage<Uint8Array> {
  const header = readHeader(bytes, name, maxPixels);
  const { width, height, bits } = header;
  const stride = Math.ceil((bits * width) / 32) * 4;
  if (header.pixels + stride * height > bytes.length) throw new DataError("the BMP picture is cut short", { file: name }, { hint: "Fetch it again." });
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = header.pixels + (header.topDown ? row : height - 1 - row) * stride;
    for (let column = 0; column < width; column++) {
      const pixel = from + (column * bits) / 8;
      const blue = bits === 8 ? header.palette + 4 * (bytes[pixel] as number) : pixel;
      const to = (row * width + column) * 3;
      data[to] = bytes[blue + 2] as number;
      data[to + 1] = bytes[blue + 1] as number;
      data[to + 2] = bytes[blue] as number;
    }
  }
  return { data, width, height };
}

/** Width and height, from the header alone. @throws {DataError} when the picture is of a kind or size that is not decoded. */
export function bmpSize(bytes: Uint8Array, name: string, maxPixels: number): { width: number; height: number } {
  const { width, height } = readHeader(bytes, name, maxPixels);
  return { width, height };
}

function readHeader(bytes: Uint8Array, name: string, maxPixels: number): Header {
  if (bytes.length < 54) throw new DataError("the BMP picture is cut short", { file: name }, { hint: "Fetch it again." });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [bits, packing, height] = [view.getUint16(28, true), view.getUint32(30, true), view.getInt32(22, true)];
  if (![8, 24, 32].includes(bits) || packing !== 0) {
    throw new DataError(`the BMP picture has ${bits} bits a pixel and packing ${packing}`, { file: name }, { hint: "Only uncompressed 8, 24 and 32 bits are read: save it as PNG." });
  }
  const width = view.getInt32(18, true);
  if (width < 1 || height === 0) throw new DataError(`the BMP picture is ${width} × ${Math.abs(height)} pixels`, { file: name }, { hint: "Fetch it again." });
  if (width * Math.abs(height) > maxPixels) throw new DataError(`the picture has more than ${maxPixels} pixels`, { file: name }, { hint: "Scale it down, or leave the sample out." });
  return { width, height: Math.abs(height), topDown: height < 0, bits, pixels: view.getUint32(10, true), palette: 14 + view.getUint32(14, true) };
}
