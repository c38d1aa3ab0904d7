/** The data root: which place wins, what is said when none does, what was odd, and the identity of files. */

import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { describeFiles, openDataRoot } from "../../src/io/data-root.ts";
import { folderOf } from "../fixtures/official-folder.ts";

async function errorOf(promise: Promise<unknown>): Promise<DataError> {
  const error = await promise.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

describe("sidecar", () => {
  it("takes the folders in their order, then the root, and candidates before places", async () => {
    const root = folderOf({ "own/b": "", "shared/a": "", a: "", "own/c": "", c: "" });
    const data = openDataRoot(root, ["own", "shared"]);
    expect(await data.sidecar("a", "b")).toBe(path.join(root, "shared/a"));
    expect(await data.sidecar("none", "b")).toBe(path.join(root, "own/b"));
    expect(await data.sidecar("c")).toBe(path.join(root, "own/c"));
    expect(await openDataRoot(root, []).sidecar("c")).toBe(path.join(root, "c"));
  });

  it("names every place in the order in which it looked", async () => {
    const root = folderOf();
    const error = await errorOf(openDataRoot(root, ["own", "shared"]).sidecar("a.json", "x/b.json"));
    expect(error.message).toBe(`${root}/own/a.json: the file does not exist`);
    expect(error.hint).toBe(`Looked for: ${["own/a.json", "shared/a.json", "a.json", "own/x/b.json", "shared/x/b.json", "x/b.json"].map((place) => `${root}/${place}`).join(", ")}.`);
  });

  it("does not take a folder for a file", async () => {
    const root = folderOf({ "shared/a/x": "", a: "" });
    mkdirSync(path.join(root, "own/a"), { recursive: true });
    expect(await openDataRoot(root, ["own", "shared"]).sidecar("a")).toBe(path.join(root, "a"));
  });

  it("says so when the root itself does not exist", async () => {
    const error = await errorOf(openDataRoot("/nowhere/at/all", ["own"]).sidecar("a"));
    expect(error.message).toBe("/nowhere/at/all/own/a: the file does not exist");
  });
});

describe("locate", () => {
  it("finds every role, each where it lies", async () => {
    const root = folderOf({ "own/captions.json": "", "split/test.txt": "" });
    expect(await openDataRoot(root, ["own"]).locate({ captions: ["captions.json"], split: ["split/test.txt"] })).toEqual({
      captions: path.join(root, "own/captions.json"), split: path.join(root, "split/test.txt"),
    });
  });

  it("fails for the first role that is missing", async () => {
    const root = folderOf({ "own/a": "" });
    const error = await errorOf(openDataRoot(root, ["own"]).locate({ first: ["a"], second: ["b"], third: ["c"] }));
    expect(error.file).toBe(path.join(root, "own/b"));
  });
});

describe("image", () => {
  it("is named by its first place, and read from the first place that has it", async () => {
    const root = folderOf({ "shared/x.jpg": "shared", "x.jpg": "root", "own/deep/x.jpg": "deep" });
    const image = openDataRoot(root, ["own", "shared"]).image("x.jpg", "deep/x.jpg");
    expect(image.name).toBe(path.join(root, "own/x.jpg"));
    expect(Buffer.from(await image.read()).toString()).toBe("shared");
  });

  it("touches no disk before it is read", () => {
    expect(openDataRoot("/nowhere", ["own"]).image("x.jpg").name).toBe("/nowhere/own/x.jpg");
  });

  it("names every place when it is missing", async () => {
    const root = folderOf();
    const error = await errorOf(openDataRoot(root, ["own"]).image("x.jpg", "y/x.jpg").read());
    expect(error.message).toBe(`${root}/own/x.jpg: the picture does not exist`);
    expect(error.hint).toBe(`Looked for: ${root}/own/x.jpg, ${root}/x.jpg, ${root}/own/y/x.jpg, ${root}/y/x.jpg.`);
  });

  it("goes on to the next place when a file stands where a folder should be", async () => {
    const root = folderOf({ "own/val2014": "a file", "val2014/x.jpg": "here" });
    expect(Buffer.from(await openDataRoot(root, ["own"]).image("val2014/x.jpg").read()).toString()).toBe("here");
    expect(await openDataRoot(root, ["own"]).sidecar("val2014/x.jpg")).toBe(path.join(root, "val2014/x.jpg"));
  });

  it("refuses a file of more than 512 MiB before it is read", async () => {
    const root = folderOf({ "own/x.jpg": "x" });
    truncateSync(path.join(root, "own/x.jpg"), 3 * 2 ** 30);
    const error = await errorOf(openDataRoot(root, ["own"]).image("x.jpg").read());
    expect(error.message).toBe(`${root}/own/x.jpg: the picture is larger than 512 MiB`);
  });

  it("stops at an empty file instead of looking further: it is damaged, not missing", async () => {
    const root = folderOf({ "own/x.jpg": "", "x.jpg": "here" });
    const error = await errorOf(openDataRoot(root, ["own"]).image("x.jpg").read());
    expect(error.message).toBe(`${root}/own/x.jpg: the picture is an empty file`);
  });

  it("is read once for questions that come together, and again when sixteen others were read since", async () => {
    const root = folderOf(Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`${i}.jpg`, `picture ${i}`])));
    const data = openDataRoot(root, []);
    const shown = async (name: string): Promise<string> => Buffer.from(await data.image(name).read()).toString();
    expect(await shown("0.jpg")).toBe("picture 0");
    writeFileSync(path.join(root, "0.jpg"), "another");
    expect(await shown("0.jpg")).toBe("picture 0");
    for (let i = 1; i <= 16; i++) await shown(`${i}.jpg`);
    expect(await shown("0.jpg")).toBe("another");
  });
});

describe("a name that leads out of the data root", () => {
  it.each(["../secret", "val2014/../../secret", "..", "a/../../own/../../secret", "/etc/passwd", "val2014/x\0.jpg"])("is refused: %j", async (name) => {
    const root = path.join(folderOf({ secret: "outside", "data/own/x.jpg": "" }), "data");
    const data = openDataRoot(root, ["own"]);
    const message = `${root}: ${JSON.stringify(name)} leads out of the data root`;
    expect((await errorOf((async () => data.image("x.jpg", name))())).message).toBe(message);
    expect((await errorOf(data.sidecar("missing", name))).message).toBe(message);
  });

  it("is not one that only looks like it", async () => {
    const root = folderOf({ "own/..x/y.jpg": "a", "own/a/b..jpg": "b", "own/c.jpg": "c" });
    const data = openDataRoot(root, ["own"]);
    const read = async (name: string): Promise<string> => Buffer.from(await data.image(name).read()).toString();
    expect([await read("..x/y.jpg"), await read("a/b..jpg"), await read("a/../c.jpg")]).toEqual(["a", "b", "c"]);
  });

  it("is not a link: data may lie elsewhere", async () => {
    const elsewhere = folderOf({ "coco/val2014/x.jpg": "picture", "coco/captions.json": "{}" });
    const root = folderOf();
    symlinkSync(path.join(elsewhere, "coco"), path.join(root, "coco"));
    symlinkSync(elsewhere, path.join(root, "mount"));
    for (const data of [openDataRoot(root, ["coco"]), openDataRoot(path.join(root, "mount"), ["coco"])]) {
      expect(Buffer.from(await data.image("val2014/x.jpg").read()).toString()).toBe("picture");
      expect(await data.sidecar("captions.json")).toMatch(/coco\/captions\.json$/);
    }
  });
});

describe("warnings", () => {
  it("are counted by code with the first five examples, in order of first appearance", () => {
    const data = openDataRoot("/nowhere", []);
    expect(data.warnings()).toEqual([]);
    data.warn("b", "second kind", "b1");
    for (let i = 1; i <= 7; i++) data.warn("a", "first kind", `a${i}`);
    data.warn("b", "second kind", "b2");
    data.warn("__proto__", "odd name", "x");
    expect(data.warnings()).toEqual([
      { code: "b", message: "second kind", count: 2, examples: ["b1", "b2"] },
      { code: "a", message: "first kind", count: 7, examples: ["a1", "a2", "a3", "a4", "a5"] },
      { code: "__proto__", message: "odd name", count: 1, examples: ["x"] },
    ]);
  });

  it("belong to one opened root", () => {
    openDataRoot("/nowhere", []).warn("a", "kind", "x");
    expect(openDataRoot("/nowhere", []).warnings()).toEqual([]);
  });
});

describe("describeFiles", () => {
  it("gives size and sha256 by paths relative to the root", async () => {
    const big = "x".repeat(3 * 2 ** 20 + 1);
    const root = folderOf({ "own/a.json": "{}", "b.txt": big, empty: "" });
    const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
    expect(await describeFiles(root, { a: path.join(root, "own/a.json"), b: path.join(root, "b.txt"), c: path.join(root, "empty") })).toEqual([
      { path: "own/a.json", bytes: 2, sha256: sha("{}") }, { path: "b.txt", bytes: big.length, sha256: sha(big) }, { path: "empty", bytes: 0, sha256: sha("") },
    ]);
  });

  it("names a file that is gone", async () => {
    await expect(describeFiles("/nowhere", { a: "/nowhere/a" })).rejects.toThrow("/nowhere/a: the file does not exist");
  });
});
