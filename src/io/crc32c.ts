/** CRC-32C, the checksum of TFRecord files. */

const POLYNOMIAL = 0x82f63b78;
/** Bytes that one step takes, each by a table of its own. */
const STRIDE = 8;

const tables = Array.from({ length: STRIDE }, () => new Int32Array(256));
const [last, ...earlier] = tables as [Int32Array, ...Int32Array[]];
for (let byte = 0; byte < 256; byte++) {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ POLYNOMIAL;
  last[byte] = sum;
}
for (const [i, table] of earlier.entries()) {
  const before = tables[i] as Int32Array;
  for (let byte = 0; byte < 256; byte++) table[byte] = (before[byte]! >>> 8) ^ last[before[byte]! & 255]!;
}

/**
 * The checksum of Castagnoli's polynomial, as an unsigned number.
 *
 * Source: RFC 3720 §12.1, appendix B.4 (vectors); eight tables after Kounavis and Berry 2005.
 * @example crc32c(new TextEncoder().encode("123456789")) // → 3808858755
 */
export function crc32c(bytes: Uint8Array): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];
  const whole = bytes.length - (bytes.length % STRIDE);
  let sum = -1;
  let i = 0;
  for (; i < whole; i += STRIDE) {
    const low = sum ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    sum = t7[low & 255]! ^ t6[(low >>> 8) & 255]! ^ t5[(low >>> 16) & 255]! ^ t4[low >>> 24]! ^ t3[bytes[i + 4]!]! ^ t2[bytes[i + 5]!]! ^ t1[bytes[i + 6]!]! ^ t0[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) sum = (sum >>> 8) ^ t0[(sum ^ bytes[i]!) & 255]!;
  return ~sum >>> 0;
}

/** As TFRecord files store it: turned by 15 bits, and a constant added, so that a sum over data with sums inside stays good. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
