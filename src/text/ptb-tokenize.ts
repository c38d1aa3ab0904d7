import { ptbLexer } from "./ptb-lexer.ts";
import { RULES } from "./ptb-rules.ts";

/** temp */
export function rawSpans(text: string): { token: string; from: number; to: number; rule: string }[] {
  const lexer = ptbLexer();
  const out: { token: string; from: number; to: number; rule: string }[] = [];
  for (let at = 0; at < text.length; at = lexer.resume) {
    lexer.match(text, at);
    const rule = RULES[lexer.rule];
    if (rule === undefined) throw new Error(`no rule at ${at} of ${JSON.stringify(text.slice(at, at + 20))}`);
    if (rule.kind === "skip" || rule.kind === "unknown") continue;
    const matched = text.slice(at, lexer.end);
    out.push({ token: rule.kind === "line" ? "*NL*" : (rule.token?.(matched) ?? matched), from: at, to: lexer.resume, rule: rule.name });
  }
  return out;
}
