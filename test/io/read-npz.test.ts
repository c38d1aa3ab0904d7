/** Arrays of numpy in zip archives: what numpy writes is read, what is damaged is named. */

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { openMaskDecoder } from "../../src/io/mask-decoder-file.ts";
import { readNpy, readNpz } from "../../src/io/read-npz.ts";
import { folderOf } from "../fixtures/official-folder.ts";
import { zip } from "../fixtures/zip.ts";

const golden = readFileSync(new URL("../golden/mask-decoder.npz", import.meta.url));
const at = { file: "a.npz", row: "x.npy" };

/** An array as numpy's format says. */
function npy(descr: string, shape: string, numbers: Buffer, order = "False", version = 1): Buffer {
  const header = Buffer.from(`{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }          \n`);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([Buffer.from("\x93NUMPY", "latin1"), Buffer.from([version, 0]), length, header, numbers]);
}

function floats(...values: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

const one = { name: "x.npy", content: npy("<f4", "(2,)", floats(1, 2)) };

describe("an array", () => {
  it.each([
    ["of one side", npy("<f4", "(3,)", floats(1, -2, 0.5)), { shape: [3], data: Float32Array.of(1, -2, 0.5) }],
    ["of no side", npy("<f4", "()", floats(7)), { shape: [], data: Float32Array.of(7) }],
    ["of no number", npy("<f4", "(0, 4)", Buffer.alloc(0)), { shape: [0, 4], data: new Float32Array(0) }],
    ["column by column", npy("<f4", "(2, 3)", floats(1, 4, 2, 5, 3, 6), "True"), { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ["of float64", npy("<f8", "(2,)", Buffer.from(Float64Array.of(0.1, -1e300).buffer)), { shape: [2], data: Float32Array.of(0.1, -Infinity) }],
    ["in version 2", npy("<f4", "(1,)", floats(3), "False", 2), { shape: [1], data: Float32Array.of(3) }],
  ])("%s", (_, bytes, wanted) => {
    expect(readNpy(bytes, at)).toEqual(wanted);
  });

  it.each([
    ["of whole numbers", npy("<i4", "(1,)", floats(3)), "holds numbers of type <i4, expected <f4 or <f8"],
    ["of objects", npy("|O", "(1,)", floats(3)), "holds numbers of type |O, expected <f4 or <f8"],
    ["with the high byte first", npy(">f4", "(1,)", floats(3)), "holds numbers of type >f4, expected <f4 or <f8"],
    ["cut short", npy("<f4", "(3,)", floats(1, 2)), "holds 8 bytes of numbers, its shape needs 12"],
    ["with bytes behind it", npy("<f4", "(1,)", floats(1, 2)), "holds 8 bytes of numbers, its shape needs 4"],
    ["without a shape", npy("<f4", "'x'", floats(1)), "has a header that names no order or shape"],
    ["of another kind", Buffer.from("PK\x03\x04 and so on"), "is not an array of numpy (.npy)"],
    ["of nothing", Buffer.alloc(0), "is not an array of numpy (.npy)"],
  ])("%s is refused", (_, bytes, message) => {
    expect(() => readNpy(bytes, at)).toThrow(expect.objectContaining({ code: "DATA", message: `a.npz row x.npy: ${message}` }));
  });
});

describe("an archive", () => {
  const fileOf = (bytes: Uint8Array): string => path.join(folderOf({ "a.npz": bytes }), "a.npz");

  it.each([
    ["stored", zip([one])],
    ["deflated", zip([{ ...one, method: 8 }])],
    ["with a comment", zip([one], "made by hand")],
    ["behind other members", zip([{ name: "y.npy", content: Buffer.from("?") }, one])],
  ])("%s", async (_, bytes) => {
    const arrays = await readNpz(fileOf(bytes));
    expect(arrays("x")).toEqual({ shape: [2], data: Float32Array.of(1, 2) });
    expect(arrays("z")).toBeUndefined();
  });

  it.each([
    ["encrypted", zip([{ ...one, flags: 1 }]), /a\.npz!x\.npy: is encrypted/],
    ["packed in another way", zip([{ ...one, method: 12 }]), /a\.npz!x\.npy: is packed by method 12/],
    ["with a wrong check sum", zip([{ ...one, crc: 5 }]), /a\.npz!x\.npy: is damaged in the archive: its checksum \(CRC-32\) is another/],
    ["cut", zip([one]).subarray(0, -30), /a\.npz: is not a whole zip archive: it has no directory at its end/],
    ["of nothing", Buffer.alloc(0), /is not a whole zip archive/],
    ["that is a page of HTML", Buffer.from("<!DOCTYPE html><html>404</html>"), /is not a whole zip archive/],
  ])("%s is refused", async (_, bytes, message) => {
    await expect(readNpz(fileOf(bytes))).rejects.toThrow(message);
  });

  it("with some bytes changed gives arrays or data errors", async () => {
    const file = fileOf(Buffer.alloc(0));
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    const original = zip([{ ...one, method: 8 }, { ...one, name: "y.npy" }]);
    await fc.assert(fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
      const bytes = Uint8Array.from(original);
      for (const { at: place, byte } of changes) bytes[place % bytes.length] = byte;
      writeFileSync(file, bytes);
      try {
        const read = await readNpz(file);
        read("x");
        read("y");
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }), { numRuns: 1000 });
  });
});

describe("the mask decoder's file", () => {
  const hint = expect.stringMatching(/gs:\/\/big_vision\/paligemma\/vae-oid\.npz/) as unknown;

  it("of other weights is opened, and known to be no published one", async () => {
    const root = folderOf({ "vae-oid.npz": golden });
    expect(await openMaskDecoder(path.join(root, "vae-oid.npz"))).toMatchObject({ isPublished: false });
  });

  it("that is missing is asked for, with the place where it is got", async () => {
    await expect(openMaskDecoder(path.join(folderOf(), "vae-oid.npz"))).rejects.toMatchObject({ code: "DATA", message: expect.stringMatching(/vae-oid\.npz: the mask decoder cannot be read$/) as unknown, hint });
  });

  it("of another model is refused, with the place where the right one is got", async () => {
    const root = folderOf();
    writeFileSync(path.join(root, "vae-oid.npz"), zip([one]));
    await expect(openMaskDecoder(path.join(root, "vae-oid.npz"))).rejects.toMatchObject({ code: "DATA", message: expect.stringMatching(/is not PaliGemma's mask decoder: the array _vq_vae\._embedding is missing$/) as unknown, hint });
  });

  it("that is cut is named", async () => {
    const root = folderOf({ "vae-oid.npz": golden.subarray(0, 40_000) });
    await expect(openMaskDecoder(path.join(root, "vae-oid.npz"))).rejects.toThrow(/vae-oid\.npz: is not a whole zip archive/);
  });
});
