/** What a rule of the lexer says. */

/** One rule; of all rules the longest match (with its context) wins, then the earliest rule. */
export interface PtbRule {
  readonly name: string;
  /** Text of the token, in the notation of ptb-pattern.ts. */
  readonly pattern: string;
  /** What must follow; it counts for the length of the match and is read again. */
  readonly ahead?: string;
  /** Only so many units of the match are taken; the rest is read again. */
  readonly take?: number;
  /** So many units at the end of the match belong to the token and are also read again. */
  readonly again?: number;
  /** The token for the matched text; without it the text itself. */
  readonly token?: (text: string) => string;
  /** `skip` makes no token, `line` ends a line, `unknown` makes no token and is counted. */
  readonly kind?: "skip" | "line" | "unknown";
}
