/**
 * One test case a score and a gate, for CI dashboards: failed samples make a case an error, gates that did not pass a failure.
 *
 * Numbers stand in a case's output, since the common schema (Jenkins' junit-10.xsd) gives it no properties.
 */

import type { GateResult } from "../src/core/comparison.ts";
import { addressOf } from "../src/core/define.ts";
import { reasonOf, requirementOf } from "./gates.ts";
import type { Report, ReportFormat } from "./report.ts";

/** Text as XML, without characters that XML 1.0 cannot hold. */
function xml(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const legal = text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return legal.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** One case a gate; one that could not decide is no pass either. */
function gateSuite(gates: readonly GateResult[]): string[] {
  if (gates.length === 0) return [];
  const cases = gates.map((gate) => {
    const failure = gate.verdict === "pass" ? "" : `<failure type="${gate.verdict}" message="${xml(reasonOf(gate))}"/>`;
    return `    <testcase classname="gates" name="${xml(`${gate.address}: ${requirementOf(gate)}`)}">${failure}</testcase>`;
  });
  const failures = gates.filter(({ verdict }) => verdict !== "pass").length;
  return [`  <testsuite name="gates" tests="${cases.length}" failures="${failures}" errors="0">\n${cases.join("\n")}\n  </testsuite>`];
}

function render({ runs, gates = [] }: Report): string {
  const suites = runs.flatMap(({ record, benchmarks }) => benchmarks.map(({ plan, scores }) => {
    const cases = scores.scores.map((score) => {
      const { failed } = score.counts;
      const { interval } = score;
      const range = interval === undefined ? "" : `, ${interval.level * 100} % ${interval.low} to ${interval.high}`;
      const numbers = `<system-out>${xml(`value ${score.value}${range}\nn ${score.n}, failed ${failed}\n${score.signature}`)}</system-out>`;
      const error = failed === 0 ? "" : `<error type="incomplete" message="${failed} of ${score.counts.total} samples failed and are not scored"/>`;
      return `    <testcase classname="${xml(plan.name)}" name="${xml(addressOf(score.benchmark, score.part))}">${error}${numbers}</testcase>`;
    });
    const errors = scores.scores.filter(({ counts }) => counts.failed > 0).length;
    return `  <testsuite name="${xml(`${plan.name} ${record.settings.column}`)}" tests="${cases.length}" failures="0" errors="${errors}">\n${cases.join("\n")}\n  </testsuite>`;
  }));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cardeval">\n${[...suites, ...gateSuite(gates)].join("\n")}\n</testsuites>\n`;
}

export const junit: ReportFormat = { fileName: "junit.xml", render };
