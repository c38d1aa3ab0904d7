/** Loaded into a measured Node process by `--import`: writes its processor time and its largest resident set when it ends. */

import { readFileSync, writeFileSync } from "node:fs";

const target = process.env["CARDEVAL_BENCH_USAGE"];

if (target !== undefined) {
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(target, JSON.stringify({ cpuMs: (user + system) / 1000, maxResidentBytes: maxResidentBytes() }));
  });
}

/** VmHWM belongs to this program alone; getrusage's figure may be the parent's, from before exec. */
function maxResidentBytes(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (line !== null) return Number(line[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
