/** The members of a small zip archive that lies in memory, as numpy writes them: stored or deflated. */

import { crc32, inflateRawSync } from "node:zlib";
import { DataError } from "../core/errors.ts";

interface Member {
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its own header begins. */
  readonly place: number;
}

const END_SIGNATURE = 0x06054b50;
const MEMBER_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const [STORED, DEFLATED] = [0, 8];

/** Names in the order of the archive's list, and their contents. @throws {DataError} when the archive is cut short or is none. */
export function readZipMembers(bytes: Uint8Array, file: string): { readonly names: readonly string[]; read(name: string): Uint8Array | undefined } {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const members = listMembers(archive, file);
  return {
    names: [...members.keys()],
    read(name) {
      const member = members.get(name);
      return member && unpack(archive, member, { file, row: name });
    },
  };
}

/** Numbers of the archive's own list, which stands at its end. */
function listMembers(archive: Buffer, file: string): Map<string, Member> {
  const broken = (what: string): DataError => new DataError(`is not a whole zip archive: ${what}`, { file }, { hint: "Fetch the file again." });
  let end = archive.length - END_BYTES;
  while (end >= 0 && archive.readUInt32LE(end) !== END_SIGNATURE) end = archive.length - end < END_BYTES + MAX_COMMENT_BYTES ? end - 1 : -1;
  if (end < 0) throw broken("the list of its members is missing");
  const members = new Map<string, Member>();
  let place = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count--) {
    if (place + 46 > end || archive.readUInt32LE(place) !== MEMBER_SIGNATURE) throw broken("the list of its members is damaged");
    const nameBytes = archive.readUInt16LE(place + 28);
    members.set(archive.toString("utf8", place + 46, place + 46 + nameBytes), {
      isEncrypted: (archive.readUInt16LE(place + 8) & 1) === 1, method: archive.readUInt16LE(place + 10), crc: archive.readUInt32LE(place + 16),
      packedBytes: archive.readUInt32LE(place + 20), bytes: archive.readUInt32LE(place + 24), place: archive.readUInt32LE(place + 42),
    });
    place += 46 + nameBytes + archive.readUInt16LE(place + 30) + archive.readUInt16LE(place + 32);
  }
  return members;
}

function unpack(archive: Buffer, { isEncrypted, method, crc, packedBytes, bytes, place }: Member, at: { file: string; row: string }): Buffer {
  const broken = (what: string, cause?: unknown): DataError => new DataError(what, at, { hint: "Fetch the file again.", cause });
  if (isEncrypted || (method !== STORED && method !== DEFLATED)) throw new DataError("is encrypted, or packed in another way than numpy packs", at);
  if (place + 30 > archive.length || archive.readUInt32LE(place) !== LOCAL_SIGNATURE) throw broken("the member is not where the archive's list says");
  const start = place + 30 + archive.readUInt16LE(place + 26) + archive.readUInt16LE(place + 28);
  const packed = archive.subarray(start, start + packedBytes);
  let content = packed;
  if (method === DEFLATED) {
    try {
      content = inflateRawSync(packed, { maxOutputLength: Math.max(bytes, 1) });
    } catch (error) {
      throw broken("the member cannot be unpacked", error);
    }
  }
  if (content.length !== bytes || crc32(content) !== crc) throw broken("the member's check sum is wrong: the file is damaged");
  return content;
}
