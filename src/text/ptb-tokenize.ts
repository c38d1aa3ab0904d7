/**
 * Stanford CoreNLP 3.4.1's PTBTokenizer as pycocoevalcap runs it (`-preserveLines -lowerCase`, punctuation dropped).
 *
 * All captions of a call are read as one text, one caption a line, since the lexer looks across line ends: "plan B." keeps its
 * full stop or not depending on the caption that follows. Units are UTF-16 code units.
 * Source: the jar of the PyPI package pycocoevalcap 1.2, observed as a black box; salaniz/pycocoevalcap tokenizer/ptbtokenizer.py.
 * Quirk: brackets arrive as -lrb- … and stay, since the list of punctuation names them in capitals; so do `?!`, `-----` and 。.
 * Quirk: the half of a surrogate pair is a character of its own that no rule knows, so emoji vanish.
 */

import { javaLowerCase } from "./java-lower-case.ts";
import { ptbLexer } from "./ptb-lexer.ts";
import { RULES } from "./ptb-rules.ts";
import { pythonStripEnd } from "./python-whitespace.ts";

export interface PtbOptions {
  /**
   * The reference's own line handling: CR, VT, FF, U+2028 and U+2029 inside a caption end a line there, and every later caption
   * moves to another image. By default they (and U+0085) become a space, and are counted.
   */
  readonly strictLines?: boolean;
}

export interface PtbReport {
  /** Line separators found inside captions; replaced by a space unless lines are strict. */
  readonly lineSeparators: number;
  /** Halves of surrogate pairs without their other half; dropped. */
  readonly loneSurrogates: number;
}

/** Lines in which pycocoevalcap drops these tokens. The first six never match: text is lower-cased by then. */
const PUNCTUATION = new Set(["''", "'", "``", "`", "-LRB-", "-RRB-", "-LCB-", "-RCB-", ".", "?", "!", ",", ":", "-", "--", "...", ";"]);
const SEPARATORS = /[\r\v\f\u0085\u2028\u2029]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const SPACE_AT_END = /[^!-~]$/;

/**
 * Emits the tokens of every caption, in order, after the wrapper: lower-cased, without punctuation.
 *
 * With strict lines a token may be emitted for another caption than it stood in, and captions at the end may get none.
 */
export function ptbTokenize(captions: Iterable<string>, emit: (caption: number, token: string) => void, options: PtbOptions = {}): PtbReport {
  const { text, count, report } = joinCaptions(captions, options);
  const final = createCache((token) => {
    const lower = javaLowerCase(token);
    return PUNCTUATION.has(lower) ? undefined : lower;
  });
  const out = withoutTrailingSpace((line, token) => {
    if (line < count && token !== undefined) emit(line, token);
  });
  scan(text, final, out.emit);
  out.end();
  return report;
}

type Emit = (line: number, token: string | undefined) => void;

/** The wrapper strips the end of every line: a token of white space is dropped there, and kept inside. */
function withoutTrailingSpace(emit: Emit): { emit: Emit; end: () => void } {
  let held: string[] = [];
  let heldLine = -1;
  const release = (isEnd: boolean): void => {
    while (isEnd && held.length > 0) {
      const rest = pythonStripEnd(held.pop() as string);
      if (rest === "") continue;
      held.push(rest);
      break;
    }
    for (const token of held) emit(heldLine, token);
    held = [];
  };
  return {
    emit(line, token) {
      if (held.length > 0) release(line !== heldLine);
      if (token === undefined || !SPACE_AT_END.test(token)) emit(line, token);
      else {
        held.push(token);
        heldLine = line;
      }
    },
    end: () => release(true),
  };
}

/** Tokens of every caption before the wrapper: in their own case, punctuation kept. */
export function ptbRawTokens(captions: Iterable<string>, options: PtbOptions = {}): string[][] {
  const { text, count } = joinCaptions(captions, options);
  const lines = Array.from({ length: count }, (): string[] => []);
  scan(text, createCache((token) => token), (line, token) => {
    if (token !== undefined) lines[line]?.push(token);
  });
  return lines;
}

function joinCaptions(captions: Iterable<string>, { strictLines = false }: PtbOptions): { text: string; count: number; report: PtbReport } {
  let [lineSeparators, loneSurrogates] = [0, 0];
  const lines: string[] = [];
  for (const caption of captions) {
    const line = caption.replaceAll("\n", " ");
    lineSeparators += line.match(SEPARATORS)?.length ?? 0;
    loneSurrogates += line.match(LONE_SURROGATES)?.length ?? 0;
    lines.push(strictLines ? line : line.replace(SEPARATORS, " "));
  }
  return { text: lines.join("\n"), count: lines.length, report: { lineSeparators, loneSurrogates } };
}

type Finish = (token: string) => string | undefined;

/** Equal tokens are made once. */
function createCache(finish: Finish): Finish {
  const known = new Map<string, string | undefined>();
  return (token) => {
    const found = known.get(token);
    if (found !== undefined || known.has(token)) return found;
    // A copy: a slice would keep the whole text alive.
    const made = finish(Buffer.from(token, "utf16le").toString("utf16le"));
    known.set(token, made);
    return made;
  };
}

function scan(text: string, finish: Finish, emit: Emit): void {
  const lexer = ptbLexer();
  const spelled = RULES.map(({ token }) => (token === undefined ? finish : createCache((matched) => finish(token(matched)))));
  let line = 0;
  for (let at = 0; at < text.length; at = lexer.resume) {
    lexer.match(text, at);
    const rule = RULES[lexer.rule];
    if (rule === undefined) throw new Error(`the lexer knows no rule for unit ${text.charCodeAt(at)} at ${at}`);
    if (rule.kind === "line") line++;
    else if (rule.kind === undefined) {
      const matched = text.slice(at, lexer.end);
      if (!matched.includes("\n")) emit(line, (spelled[lexer.rule] as Finish)(matched));
      else line = emitAcross(line, rule.token?.(matched) ?? matched, finish, emit);
    }
  }
}

/** A tag over a line end is one token with the line end inside; the wrapper then cuts it there, and lines stay aligned. */
function emitAcross(line: number, token: string, finish: Finish, emit: Emit): number {
  const pieces = token.split("\n");
  pieces.forEach((piece, i) => {
    for (const word of piece.split(" ")) if (word !== "") emit(line + i, finish(word));
  });
  return line + pieces.length - 1;
}
