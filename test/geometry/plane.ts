/** The 64 × 64 planes that test/oracles/masks.py and the shared vectors were made of; their notes give the formulas. */
export function plane(form: "noise" | "blob", seed: number): Float32Array {
  let state = seed;
  const [centreX, centreY] = [16 + (seed % 32), 16 + (Math.floor(seed / 32) % 32)];
  return Float32Array.from({ length: 64 * 64 }, (_, i) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = state / 2 ** 31 - 1;
    if (form === "noise") return noise;
    const [dx, dy] = [(i % 64) - centreX, Math.floor(i / 64) - centreY];
    return 1 - (dx * dx) / 256 - (dy * dy) / 576 + noise / 8;
  });
}
