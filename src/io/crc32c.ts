/** CRC-32C, the checksum of TFRecord files. */

const POLYNOMIAL = 0x82f63b78;
/** Bytes that one step takes, each by a table of its own. */
const STRIDE = 16;

/** What a byte does to the sum, followed by no byte, one byte, … fifteen: 256 entries each. */
const table = new Int32Array(256 * STRIDE);
for (let byte = 0; byte < 256; byte++) {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ POLYNOMIAL;
  table[byte] = sum;
}
for (let i = 256; i < table.length; i++) table[i] = (table[i - 256]! >>> 8) ^ table[table[i - 256]! & 255]!;

/**
 * The checksum of Castagnoli's polynomial, as an unsigned number.
 *
 * Source: RFC 3720 §12.1, appendix B.4 (vectors); a table for each of sixteen bytes after Kounavis and Berry 2005.
 * @example crc32c(new TextEncoder().encode("123456789")) // → 3808858755
 */
export function crc32c(bytes: Uint8Array): number {
  const words = wordsOf(bytes);
  const whole = words.length - (words.length % (STRIDE / 4));
  let sum = -1;
  for (let i = 0; i < whole; i += STRIDE / 4) {
    sum = after(sum ^ words[i]!, 12) ^ after(words[i + 1]!, 8) ^ after(words[i + 2]!, 4) ^ after(words[i + 3]!, 0);
  }
  for (let i = 4 * whole; i < bytes.length; i++) sum = (sum >>> 8) ^ table[(sum ^ bytes[i]!) & 255]!;
  return ~sum >>> 0;
}

/** What four bytes do that so many follow. */
function after(word: number, following: number): number {
  const at = 256 * following;
  return table[at + 768 + (word & 255)]! ^ table[at + 512 + ((word >>> 8) & 255)]! ^ table[at + 256 + ((word >>> 16) & 255)]! ^ table[at + (word >>> 24)]!;
}

/** Four bytes a word, as the processors store them that Node.js runs on; bytes that begin in the middle of a word are moved. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Int32Array(buffer, byteOffset, bytes.length >>> 2);
}

/** As TFRecord files store it: turned by 15 bits, and a constant added, so that a sum over data with sums inside stays good. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
