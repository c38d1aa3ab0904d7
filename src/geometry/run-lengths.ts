/**
 * Masks as COCO's run lengths, equal to pycocotools.
 *
 * Pixels are counted column by column: run lengths of background and foreground alternate, background first (it may be 0). As text,
 * a count is written in groups of 5 bits, lowest first, each as the character 48 + bits + 32 when more follow; the fourth
 * count and later ones are written as the difference from the count two before.
 * Source: cocodataset/cocoapi common/maskApi.c@8c9bcc3; equal to pycocotools 2.0.11 on the golden vectors.
 */

/** A mask. The runs of one that was parsed or made here add up to height × width. */
export interface RunLengths {
  readonly size: readonly [height: number, width: number];
  readonly counts: readonly number[];
}

/** Left, top, width and height in pixels, as COCO writes boxes. */
export type PixelBox = readonly [x: number, y: number, width: number, height: number];

const FIRST_CHARACTER = 48;
const MORE = 32;
/** Groups of 5 bits that a count may have: more would not be exact. */
const MAX_GROUPS = 10;

/** @throws {RangeError} when the counts are no whole numbers from 0 that add up to the picture. */
export function runLengths(size: readonly [height: number, width: number], counts: readonly number[]): RunLengths {
  const [height, width] = size;
  let total = 0;
  for (const count of counts) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is no run length`);
    total += count;
  }
  if (total !== height * width) throw new RangeError(`the runs cover ${total} pixels, the picture ${height} × ${width} has ${height * width}`);
  return { size, counts };
}

/** @throws {RangeError} when the text is no mask of this size. */
export function parseRunLengths(size: readonly [height: number, width: number], text: string): RunLengths {
  const counts: number[] = [];
  let [value, groups] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const bits = text.charCodeAt(i) - FIRST_CHARACTER;
    if (bits < 0 || bits >= 2 * MORE) throw new RangeError(`${JSON.stringify(text[i])} is no character of run lengths`);
    value += (bits & 31) * 32 ** groups++;
    if (groups > MAX_GROUPS) throw new RangeError("a run length has too many characters");
    if (bits >= MORE) continue;
    if ((bits & 16) !== 0) value -= 32 ** groups;
    counts.push(counts.length > 2 ? value + (counts[counts.length - 2] as number) : value);
    [value, groups] = [0, 0];
  }
  if (groups > 0) throw new RangeError("the text ends in the middle of a run length");
  return runLengths(size, counts);
}

export function renderRunLengths({ counts }: RunLengths): string {
  const characters: number[] = [];
  counts.forEach((count, i) => {
    let rest = i > 2 ? count - (counts[i - 2] as number) : count;
    for (let more = true; more;) {
      const high = Math.floor(rest / 32);
      const bits = rest - high * 32;
      more = (bits & 16) === 0 ? high !== 0 : high !== -1;
      characters.push(FIRST_CHARACTER + bits + (more ? MORE : 0));
      rest = high;
    }
  });
  return Buffer.from(characters).toString("latin1");
}

/** Pixels of the mask. */
export function areaOf({ counts }: RunLengths): number {
  let area = 0;
  for (let i = 1; i < counts.length; i += 2) area += counts[i] as number;
  return area;
}

/**
 * The smallest box around the mask; [0, 0, 0, 0] for an empty one.
 *
 * Quirk: a foreground run of length 0 counts as a place.
 */
export function boundsOf({ size: [height, width], counts }: RunLengths): PixelBox {
  let [left, top, right, bottom] = [width, height, 0, 0];
  let place = 0;
  for (let i = 0; i + 1 < counts.length; i += 2) {
    const first = place + (counts[i] as number);
    place = first + (counts[i + 1] as number);
    const [startColumn, endColumn] = [Math.floor(first / height), Math.floor((place - 1) / height)];
    const crosses = startColumn < endColumn;
    left = Math.min(left, startColumn, endColumn);
    right = Math.max(right, startColumn, endColumn);
    top = Math.min(top, crosses ? 0 : first % height, (place - 1) % height);
    bottom = Math.max(bottom, crosses ? height - 1 : first % height, (place - 1) % height);
  }
  return counts.length < 2 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

/** Pixels that are in both masks. @throws {RangeError} when they are of different sizes. */
export function intersectionOf(a: RunLengths, b: RunLengths): number {
  requireSameSize(a, b);
  let area = 0;
  let [i, endA, j, endB] = [1, 0, 1, 0];
  let [startA, startB] = [0, 0];
  // From one foreground run to the next, in the mask whose run ends first.
  for (;;) {
    if (endA <= endB) {
      if (i >= a.counts.length) return area;
      startA = endA + (a.counts[i - 1] as number);
      endA = startA + (a.counts[i] as number);
      i += 2;
    } else {
      if (j >= b.counts.length) return area;
      startB = endB + (b.counts[j - 1] as number);
      endB = startB + (b.counts[j] as number);
      j += 2;
    }
    area += Math.max(0, Math.min(endA, endB) - Math.max(startA, startB));
  }
}

/** The mask of pixels that are in one of the masks, or in all of them. @throws {RangeError} for no mask, and for different sizes. */
export function mergeRunLengths(masks: readonly RunLengths[], rule: "union" | "intersection" = "union"): RunLengths {
  return masks.reduce((a, b) => {
    requireSameSize(a, b);
    const counts: number[] = [];
    let [isInside, length] = [false, 0];
    let [i, j] = [0, 0];
    let [restA, restB] = [a.counts[0] ?? 0, b.counts[0] ?? 0];
    // By stretches in which neither mask changes.
    while (i < a.counts.length && j < b.counts.length) {
      const [inA, inB, step] = [i % 2 === 1, j % 2 === 1, Math.min(restA, restB)];
      if (step > 0 && (rule === "union" ? inA || inB : inA && inB) !== isInside) {
        counts.push(length);
        [isInside, length] = [!isInside, 0];
      }
      length += step;
      if ((restA -= step) === 0) restA = a.counts[++i] ?? 0;
      if ((restB -= step) === 0) restB = b.counts[++j] ?? 0;
    }
    return { size: a.size, counts: [...counts, length] };
  });
}

function requireSameSize({ size: a }: RunLengths, { size: b }: RunLengths): void {
  if (a[0] !== b[0] || a[1] !== b[1]) throw new RangeError(`masks of ${a.join(" × ")} and ${b.join(" × ")} pixels`);
}

/**
 * Shared pixels / pixels in either mask; 0 when they share none, also for two empty masks.
 *
 * Against a truth that is a crowd, the divisor is the answer's own area.
 * @throws {RangeError} when the masks are of different sizes.
 */
export function maskIou(answer: RunLengths, truth: RunLengths, isCrowd = false): number {
  const shared = intersectionOf(answer, truth);
  if (shared === 0) return 0;
  return shared / (isCrowd ? areaOf(answer) : areaOf(answer) + areaOf(truth) - shared);
}
