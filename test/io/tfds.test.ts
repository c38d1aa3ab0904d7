/** TFRecord files and folders of TensorFlow Datasets: what the library itself wrote, and what is cut, damaged, missing or of another kind. */

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../src/io/crc32c.ts";
import type { Row } from "../../src/io/read-json.ts";
import type { ImageSource, TfdsSplit } from "../../src/core/types.ts";
import { findTfds } from "../../src/io/tfds-folder.ts";
import { readTfds } from "../../src/io/tfds-rows.ts";
import { folderOf, type Files } from "../fixtures/official-folder.ts";
import { exampleOf, framed, goldenTfds, preparedFolders, vqaFolder, vqaRecord } from "../fixtures/tfds.ts";

const VQA: TfdsSplit = { names: ["vqa"], split: "validation" };

async function read(files: Files, split: TfdsSplit, fields: Readonly<Record<string, string>>): Promise<Row[]> {
  const found = await findTfds(folderOf(files), ["vqav2"], { splits: { all: split }, async *samples() {} });
  if (found === undefined) throw new Error("there is no folder");
  const rows: Row[] = [];
  for await (const row of readTfds(found.splits["all"] as NonNullable<(typeof found.splits)[string]>, fields)) rows.push(row);
  return rows;
}

async function ids(files: Files, split: Partial<TfdsSplit> = {}): Promise<unknown[]> {
  return (await read(files, { ...VQA, ...split }, { id: "question_id" })).map(({ value }) => (value as { id: unknown }).id);
}

describe("the checksum", () => {
  it.each([
    ["32 bytes of zero", Buffer.alloc(32), 0x8a9136aa],
    ["32 bytes of one", Buffer.alloc(32, 0xff), 0x62a8ab43],
    ["32 incrementing bytes", Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ["digits", Buffer.from("123456789"), 0xe3069283],
    ["digits in the middle of a word", Buffer.from("x123456789").subarray(1), 0xe3069283],
    ["nothing", Buffer.alloc(0), 0],
  ])("of %s is that of RFC 3720", (_, bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum);
  });
});

describe(`folders of ${goldenTfds.reference}`, () => {
  it.each([["validation", undefined], ["validation[-7:]", 7], ["validation[-23:]", 23]] as const)("%s is what the library reads, in its order", async (slice, last) => {
    expect(await ids(preparedFolders(["vqa"]), last === undefined ? {} : { last })).toEqual(goldenTfds.orders[slice]);
  });

  it("files without a record of the slice are not needed", async () => {
    const all = preparedFolders(["vqa"]);
    const few = Object.fromEntries(Object.entries(all).filter(([place]) => !/0000[01]-of/.test(place)));
    expect(await ids(few, { last: 11 })).toEqual(goldenTfds.orders["validation"]?.slice(-11));
  });

  it("every kind of feature is read", async () => {
    const fields = Object.fromEntries(["empty", "long", "negative", "reals", "many", "nested/inner", "nested/list/text", "nested/list/id", "label", "none"].map((name) => [name, name]));
    expect(await read(preparedFolders(["kinds"]), { names: ["kinds"], split: "train" }, fields)).toMatchObject([{ row: 1, value: {
      empty: [], long: "4611686018427387904", negative: [-1, 0, 300, -(2 ** 40)], reals: [0.5, -2.25], many: [true, false],
      "nested/inner": "a", "nested/list/text": ["x", ""], "nested/list/id": [1, 2], label: 1, none: [],
    } }]);
    const [row] = await read(preparedFolders(["kinds"]), { names: ["kinds"], split: "train" }, { pictures: "pictures" });
    const [first, second] = (row as { value: { pictures: ImageSource[] } }).value.pictures;
    expect((await first?.read())?.subarray(1, 4)).toEqual(Buffer.from("PNG"));
    expect(await second?.read()).not.toEqual(await first?.read());
  });

  it("the newest version counts", async () => {
    const old = Object.fromEntries(Object.entries(vqaFolder([1])).map(([place, content]) => [place.replace("3.0.0", "2.10.0"), content]));
    expect(await ids({ ...old, ...preparedFolders(["vqa"]) })).toHaveLength(23);
    await expect(ids(old, { since: "3.0.0" })).rejects.toThrow("is version 2.10.0; 3.0.0 or a later one is needed");
  });
});

const FIRST = "tfds/vqa/3.0.0/vqa-validation.tfrecord-00000-of-00002";
const INFO = "tfds/vqa/3.0.0/dataset_info.json";
const good = vqaFolder([2, 3]);
const bytes = good[FIRST] as Buffer;
const info = good[INFO] as object;
const flipped = (at: number): Buffer => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));
const without = (feature: string): Buffer => {
  const { [feature]: _, ...rest } = vqaRecord(1, Buffer.from("x"));
  return framed(exampleOf(rest));
};

describe("what is not as it should be", () => {
  it.each([
    ["cut within a record's data", { [FIRST]: bytes.subarray(0, -9) }, "-00000-of-00002 row 2: is cut off"],
    ["cut within a record's length", { [FIRST]: bytes.subarray(0, bytes.length / 2 + 5) }, "-00000-of-00002 row 2: is cut off"],
    ["empty", { [FIRST]: Buffer.alloc(0) }, "holds at most 0 records; dataset_info.json says 2"],
    ["of another format", { [FIRST]: Buffer.from("<html>not found</html>") }, "row 1: is not a TFRecord file, or its first length is damaged"],
    ["with a wrong bit in a length", { [FIRST]: flipped(bytes.length / 2) }, "row 2: the checksum of its length is wrong"],
    ["with a wrong bit in a record", { [FIRST]: flipped(bytes.length - 20) }, "row 2: the checksum of its data is wrong"],
    ["a record short", { [FIRST]: bytes.subarray(0, bytes.length / 2) }, "holds 1 records; dataset_info.json says 2"],
    ["a record long", { [FIRST]: Buffer.concat([bytes, bytes.subarray(bytes.length / 2)]) }, "holds 3 records; dataset_info.json says 2"],
    ["no message", { [FIRST]: framed(Buffer.from("hello")) }, "row 1: is no tf.train.Example, though its checksum is right"],
    ["a record without the feature", { [FIRST]: without("question_id") }, 'row 1 field "question_id": the record has no such feature; it has image/id, question_text'],
    ["a text for a number", { [FIRST]: framed(exampleOf({ ...vqaRecord(1, Buffer.from("x")), question_id: "one" })) }, 'field "question_id": expected a number, as features.json says, found "3 bytes"'],
    ["several values for one", { [FIRST]: framed(exampleOf({ ...vqaRecord(1, Buffer.from("x")), question_id: ["a", "b"] })) }, 'field "question_id": expected one value, found 2'],
    ["another split", { [INFO]: { ...info, splits: [{ name: "train", shardLengths: ["1"] }] } }, "has no split validation; it has train"],
    ["another file format", { [INFO]: { ...info, fileFormat: "array_record" } }, 'field "fileFormat": expected tfrecord (tfds build --file_format=tfrecord writes it), found "array_record"'],
    ["lengths that are no numbers", { [INFO]: { ...info, splits: [{ name: "validation", shardLengths: ["two"] }] } }, 'expected whole numbers, found "two"'],
    ["a name that leads out", { [INFO]: { ...info, splits: [{ name: "validation", shardLengths: ["2"], filepathTemplate: "../{DATASET}" }] } }, 'field "filepathTemplate": expected the name of a file'],
    ["features of an old library", { "tfds/vqa/3.0.0/features.json": { type: "tensorflow_datasets.core.features.features_dict.FeaturesDict", content: "{}" } }, "as TensorFlow Datasets 4.3 or later describes them"],
    ["another builder's features", { "tfds/vqa/3.0.0/features.json": preparedFolders(["text_caps"])["tfds/text_caps/1.0.0/features.json"] }, "has no feature question_id; its features are image, image/id"],
  ] as const)("%s is refused", async (_, files, message) => {
    await expect(ids({ ...good, ...files })).rejects.toThrow(message);
  });

  it("a missing file is named", async () => {
    const { [FIRST]: _, ...rest } = good;
    await expect(ids(rest)).rejects.toThrow(`${FIRST}: does not exist; 2 of the split's 2 files are needed, 1 of them are missing`);
  });

  it("a slice of more records than there are", async () => {
    await expect(ids(good, { last: 6 })).rejects.toThrow("has 5 records, of which the last 6 are wanted");
  });

  it("a kind that is not read", async () => {
    await expect(read(preparedFolders(["kinds"]), { names: ["kinds"], split: "train" }, { square: "square" })).rejects.toThrow('field "square": is a feature of a kind that is not read');
  });

  it("a picture whose record was damaged since, or that is empty", async () => {
    const root = folderOf({ ...good, [FIRST]: Buffer.concat([bytes.subarray(0, bytes.length / 2), framed(exampleOf(vqaRecord(2, Buffer.alloc(0))))]) });
    const found = await findTfds(root, [], { splits: { all: VQA }, async *samples() {} });
    const pictures: ImageSource[] = [];
    for await (const { value } of readTfds(found?.splits["all"] as NonNullable<typeof found>["splits"][string], { image: "image" })) pictures.push((value as { image: ImageSource }).image);
    await expect(pictures[0]?.read()).resolves.toEqual(Buffer.from("picture"));
    await expect(pictures[1]?.read()).rejects.toThrow('row 2 field "image": has no bytes of a picture');
    const place = path.join(root, FIRST);
    writeFileSync(place, readFileSync(place).fill(0, 40, 60));
    await expect(pictures[0]?.read()).rejects.toThrow("row 1: the checksum of its data is wrong");
  });
});
