/** The type of a picture, told from its bytes and never from its name. */

const SIGNATURES: readonly (readonly [type: string, bytes: readonly (number | undefined)[]])[] = [
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46, undefined, undefined, undefined, undefined, 0x57, 0x45, 0x42, 0x50]],
  ["image/bmp", [0x42, 0x4d]],
  ["image/tiff", [0x49, 0x49, 0x2a, 0x00]],
  ["image/tiff", [0x4d, 0x4d, 0x00, 0x2a]],
];

/** `application/octet-stream` for bytes that are no known picture: the server says what it thinks of them. */
export function mediaTypeOf(bytes: Uint8Array): string {
  const found = SIGNATURES.find(([, signature]) => signature.every((byte, i) => byte === undefined || bytes[i] === byte));
  return found?.[0] ?? "application/octet-stream";
}
