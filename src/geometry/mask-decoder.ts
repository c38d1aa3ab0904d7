/**
 * PaliGemma's mask decoder: 16 code words of a 4 × 4 grid to a 64 × 64 mask, in float32.
 *
 * Codebook lookup; convolution 1 × 1 and ReLU; two residual blocks (3 × 3, ReLU, 3 × 3, ReLU, 1 × 1, plus input, no ReLU after); four
 * transposed convolutions (4 × 4, stride 2, padding 1), each with ReLU and twice the side; convolution 1 × 1 to one channel.
 * Weights: the arrays of `vae-oid.npz`, in PyTorch's layout; widths are theirs. Values: nominally −1..1, above 0 is mask.
 * A layer is one matrix product a tap of its kernel, added where the tap puts it.
 * Source: big_vision evaluators/proj/paligemma/transfers/segmentation.py@0127fb6b; within 1e-5 of the same layers in JAX.
 */

import type { Plane } from "./resize-plane.ts";
import { createMultiplier, packedPlace, TILE } from "./simd-multiply.ts";

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Arrays by name; undefined when there is none. */
export type Tensors = (name: string) => Tensor | undefined;

export interface MaskDecoder {
  /** The mask of 16 code words, row by row in the grid. @throws {RangeError} for another number of words, or an unknown one. */
  decode(codes: readonly number[]): Plane;
}

/** Code words that the tokens name. */
const WORDS = 128;
const GRID = 4;
/** The least value that a layer may give. */
const [RELU, LINEAR] = [0, Number.NEGATIVE_INFINITY];
/** Of the mask. */
const SIDE = 64;

/** @throws {RangeError} when an array is missing or does not fit the layer before it. */
export function createMaskDecoder(tensors: Tensors): MaskDecoder {
  const codebook = tensorOf(tensors, "_vq_vae._embedding", [WORDS, undefined]);
  const [, depth = 0] = codebook.shape;
  const stem = readConvolution(tensors, "decoder.0", 1, depth);
  const blocks = ["decoder.2.net", "decoder.3.net"].map((name) => {
    const read = (layer: string, kernel: 1 | 3): Layer => readConvolution(tensors, `${name}.${layer}`, kernel, stem.outputs, stem.outputs);
    return [read("0", 3), read("2", 3), read("4", 1)] as const;
  });
  const growth: Layer[] = [];
  for (const name of ["decoder.4", "decoder.6", "decoder.8", "decoder.10"]) growth.push(readTransposed(tensors, name, growth.at(-1)?.outputs ?? stem.outputs));
  const head = readConvolution(tensors, "decoder.12", 1, growth.at(-1)?.outputs ?? 0, 1);
  const apply = createLayers([stem, ...blocks.flat(), ...growth, head]);
  return {
    decode(codes) {
      if (codes.length !== GRID * GRID) throw new RangeError(`expected ${GRID * GRID} code words, found ${codes.length}`);
      const wrong = codes.find((code) => !(Number.isInteger(code) && code >= 0 && code < WORDS));
      if (wrong !== undefined) throw new RangeError(`there is no code word ${wrong}`);
      const embedded = codes.map((code) => codebook.data.subarray(code * depth, (code + 1) * depth));
      let grid = apply(stem, { side: GRID, cells: concatenate(embedded) }, RELU);
      for (const [first, second, third] of blocks) grid = sum(grid, apply(third, apply(second, apply(first, grid, RELU), RELU), LINEAR));
      for (const layer of growth) grid = apply(layer, grid, RELU);
      const { side, cells } = apply(head, grid, LINEAR);
      return { data: cells, width: side, height: side };
    },
  };
}

/** A square of cells, row by row, each with its channels. */
interface Grid {
  readonly side: number;
  readonly cells: Float32Array;
}

/** A layer in the form of a transposed convolution: cell (i, j) adds to the cells (stride · i + tap − padding, …). */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** From the weight of an input, a tap (counted row by row) and an output to their product. */
  readonly weight: (input: number, tap: number, output: number) => number;
  readonly bias: Float32Array;
}

/** A convolution [outputs, inputs, kernel, kernel] with stride 1 that keeps the side: its kernel is turned around. */
function readConvolution(tensors: Tensors, name: string, kernel: 1 | 3, inputs: number, wanted?: number): Layer {
  const { data, shape: [outputs = 0] } = tensorOf(tensors, `${name}.weight`, [wanted, inputs, kernel, kernel]);
  const taps = kernel * kernel;
  return {
    inputs, outputs, kernel, stride: 1, padding: (kernel - 1) / 2,
    weight: (input, tap, output) => data[(output * inputs + input) * taps + (taps - 1 - tap)] as number,
    bias: tensorOf(tensors, `${name}.bias`, [outputs]).data,
  };
}

/** A transposed convolution [inputs, outputs, 4, 4] with stride 2 and padding 1. */
function readTransposed(tensors: Tensors, name: string, inputs: number): Layer {
  const { data, shape: [, outputs = 0] } = tensorOf(tensors, `${name}.weight`, [inputs, undefined, 4, 4]);
  return {
    inputs, outputs, kernel: 4, stride: 2, padding: 1,
    weight: (input, tap, output) => data[(input * outputs + output) * 16 + tap] as number,
    bias: tensorOf(tensors, `${name}.bias`, [outputs]).data,
  };
}

function tensorOf(tensors: Tensors, name: string, shape: readonly (number | undefined)[]): Tensor {
  const tensor = tensors(name);
  if (tensor === undefined) throw new RangeError(`the array ${name} is missing`);
  const isExpected = tensor.shape.length === shape.length && shape.every((side, i) => side === undefined || side === tensor.shape[i]);
  if (!isExpected) throw new RangeError(`the array ${name} has the shape [${tensor.shape.join(", ")}], expected [${shape.map((side) => side ?? "any").join(", ")}]`);
  return tensor;
}

/** A layer's weights in the memory: one packed matrix (inputs × width) a tap. */
interface Placed {
  readonly place: number;
  /** Its outputs, filled up to whole strips. */
  readonly width: number;
}

/** Puts all weights into one memory; the function that comes back applies a layer. */
function createLayers(layers: readonly Layer[]): (layer: Layer, grid: Grid, least: number) => Grid {
  const placed = new Map<Layer, Placed>();
  let [input, widest] = [0, 0];
  for (const layer of layers) {
    const width = Math.ceil(layer.outputs / TILE.columns) * TILE.columns;
    placed.set(layer, { place: input, width });
    input += layer.kernel ** 2 * layer.inputs * width;
    widest = Math.max(widest, layer.inputs + width);
  }
  const multiplier = createMultiplier(input + widest * (SIDE + 2) ** 2);
  for (const [layer, { place, width }] of placed) packLayer(multiplier.floats, layer, place, width);
  return (layer, { side, cells }, least) => {
    const { inputs, kernel, stride, padding } = layer;
    const { place, width } = placed.get(layer) as Placed;
    const output = input + cells.length;
    const uncut = (side - 1) * stride + kernel;
    multiplier.floats.set(cells, input);
    multiplier.floats.fill(0, output, output + uncut * uncut * width);
    for (let tap = 0; tap < kernel * kernel; tap++) {
      const [y, x] = [Math.floor(tap / kernel), tap % kernel];
      // Lines that would come to lie in the padding are left out.
      const first = Math.max(0, Math.ceil((padding - y) / stride));
      const last = Math.min(side - 1, Math.floor((uncut - padding - 1 - y) / stride));
      const rows = { place: output + ((first * stride + y) * uncut + x) * width, step: stride * width, rows: side, lineStep: stride * uncut * width, lines: last - first + 1 };
      multiplier.addProduct(rows, input + first * side * inputs, place + tap * inputs * width, inputs, width);
    }
    return cut(multiplier.floats.subarray(output), uncut, width, layer, least);
  };
}

function packLayer(floats: Float32Array, { inputs, outputs, kernel, weight }: Layer, place: number, width: number): void {
  for (let tap = 0; tap < kernel * kernel; tap++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) floats[place + tap * inputs * width + packedPlace(inputs, input, output)] = weight(input, tap, output);
    }
  }
}

/** Takes the padding off a square of cells of some width, adds the bias, and raises what is less than may be. */
function cut(uncut: Float32Array, uncutSide: number, width: number, { outputs, padding, bias }: Layer, least: number): Grid {
  const side = uncutSide - 2 * padding;
  const cells = new Float32Array(side * side * outputs);
  for (let y = 0, to = 0; y < side; y++) {
    for (let x = 0, from = ((y + padding) * uncutSide + padding) * width; x < side; x++, from += width) {
      for (let c = 0; c < outputs; c++) cells[to++] = Math.max((uncut[from + c] as number) + (bias[c] as number), least);
    }
  }
  return { side, cells };
}

function concatenate(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((length, row) => length + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}

/** The second is added to the first, in place. */
function sum(grid: Grid, other: Grid): Grid {
  const { cells } = grid;
  for (let i = 0; i < cells.length; i++) cells[i] = (cells[i] as number) + (other.cells[i] as number);
  return grid;
}
