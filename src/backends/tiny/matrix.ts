/**
 * The few dense operations of a transformer on float32 arrays, row after row, without allocating.
 *
 * Sums run in float64 (what JavaScript adds with) and are rounded once, when they are stored.
 */

/** A linear layer: weight [outputs, inputs] as in PyTorch. */
export interface Linear {
  readonly weight: Float32Array;
  readonly bias?: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

/** out [rows, outputs] = x [rows, inputs] · weightᵀ + bias. */
export function applyLinear(out: Float32Array, x: Float32Array, rows: number, layer: Linear): void {
  multiply(out, x, rows, layer.weight, layer.inputs, layer.outputs);
  const { bias, outputs } = layer;
  if (bias === undefined) return;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < outputs; column++, at++) out[at] = (out[at] as number) + (bias[column] as number);
  }
}

/**
 * out [rows, columns] = x [rows, inner] · yᵀ with y [columns, inner].
 *
 * Works on tiles of two rows and four columns, so that six numbers read make eight products. At an edge the tile repeats its
 * last row or column and stores the same number twice.
 */
export function multiply(out: Float32Array, x: Float32Array, rows: number, y: Float32Array, inner: number, columns: number): void {
  let row = 0;
  for (; row + 1 < rows; row += 2) {
    for (let column = 0; column < columns; column += 4) tileOfTwo(out, x, y, row, column, inner, columns);
  }
  if (row === rows) return;
  for (let column = 0; column < columns; column += 4) tileOfOne(out, x, y, row, column, inner, columns);
}

function tileOfTwo(out: Float32Array, x: Float32Array, y: Float32Array, row: number, column: number, inner: number, columns: number): void {
  const last = columns - 1;
  const [c1, c2, c3] = [Math.min(column + 1, last), Math.min(column + 2, last), Math.min(column + 3, last)];
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  const [x0, x1] = [row * inner, (row + 1) * inner];
  const [y0, y1, y2, y3] = [column * inner, c1 * inner, c2 * inner, c3 * inner];
  for (let k = 0; k < inner; k++) {
    const p = x[x0 + k] as number;
    const q = x[x1 + k] as number;
    const r = y[y0 + k] as number;
    const s = y[y1 + k] as number;
    const t = y[y2 + k] as number;
    const u = y[y3 + k] as number;
    a += p * r;
    b += p * s;
    c += p * t;
    d += p * u;
    e += q * r;
    f += q * s;
    g += q * t;
    h += q * u;
  }
  const [o0, o1] = [row * columns, (row + 1) * columns];
  out[o0 + column] = a;
  out[o0 + c1] = b;
  out[o0 + c2] = c;
  out[o0 + c3] = d;
  out[o1 + column] = e;
  out[o1 + c1] = f;
  out[o1 + c2] = g;
  out[o1 + c3] = h;
}

function tileOfOne(out: Float32Array, x: Float32Array, y: Float32Array, row: number, column: number, inner: number, columns: number): void {
  const last = columns - 1;
  const [c1, c2, c3] = [Math.min(column + 1, last), Math.min(column + 2, last), Math.min(column + 3, last)];
  let [a, b, c, d] = [0, 0, 0, 0];
  const x0 = row * inner;
  const [y0, y1, y2, y3] = [column * inner, c1 * inner, c2 * inner, c3 * inner];
  for (let k = 0; k < inner; k++) {
    const p = x[x0 + k] as number;
    a += p * (y[y0 + k] as number);
    b += p * (y[y1 + k] as number);
    c += p * (y[y2 + k] as number);
    d += p * (y[y3 + k] as number);
  }
  const o = row * columns;
  out[o + column] = a;
  out[o + c1] = b;
  out[o + c2] = c;
  out[o + c3] = d;
}

/** x += y, element by element. */
export function addInto(x: Float32Array, y: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) x[i] = (x[i] as number) + (y[i] as number);
}

/** x = gelu(x), the tanh form: x · sigmoid(2 · sqrt(2/π) · (x + 0.044715 x³)). */
export function gelu(x: Float32Array, count: number): void {
  const scale = 2 * Math.sqrt(2 / Math.PI);
  for (let i = 0; i < count; i++) {
    const value = x[i] as number;
    x[i] = value / (1 + Math.exp(-scale * (value + 0.044715 * value * value * value)));
  }
}

/** x *= y, element by element. */
export function multiplyInto(x: Float32Array, y: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) x[i] = (x[i] as number) * (y[i] as number);
}

/** Every row of x to softmax(scale · row), in place. */
export function softmaxRows(x: Float32Array, rows: number, columns: number, scale: number): void {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let highest = -Infinity;
    for (let i = start; i < start + columns; i++) highest = Math.max(highest, x[i] as number);
    let sum = 0;
    for (let i = start; i < start + columns; i++) {
      const share = Math.exp(scale * ((x[i] as number) - highest));
      x[i] = share;
      sum += share;
    }
    const inverse = 1 / sum;
    for (let i = start; i < start + columns; i++) x[i] = (x[i] as number) * inverse;
  }
}

/** Gemma's norm: x / rms(x) · (1 + weight). */
export function rmsNorm(out: Float32Array, x: Float32Array, rows: number, weight: Float32Array, epsilon: number): void {
  const width = weight.length;
  for (let start = 0; start < rows * width; start += width) {
    let squares = 0;
    for (let i = 0; i < width; i++) squares += (x[start + i] as number) ** 2;
    const inverse = 1 / Math.sqrt(squares / width + epsilon);
    for (let i = 0; i < width; i++) out[start + i] = (x[start + i] as number) * inverse * (1 + (weight[i] as number));
  }
}

/** (x − mean) / deviation · weight + bias. */
export function layerNorm(out: Float32Array, x: Float32Array, rows: number, weight: Float32Array, bias: Float32Array, epsilon: number): void {
  const width = weight.length;
  for (let start = 0; start < rows * width; start += width) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += x[start + i] as number;
    const mean = sum / width;
    let squares = 0;
    for (let i = 0; i < width; i++) squares += ((x[start + i] as number) - mean) ** 2;
    const inverse = 1 / Math.sqrt(squares / width + epsilon);
    for (let i = 0; i < width; i++) out[start + i] = ((x[start + i] as number) - mean) * inverse * (weight[i] as number) + (bias[i] as number);
  }
}
