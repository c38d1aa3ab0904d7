/** Reading large data sets: JSON, the same in a zip archive, a zip archive's directory, parquet with pictures. */

import { once } from "node:events";
import { createWriteStream, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { finished } from "node:stream/promises";
import path from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { xorshift128plus } from "pure-rand/generator/xorshift128plus";
import { parquetOf, picture } from "../fixtures/parquet.ts";
import { megabytes, milliseconds, minimum, seconds, type Context, type Measure, type Row } from "./measure.ts";
import { runNode, script } from "./program.ts";

const QUESTIONS = 200_000;
const ENTRIES = 40_000;
const ROWS = 2_000;
const PICTURE_BYTES = 100_000;
const RUNS = 5;
const GOAL = { bytes: 300e6, firstMs: 1_000, indexMs: 150 };

export const reading: Measure = {
  name: "reading",
  method: `${QUESTIONS.toLocaleString("en")} made-up questions (VQAv2's layout, padded to 1 kB each) streamed from a file and from the same file in a zip archive; the directory of a zip archive with ${ENTRIES.toLocaleString("en")} entries; ${ROWS.toLocaleString("en")} rows of parquet with a picture of ${PICTURE_BYTES / 1000} kB of noise each, all pictures read, in row groups of 100 and in a single one. `
    + `Each in a process of its own; times from its first line on, memory is its largest resident set. The index: the least of ${RUNS} processes.`,
  async run(context) {
    const { json, zip, index, groups, single } = await makeFiles(context);
    return [
      ...(await streamed("JSON", "json", json, QUESTIONS, context)), ...(await streamed("JSON in zip", "json", `${zip}!questions.json`, QUESTIONS, context)),
      await indexed(index), ...(await streamed("parquet, groups of 100", "parquet", groups, ROWS, context)), ...(await streamed("parquet, one group", "parquet", single, ROWS, context)),
    ];
  },
};

interface Read {
  readonly count: number;
  readonly firstMs: number;
  readonly ms: number;
  readonly bytes: number;
}

async function read(kind: string, file: string): Promise<Read> {
  const { output, maxResidentBytes } = await runNode([script("read-data"), kind, file]);
  return { ...(JSON.parse(output) as Omit<Read, "bytes">), bytes: maxResidentBytes };
}

async function streamed(what: string, kind: string, file: string, expected: number, { say }: Context): Promise<Row[]> {
  const { count, firstMs, ms, bytes } = await read(kind, file);
  if (count !== expected) throw new Error(`${file}: ${count} rows instead of ${expected}`);
  say(`${what}: ${seconds(ms)}, ${megabytes(bytes)}`);
  return [
    { what: `reading: ${what}, ${expected.toLocaleString("en")} samples`, ours: seconds(ms) },
    { what: `reading: ${what}, memory`, ours: megabytes(bytes), goal: "≤ 300 MB", isMet: bytes <= GOAL.bytes },
    { what: `reading: ${what}, first sample`, ours: milliseconds(firstMs), goal: "≤ 1 s", isMet: firstMs <= GOAL.firstMs },
  ];
}

async function indexed(file: string): Promise<Row> {
  const found: Read[] = [];
  for (let i = 0; i < RUNS; i++) found.push(await read("index", file));
  if (found.some(({ count }) => count !== ENTRIES)) throw new Error(`${file}: not ${ENTRIES} entries`);
  const ms = minimum(found.map((one) => one.ms));
  return { what: `reading: directory of a zip archive, ${ENTRIES.toLocaleString("en")} entries`, ours: milliseconds(ms), goal: "≤ 150 ms", isMet: ms <= GOAL.indexMs };
}

async function makeFiles({ folder, say }: Context): Promise<Record<"json" | "zip" | "index" | "groups" | "single", string>> {
  say("making files");
  const at = (name: string): string => path.join(folder, name);
  const stream = createWriteStream(at("questions.json"));
  stream.write('{"info": {}, "questions": [');
  for (let i = 0; i < QUESTIONS; i++) {
    const row = { image_id: i, question: `What is number ${i}? ${"and what is beside it? ".repeat(43)}`, question_id: i * 10 };
    if (!stream.write(`${i === 0 ? "" : ", "}${JSON.stringify(row)}`)) await once(stream, "drain");
  }
  stream.end("]}");
  await finished(stream);
  writeFileSync(at("questions.zip"), zipOf([["questions.json", await readFile(at("questions.json"))]]));
  writeFileSync(at("index.zip"), zipOf(Array.from({ length: ENTRIES }, (_, i) => [`val2014/COCO_val2014_${String(i).padStart(12, "0")}.jpg`, Buffer.alloc(0)])));
  for (const [name, rowGroupSize] of [["groups", 100], ["single", ROWS]] as const) writeFileSync(at(`${name}.parquet`), parquetOf(rows(), { rowGroupSize }));
  return { json: at("questions.json"), zip: at("questions.zip"), index: at("index.zip"), groups: at("groups.parquet"), single: at("single.parquet") };
}

function rows(): Parameters<typeof parquetOf>[0] {
  const random = xorshift128plus(7);
  const noise = (): Buffer => Buffer.from(Int32Array.from({ length: PICTURE_BYTES / 4 }, () => random.next()).buffer);
  return {
    id: ["whole", ...Array.from({ length: ROWS }, (_, i) => i)], question: ["text", ...Array.from({ length: ROWS }, (_, i) => `What is number ${i}?`)],
    image: ["picture", ...Array.from({ length: ROWS }, (_, i) => picture(noise(), `${i}.png`))],
  };
}

/** A deflated archive, each entry with its header, as Info-ZIP lays it out. */
function zipOf(files: readonly (readonly [string, Buffer])[]): Buffer {
  const [bodies, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, content] of files) {
    const packed = content.length === 0 ? content : deflateRawSync(content, { level: 1 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(packed.length === 0 ? 0 : 8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const body = Buffer.concat([Buffer.from("PK\u0003\u0004"), fields, Buffer.from(name), packed]);
    bodies.push(body);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\0"), fields, tail, Buffer.from(name)]));
    offset += body.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(files.length % 0x1_0000, 8);
  end.writeUInt16LE(files.length % 0x1_0000, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}
