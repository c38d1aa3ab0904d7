/** Tar archives: what real programs wrote is read, what is damaged or hostile is refused by name. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openDataRoot } from "../../src/io/data-root.ts";
import { openArchive } from "../../src/io/open-archive.ts";
import { folderOf } from "../fixtures/official-folder.ts";

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, "../golden/tar-archives.json"), "utf8")) as { archives: Record<string, { gzip: string }> };

function tarBytes(name: string): Buffer {
  return gunzipSync(Buffer.from(golden.archives[name]?.gzip ?? "", "base64"));
}

const LONG = `photos/${[..."aaa"].map((letter) => letter.repeat(60)).join("/")}/long.jpg`;

/** One file of an archive as text: whole, and the same in pieces. */
async function read(bytes: Uint8Array, entry: string): Promise<string> {
  const archive = await openArchive(path.join(folderOf({ "a.tar": bytes }), "a.tar"));
  const pieces: Buffer[] = [];
  for await (const piece of archive.chunks(entry)) pieces.push(piece);
  const whole = Buffer.from(await archive.read(entry)).toString();
  expect(Buffer.concat(pieces).toString()).toBe(whole);
  return whole;
}

function changed(bytes: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = byte;
  return copy;
}

describe("archives of real programs", () => {
  it.each([
    ...["gnu", "pax", "ustar", "dotted"].map((name) => [name, "photos/val/a.jpg", "first bytes"] as const),
    ...["gnu", "pax", "ustar"].flatMap((name) => [[name, LONG, "long name"], [name, "photos/empty.txt", ""]] as const),
    ["gnu", "photos/ünï 猫.txt", "x"],
    ["pax", "photos/ünï 猫.txt", "x"],
    ["webdataset", "000001.jpg", "other"],
    ["twice", "a.jpg", "newer"],
  ] as const)("%s: %s", async (name, entry, content) => {
    expect(await read(tarBytes(name), entry)).toBe(content);
  });

  it("count files: no folders, no links", async () => {
    const archive = await openArchive(path.join(folderOf({ "a.tar": tarBytes("gnu") }), "a.tar"));
    expect([archive.count, archive.has("photos/link.jpg"), archive.has("photos/")]).toEqual([4, false, false]);
  });
});

describe("refused", () => {
  const whole = tarBytes("webdataset");
  it.each([
    ["an archive cut off in a header", whole.subarray(0, 1_100), "x", "a.tar: is not a whole tar archive: its header at byte 1024 is cut off"],
    ["an archive cut off in a file", whole.subarray(0, 514), "x", "it ends within the file at byte 0"],
    ["an empty file", Buffer.alloc(0), "x", "it is an empty file"],
    ["a page of HTML", Buffer.from("<html>404</html>".repeat(90)), "x", "it does not begin with a header"],
    ["a damaged header", changed(whole, 1_030, 65), "x", "its header at byte 1024 has another checksum"],
    ["a name that climbs out", tarBytes("climbing"), "x", 'a.tar: holds "../secret.txt", which leads out of it'],
    ["an absolute name", tarBytes("absolute"), "x", "which leads out of it"],
    ["a file that is not there", whole, "x", "a.tar!x: the archive has no such file"],
  ])("%s", async (_, bytes, entry, message) => {
    await expect(read(bytes, entry)).rejects.toThrow(message);
  });
});

describe("a data root", () => {
  it("finds pictures in shards, and annotation files too", async () => {
    const root = folderOf({ "coco/images/shard-000.tar": tarBytes("webdataset"), "coco/photos.tar": tarBytes("gnu") });
    const data = openDataRoot(root, ["coco"]);
    expect(Buffer.from(await data.image("images/000001.jpg").read()).toString()).toBe("other");
    expect(await data.locate({ texts: ["photos/val/a.jpg"] })).toEqual({ texts: `${root}/coco/photos.tar!photos/val/a.jpg` });
  });

  it("says which archives it did not look into", async () => {
    const root = folderOf({ "coco/photos.tar.gz": "not looked into" });
    await expect(openDataRoot(root, ["coco"]).image("x.jpg").read()).rejects.toMatchObject({ hint: expect.stringContaining(`Not looked into, since they must be unpacked first: ${root}/coco/photos.tar.gz.`) as string });
  });
});
