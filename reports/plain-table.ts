/** Tables for a terminal: a head, a rule, aligned columns, nothing else. */

import Table from "cli-table3";

/** Columns from `rightFrom` to `rightTo` are aligned right. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], rightFrom: number, rightTo: number): string {
  const table = new Table({
    head: [...head], style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
    colAligns: head.map((_, i) => (i >= rightFrom && i <= rightTo ? "right" : "left")),
    chars: { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "", left: "", "left-mid": "", mid: "─", "mid-mid": "──", right: "", "right-mid": "", middle: "  " },
  });
  table.push(...rows.map((row) => [...row]));
  // One rule under the head, none between rows.
  const isRule = (line: string): boolean => /^─+$/.test(line);
  const lines = table.toString().split("\n").map((line) => line.trimEnd());
  const underHead = lines.findIndex(isRule);
  return lines.filter((line, i) => i === underHead || !isRule(line)).join("\n");
}
