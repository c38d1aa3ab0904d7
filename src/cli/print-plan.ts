/** `--dry-run`: what would be asked, of whom, about what data. Asks nothing. */

import { openDataRoot } from "../io/data-root.ts";
import { requestOf } from "../../runner/predict.ts";
import { select, type Selection } from "../../runner/select.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Plan } from "./plan.ts";

export async function printPlan(plan: Plan, selection: Selection): Promise<number> {
  for (const { benchmark, asked, files, fileRecords, problem } of plan.jobs) {
    console.log(`\n${benchmark.title} (${benchmark.name}, version ${benchmark.version})`);
    if (problem !== undefined) {
      console.log(`  data       missing: ${problem.message}`);
      continue;
    }
    const data = openDataRoot(plan.root, benchmark.dataset.folders);
    let [count, example] = [0, ""];
    for await (const sample of select(benchmark.dataset.samples(data, files), selection, benchmark.name)) {
      if (count++ === 0) example = requestOf(sample, benchmark, plan.resolution).prompt;
    }
    const { beams, maxTokens, promptTokens } = benchmark.task.decode;
    console.log(`  asks       ${count} samples (full split: ${benchmark.dataset.size}) of ${asked.backend}${asked.model === undefined ? "" : ` ${asked.model}`}`);
    console.log(`  prompt     ${JSON.stringify(example)}`);
    console.log(`  decoding   ${beams === 1 ? "greedy" : `beam ${beams}`}, at most ${maxTokens} tokens, prompt cut to ${promptTokens}`);
    const { frames } = benchmark.dataset;
    console.log(`  pictures   ${plan.resolution} × ${plan.resolution}${benchmark.task.antialias ? ", antialiased" : ""}${frames === undefined ? "" : `, ${frames.count} frames of each video, one in ${frames.stride}`}`);
    for (const { path, bytes, sha256 } of fileRecords) console.log(`  data       ${path} (${bytes} bytes, sha256 ${sha256.slice(0, 12)}…)`);
    for (const warning of data.warnings()) console.log(`  warning    ${warning.count} × ${warning.message}: ${warning.examples.join(", ")}`);
  }
  return exitCodes.done;
}
