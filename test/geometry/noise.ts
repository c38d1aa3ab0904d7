/** The bytes that test/oracles/tf_images.py gave TensorFlow: bits 16 to 23 of x → 1103515245 x + 12345 mod 2^31. */
export function noise(seed: number, count: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 16) & 255;
  });
}
