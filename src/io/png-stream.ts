/** PNG files that stand one behind the other, as ffmpeg's image2pipe writes them. */

const SIGNATURE_BYTES = 8;
/** Length, type and checksum of a chunk. */
const AROUND_CHUNK_BYTES = 12;
const LAST_CHUNK = "IEND";

/** Views of the single files; a file that is cut off at the end is left out. */
export function splitPngs(stream: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  const files: Uint8Array[] = [];
  let start = 0;
  for (let at = SIGNATURE_BYTES; at + AROUND_CHUNK_BYTES <= bytes.length;) {
    const type = bytes.toString("latin1", at + 4, at + 8);
    at += AROUND_CHUNK_BYTES + bytes.readUInt32BE(at);
    if (type !== LAST_CHUNK || at > bytes.length) continue;
    files.push(bytes.subarray(start, at));
    start = at;
    at += SIGNATURE_BYTES;
  }
  return files;
}
