/** The scanner: longest match over all rules, text and context apart, one token after the other. */

import { createAutomaton, type Automaton } from "./ptb-automaton.ts";
import { NAMES } from "./ptb-names.ts";
import { createPatternReader, lengthsOf, type Pattern } from "./ptb-pattern.ts";
import { RULES } from "./ptb-rules.ts";

export interface PtbLexer {
  /** Finds the next match at `at`; afterwards `rule`, `end` and `resume` describe it. */
  match(text: string, at: number): void;
  /** Index in RULES. */
  rule: number;
  /** Where the token's text ends. */
  end: number;
  /** Where to read on. */
  resume: number;
  /** The text ended before the match was decided: with more text it could be another one. */
  isOpen: boolean;
}

interface Context {
  readonly pattern: Pattern;
  readonly ahead: Pattern;
  /** Units of the context when their number never changes. */
  readonly fixed: number | undefined;
  starts: readonly [text: number, ahead: number] | undefined;
}

let shared: PtbLexer | undefined;

/** The lexer, built at the first call and kept: its states grow as texts need them. */
export function ptbLexer(): PtbLexer {
  shared ??= createLexer();
  return shared;
}

function createLexer(): PtbLexer {
  const read = createPatternReader(NAMES);
  const contexts: (Context | undefined)[] = [];
  const wholes = RULES.map((rule): Pattern => {
    const pattern = read(rule.pattern);
    if (rule.ahead === undefined) {
      contexts.push(undefined);
      return pattern;
    }
    const ahead = read(rule.ahead);
    const [min, max] = lengthsOf(ahead);
    contexts.push({ pattern, ahead, fixed: min === max ? min : undefined, starts: undefined });
    return { kind: "sequence", parts: [pattern, ahead] };
  });
  const automaton = createAutomaton(wholes);
  const start = automaton.start(wholes.map((pattern, accept) => ({ pattern, accept })));
  return scannerOf(automaton, start, contexts);
}

function scannerOf(automaton: Automaton, start: number, contexts: readonly (Context | undefined)[]): PtbLexer {
  const { classOf, classCount, step } = automaton;
  let table = automaton.table();
  let accepts = automaton.accepts();
  const lexer: PtbLexer = {
    rule: -1,
    end: 0,
    resume: 0,
    isOpen: false,
    match(text, at) {
      let state = start;
      let rule = -1;
      let end = at;
      const length = text.length;
      lexer.isOpen = true;
      for (let i = at; i < length; ) {
        const unitClass = classOf[text.charCodeAt(i++)] as number;
        let next = table[state + unitClass] as number;
        if (next < 0) {
          next = step(state, unitClass);
          [table, accepts] = [automaton.table(), automaton.accepts()];
        }
        if (next === 0) {
          lexer.isOpen = false;
          break;
        }
        state = next;
        const accepted = accepts[state / classCount] as number;
        if (accepted >= 0) {
          rule = accepted;
          end = i;
        }
      }
      const context = contexts[rule];
      if (context !== undefined) end = textEnd(automaton, context, text, at, end);
      settle(lexer, rule, at, end);
    },
  };
  return lexer;
}

/** Where the token ends and where reading goes on, which some rules say themselves. */
function settle(lexer: PtbLexer, rule: number, at: number, end: number): void {
  const { take, again } = RULES[rule] ?? {};
  lexer.rule = rule;
  lexer.end = take === undefined ? end : at + take;
  lexer.resume = take === undefined && again !== undefined ? end - again : lexer.end;
}

/** The longest prefix of the match that the rule's text can be while its context takes all the rest. */
function textEnd(automaton: Automaton, context: Context, text: string, at: number, end: number): number {
  if (context.fixed !== undefined) return end - context.fixed;
  context.starts ??= [
    automaton.start([{ pattern: context.pattern, accept: 0 }]),
    automaton.start([{ pattern: context.ahead, accept: 0 }]),
  ];
  const [textStart, aheadStart] = context.starts;
  const ends: number[] = [];
  let state = textStart;
  for (let i = at; i < end && state !== 0; i++) {
    if (acceptsAt(automaton, state)) ends.push(i);
    state = automaton.step(state, automaton.classOf[text.charCodeAt(i)] as number);
  }
  for (let candidate = ends.pop(); candidate !== undefined; candidate = ends.pop()) {
    if (matchesExactly(automaton, aheadStart, text, candidate, end)) return candidate;
  }
  throw new Error("a context rule matched without its context");
}

function acceptsAt(automaton: Automaton, state: number): boolean {
  return (automaton.accepts()[state / automaton.classCount] as number) >= 0;
}

function matchesExactly(automaton: Automaton, start: number, text: string, from: number, to: number): boolean {
  let state = start;
  for (let i = from; i < to; i++) state = automaton.step(state, automaton.classOf[text.charCodeAt(i)] as number);
  return acceptsAt(automaton, state);
}
