/** Arrays of numbers as numpy keeps them: .npy, and .npz, a zip archive of them. */

import { DataError } from "../core/errors.ts";
import type { Tensor, Tensors } from "../geometry/mask-decoder.ts";
import { readWholeZip } from "./zip-archive.ts";

const MAGIC = "\x93NUMPY";

/** Arrays by name, each made of its bytes when it is asked for. @throws {DataError} when the file is no archive or damaged; when an array is, or is of other numbers. */
export async function readNpz(file: string): Promise<Tensors> {
  const members = await readWholeZip(file);
  return (name) => {
    const member = members.get(`${name}.npy`);
    return member && readNpy(member, { file, row: `${name}.npy` });
  };
}

/** One array of float32 or float64 numbers, row by row (C order), rounded to float32. @throws {DataError} */
export function readNpy(bytes: Uint8Array, at: { file: string; row?: string }): Tensor {
  const { descr, isFortran, shape, start } = readHeader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at);
  const width = descr === "<f4" ? 4 : 8;
  const length = shape.reduce((product, side) => product * side, 1);
  if (bytes.length - start !== length * width) throw new DataError(`holds ${bytes.length - start} bytes of numbers, its shape needs ${length * width}`, at, { hint: "Fetch the file again." });
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, length * width);
  const data = Float32Array.from({ length }, (_, i) => (width === 4 ? view.getFloat32(i * 4, true) : view.getFloat64(i * 8, true)));
  return { shape, data: isFortran ? rowByRow(data, shape) : data };
}

/** A header is a Python dictionary as text: {'descr': '<f4', 'fortran_order': False, 'shape': (128, 512), }. */
function readHeader(bytes: Buffer, at: { file: string; row?: string }): { descr: string; isFortran: boolean; shape: number[]; start: number } {
  if (bytes.length < 12 || bytes.toString("latin1", 0, 6) !== MAGIC) throw new DataError("is not an array of numpy (.npy)", at, { hint: "Fetch the file again." });
  const isLong = bytes.readUInt8(6) > 1;
  const start = isLong ? 12 + bytes.readUInt32LE(8) : 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", isLong ? 12 : 10, start);
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order': *(True|False)/.exec(header)?.[1];
  const shape = /'shape': *\(((?:\d+, *)*\d*)\)/.exec(header)?.[1];
  if (descr !== "<f4" && descr !== "<f8") throw new DataError(`holds numbers of type ${descr ?? "unknown"}, expected <f4 or <f8`, at);
  if (order === undefined || shape === undefined) throw new DataError("has a header that names no order or shape", at);
  return { descr, isFortran: order === "True", shape: shape.split(",").filter((side) => side.trim() !== "").map(Number), start };
}

/** Numbers that stand column by column (Fortran order). */
function rowByRow(data: Float32Array, shape: readonly number[]): Float32Array {
  const strides: number[] = [];
  let stride = 1;
  for (const side of shape) {
    strides.push(stride);
    stride *= side;
  }
  return data.map((_, i) => {
    let [rest, from] = [i, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const side = shape[axis] as number;
      from += (rest % side) * (strides[axis] as number);
      rest = Math.floor(rest / side);
    }
    return data[from] as number;
  });
}
