/**
 * From answers to causes: which wrong wiring would have given just these answers?
 *
 * Every wiring predicts an answer to every question, most of them the right one. The wiring that explains most of the differences
 * is named when it explains at least half of them, less what it predicts wrongly; then what is left is explained in the same way.
 * Some causes show in the answers themselves (special tokens, spaces, one answer for all pictures), or in the only group that differs.
 */

import { causeOf, type CauseName } from "./causes.ts";
import type { ProbeGroup } from "./questions.ts";

export interface Answered {
  readonly id: string;
  readonly group: ProbeGroup;
  readonly prompt: string;
  readonly beams: number;
  readonly expected: string;
  readonly reply: string;
  /** What wrong wirings would have answered, where that is another text. */
  readonly wrong: Readonly<Record<string, string>>;
}

export interface Finding {
  readonly cause: CauseName;
  /** The kind of it that fits best: `bicubic`. */
  readonly kind?: string;
  readonly evidence: string;
}

const MARKS = /^(?:<(?:bos|eos|pad|unk|end_of_turn|\/s|s|\|im_end\||\|endoftext\|)>)+|(?:<(?:bos|eos|pad|unk|end_of_turn|\/s|s|\|im_end\||\|endoftext\|)>)+$/g;

export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** Differences that no finding explains. */
  readonly unexplained: number;
}

export function diagnose(answered: readonly Answered[]): Diagnosis {
  const findings: Finding[] = [];
  const unmarked = cleaned(answered, (text) => text.replaceAll(MARKS, ""), "stop-tokens", "have special tokens at an end", findings, 0);
  const trimmed = cleaned(unmarked, (text) => text.trim(), "spaces", "are right but for a space at an end", findings, 0.5);
  let left = trimmed.filter(isDifferent);
  const cached = findCache(trimmed);
  while (left.length > 0) {
    const best = bestWiring(trimmed, left);
    const isWeak = best === undefined || best.gain < Math.max(1, left.length / 2);
    if (cached !== undefined && (isWeak || best.gain < 0.9 * left.length)) return { findings: [...findings, cached], unexplained: 0 };
    if (isWeak) break;
    const [, kind] = best.wiring.split(":");
    findings.push({
      cause: causeOf(best.wiring), ...(kind === undefined ? {} : { kind }),
      evidence: `explains ${best.explained} of ${left.length} differences${best.spoiled === 0 ? ", and no answer speaks against it" : `; against it speak ${best.spoiled} right answers`}`,
    });
    left = left.filter(({ reply, wrong }) => reply !== wrong[best.wiring]);
  }
  const rest = explainRest(trimmed, left);
  return { findings: [...findings, ...rest], unexplained: rest.length > 0 ? 0 : left.length };
}

function isDifferent({ expected, reply }: Answered): boolean {
  return reply !== expected;
}

/** The answers without what a cause adds to them; the cause is named when that makes more than `least` of the wrong answers right. */
function cleaned(answered: readonly Answered[], clean: (text: string) => string, cause: CauseName, what: string, findings: Finding[], least: number): readonly Answered[] {
  const isSuch = ({ reply, expected }: Answered): boolean => reply !== expected && clean(reply) !== reply && clean(reply) === clean(expected);
  const such = answered.filter(isSuch);
  if (such.length === 0 || such.length < least * answered.filter(isDifferent).length) return answered;
  findings.push({ cause, evidence: `${such.length} of ${answered.length} answers ${what}` });
  return answered.map((each) => (clean(each.reply) === each.reply ? each : { ...each, reply: isSuch(each) ? each.expected : clean(each.reply) }));
}

interface Fit { readonly wiring: string; readonly explained: number; readonly spoiled: number; readonly gain: number }

function bestWiring(all: readonly Answered[], left: readonly Answered[]): Fit | undefined {
  const wirings = new Set(left.flatMap(({ wrong }) => Object.keys(wrong)));
  const fits = [...wirings].map((wiring): Fit => {
    const explained = left.filter(({ reply, wrong }) => reply === wrong[wiring]).length;
    const spoiled = all.filter((each) => !isDifferent(each) && wiring in each.wrong).length;
    return { wiring, explained, spoiled, gain: explained - spoiled };
  });
  return fits.toSorted((a, b) => b.gain - a.gain)[0];
}

/** One answer for every picture, and right for one of them: it was given once and kept. */
function findCache(all: readonly Answered[]): Finding | undefined {
  const single = all.filter(({ group }) => group === "one picture");
  const byPrompt = [...new Set(single.map(({ prompt }) => prompt))].map((prompt) => single.filter((each) => each.prompt === prompt));
  const telling = byPrompt.filter((asked) => new Set(asked.map(({ expected }) => expected)).size > 2);
  const constant = telling.filter((asked) => new Set(asked.map(({ reply }) => reply)).size === 1 && asked.some((each) => !isDifferent(each)));
  if (telling.length === 0 || constant.length < 0.8 * telling.length) return undefined;
  return { cause: "cached", evidence: `${constant.length} of ${telling.length} prompts have one answer for all pictures, and it is right for one of them` };
}

/** What no wiring predicts: the group that differs, or answers that only end too early. */
function explainRest(all: readonly Answered[], left: readonly Answered[]): Finding[] {
  if (left.length === 0) return [];
  const cut = left.filter(({ reply, expected }) => expected.startsWith(reply));
  if (cut.length >= left.length / 2) return [{ cause: "cut-answers", evidence: `${cut.length} of ${left.length} answers are only the beginning of the right one` }];
  const groups = new Set(left.map(({ group }) => group));
  const [group] = groups;
  const byGroup: Partial<Record<ProbeGroup, CauseName>> = { "long prompt": "truncated-prompts", "two pictures": "picture-order", beams: "beams-ignored" };
  const cause = group === undefined ? undefined : byGroup[group];
  if (groups.size > 1 || cause === undefined) return [];
  const asked = all.filter((each) => each.group === group).length;
  return [{ cause, evidence: `only this group differs: ${left.length} of ${asked} questions (${group})` }];
}
