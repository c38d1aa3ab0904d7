/** Zip archives: what real programs wrote is read, what is damaged or hostile is refused by name. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { describeFiles, openDataRoot } from "../../src/io/data-root.ts";
import { openArchive } from "../../src/io/open-archive.ts";
import { readJsonArray } from "../../src/io/read-json.ts";
import { folderOf } from "../fixtures/official-folder.ts";

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, "../golden/zip-archives.json"), "utf8")) as { archives: Record<string, { base64: string }> };

function zipBytes(name: string): Buffer {
  return Buffer.from(golden.archives[name]?.base64 ?? "", "base64");
}

/** One file of an archive as text: whole, or in pieces. */
async function read(bytes: Uint8Array, entry: string, how: "whole" | "pieces" = "whole"): Promise<string> {
  const archive = await openArchive(path.join(folderOf({ "a.zip": bytes }), "a.zip"));
  if (how === "whole") return Buffer.from(await archive.read(entry)).toString();
  const pieces: Buffer[] = [];
  for await (const piece of archive.chunks(entry)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function changed(bytes: Buffer, find: string, change: (bytes: Buffer, at: number) => void): Buffer {
  const copy = Buffer.from(bytes);
  expect(copy.indexOf(find)).toBeGreaterThan(0);
  change(copy, copy.indexOf(find));
  return copy;
}

describe("archives of real programs", () => {
  it.each([
    ["info-zip", "photos/val/a.jpg", "stored bytes"],
    ["info-zip", "photos/val/b.jpg", "deflate me ".repeat(40)],
    ["info-zip", "photos/ünï 猫.txt", "x"],
    ["info-zip", "photos/empty.txt", ""],
    ["zip64", "photos/val/a.jpg", "stored bytes"],
    ["zip64", "photos/val/b.jpg", "deflate me ".repeat(40)],
    ["streamed", "-", "deflate me ".repeat(40)],
    ["descriptors", "a.jpg", "deflated without knowing its size ".repeat(5)],
    ["twice", "b.jpg", "b"],
  ])("%s: %s", async (name, entry, content) => {
    for (const how of ["whole", "pieces"] as const) expect(await read(zipBytes(name), entry, how)).toBe(content);
  });
});

describe("refused", () => {
  const whole = zipBytes("info-zip");
  it.each([
    ["a truncated archive", whole.subarray(0, 400), "x", "a.zip: is not a whole zip archive: it has no directory at its end (a download that broke off?)"],
    ["an empty file", Buffer.alloc(0), "x", "it has no directory at its end"],
    ["a page of HTML", Buffer.from("<html>404</html>".repeat(9)), "x", "it has no directory at its end"],
    ["a beginning that is missing", whole.subarray(300), "x", "is not a whole zip archive"],
    ["another content than the checksum's", changed(whole, "stored bytes", (bytes, at) => bytes.write("S", at)), "photos/val/a.jpg", "a.zip!photos/val/a.jpg: is damaged in the archive: its checksum (CRC-32) is another"],
    ["an encrypted file", zipBytes("encrypted"), "photos/val/a.jpg", "a.zip!photos/val/a.jpg: is encrypted"],
    ["another method", zipBytes("bzip2"), "photos/val/b.jpg", "is packed by method 12, which is neither stored nor deflated"],
    ["a name that climbs out", zipBytes("climbing"), "x", 'a.zip: holds "../secret.txt", which leads out of it'],
    ["an absolute name", zipBytes("absolute"), "x", 'holds "/etc/passwd", which leads out of it'],
    ["two files of one name", zipBytes("twice"), "a.jpg", "a.zip!a.jpg: the archive holds two files of this name"],
    ["a file that is not there", zipBytes("none"), "x", "a.zip!x: the archive has no such file"],
  ])("%s", async (_, bytes, entry, message) => {
    for (const how of ["whole", "pieces"] as const) await expect(read(bytes, entry, how)).rejects.toThrow(message);
  });
});

describe("a picture in an archive", () => {
  const zip = zipBytes("info-zip");
  it.each([
    ["coco/photos.zip", "photos/val/a.jpg", "photos/val/a.jpg"],
    ["anything.zip", "photos/val/a.jpg", "photos/val/a.jpg"],
    ["coco/archive.zip", "archive/photos/val/a.jpg", "photos/val/a.jpg"],
    ["coco/images/x.ZIP", "images/photos/val/a.jpg", "photos/val/a.jpg"],
  ])("%s holds %s", async (place, candidate, entry) => {
    const root = folderOf({ [place]: zip });
    const data = openDataRoot(root, ["coco"]);
    const image = data.image("none.jpg", candidate);
    expect(image.name).toBe(`${root}/coco/none.jpg`);
    expect(Buffer.from(await image.read()).toString()).toBe("stored bytes");
    expect(image.name).toBe(`${root}/${place}!${entry}`);
    expect(await data.find(candidate)).toBe(image.name);
  });

  it("comes after one that was unpacked", async () => {
    const root = folderOf({ "coco/photos.zip": zip, "photos/val/a.jpg": "unpacked" });
    expect(Buffer.from(await openDataRoot(root, ["coco"]).image("photos/val/a.jpg").read()).toString()).toBe("unpacked");
  });

  it("is missing by the names of the archives that were looked into, or by the archive that is damaged", async () => {
    const root = folderOf({ "coco/photos.zip": zip });
    await expect(openDataRoot(root, ["coco"]).image("x.jpg").read()).rejects.toMatchObject({ hint: `Looked for: ${root}/coco/x.jpg, ${root}/x.jpg. In the archives: ${root}/coco/photos.zip.` });
    const broken = folderOf({ "a.zip": zip.subarray(0, 400), "b.zip": zip });
    expect(await openDataRoot(broken, []).find("photos/val/a.jpg")).toBe(`${broken}/b.zip!photos/val/a.jpg`);
    await expect(openDataRoot(broken, []).image("x.jpg").read()).rejects.toThrow("a.zip: is not a whole zip archive");
  });
});

describe("an annotation file in an archive", () => {
  const zip = zipBytes("annotations");

  it("is found by its own names, streamed, and known by the digest of its own bytes", async () => {
    const root = folderOf({ "coco/annotations_trainval2014.zip": zip });
    const data = openDataRoot(root, ["own", "coco"]);
    const files = await data.locate({ captions: ["captions.json", "annotations/captions.json"] });
    expect(files).toEqual({ captions: `${root}/coco/annotations_trainval2014.zip!annotations/captions.json` });
    let rows = 0;
    for await (const { value } of readJsonArray(files["captions"] ?? "", "annotations")) rows += (value as { caption: string }).caption === "a dog ".repeat(99) ? 1 : 0;
    expect(rows).toBe(900);
    const content = await read(zip, "annotations/captions.json");
    expect(await describeFiles(root, files)).toEqual([{ path: "coco/annotations_trainval2014.zip!annotations/captions.json", bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") }]);
  });

  it("is read no further than it is wanted, and comes after one that was unpacked", async () => {
    const root = folderOf({ "coco/annotations_trainval2014.zip": zip, "annotations/captions.json": '{"annotations": []}' });
    for await (const { value } of readJsonArray(`${root}/coco/annotations_trainval2014.zip!annotations/captions.json`, "annotations")) {
      expect(value).toMatchObject({ id: 0 });
      break;
    }
    expect(await openDataRoot(root, ["coco"]).locate({ captions: ["annotations/captions.json"] })).toEqual({ captions: `${root}/annotations/captions.json` });
  });

  it("is missing, whichever archive is damaged", async () => {
    const root = folderOf({ "coco/broken.zip": zip.subarray(0, 400) });
    await expect(openDataRoot(root, ["coco"]).locate({ captions: ["captions.json"] })).rejects.toMatchObject({
      message: `${root}/coco/captions.json: the file does not exist`,
      hint: expect.stringContaining(`An archive cannot be used: ${root}/coco/broken.zip: is not a whole zip archive`) as string,
    });
  });
});

describe("many files", () => {
  /** An archive of empty stored files as old tools write it: the number of entries modulo 65,536, no zip64. */
  function emptyFiles(count: number, declared: number): Buffer {
    const entries = Array.from({ length: count }, (_, i) => {
      const name = `${i}.jpg`;
      const entry = Buffer.alloc(46 + name.length);
      entry.writeUInt32LE(0x02014b50);
      entry.writeUInt16LE(name.length, 28);
      entry.write(name, 46);
      return entry;
    });
    const directory = Buffer.concat(entries);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50);
    end.writeUInt16LE(declared, 10);
    end.writeUInt32LE(directory.length, 12);
    return Buffer.concat([directory, end]);
  }

  it("are counted by the directory's bytes, and compared with the number that 16 bits hold", async () => {
    expect((await openArchive(path.join(folderOf({ "a.zip": emptyFiles(70_000, 70_000 - 65_536) }), "a.zip"))).count).toBe(70_000);
    await expect(openArchive(path.join(folderOf({ "a.zip": emptyFiles(70_000, 7) }), "a.zip"))).rejects.toThrow("its directory breaks off after 70000 of 7 entries");
  });
});
