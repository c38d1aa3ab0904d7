/** A process of its own that reads one file as adapters do: `KIND FILE`; says when the first sample came and when all had. */

import { openArchive } from "../../src/io/open-archive.ts";
import type { ImageSource } from "../../src/core/types.ts";
import { readParquet } from "../../src/io/parquet-rows.ts";
import { readJsonArray } from "../../src/io/read-json.ts";

const [kind = "", file = ""] = process.argv.slice(2);
const started = performance.now();
let [count, firstMs] = [0, 0];

for await (const _ of units(kind, file)) if (count++ === 0) firstMs = performance.now() - started;
console.log(JSON.stringify({ count, firstMs, ms: performance.now() - started }));

async function* units(what: string, path: string): AsyncGenerator<unknown> {
  if (what === "json") yield* readJsonArray(path, "questions");
  else if (what === "index") yield* Array.from({ length: (await openArchive(path)).count });
  else for await (const { value } of readParquet([path], { read: ["id", "question"], pictures: ["image"] })) yield await (value as { image: ImageSource }).image.read();
}
