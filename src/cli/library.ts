/** The library: types, the words plugins are declared with, and the steps of a run. */

export * from "../core/types.ts";
export * from "../core/records.ts";
export * from "../core/errors.ts";
export { createBenchmark, defineBenchmark, defineDataset, meanOver, slice, whole, type AnyBenchmark, type BenchmarkDefinition } from "../core/define.ts";
export { predict } from "../../runner/predict.ts";
export { scoreBenchmark } from "../../runner/score.ts";
export { openJournal, readJournal } from "../../runner/journal.ts";
