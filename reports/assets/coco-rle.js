// Masks as COCO writes them: runs down the columns, zeros first, as differences in base 32 from character 48.

const MOST_PIXELS = 1 << 24;

// One byte a pixel, row by row, 1 inside; undefined for text that is no mask of this size.
export function decodeMask({ size: [height, width], counts }) {
  if (!Number.isInteger(height) || !Number.isInteger(width) || height < 1 || width < 1 || height * width > MOST_PIXELS) return undefined;
  const runs = readRuns(counts);
  if (runs === undefined || runs.some((run) => run < 0) || runs.reduce((sum, run) => sum + run, 0) !== height * width) return undefined;
  const pixels = new Uint8Array(height * width);
  let at = 0;
  runs.forEach((run, i) => {
    if (i % 2 === 1) for (let p = at; p < at + run; p++) pixels[(p % height) * width + Math.floor(p / height)] = 1;
    at += run;
  });
  return pixels;
}

function readRuns(counts) {
  const runs = [];
  for (let at = 0; at < counts.length;) {
    let [value, shift, digit] = [0, 0, 32];
    while ((digit & 32) !== 0) {
      digit = counts.charCodeAt(at++) - 48;
      if (!(digit >= 0 && digit < 64) || shift > 25) return undefined;
      value |= (digit & 31) << shift;
      shift += 5;
    }
    if ((digit & 16) !== 0 && shift < 32) value |= -1 << shift;
    // From the fourth run on, what is written is the difference to the run before the last.
    if (runs.length > 2) value += runs.at(-2);
    runs.push(value);
  }
  return runs;
}
