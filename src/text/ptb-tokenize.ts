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
  /** Captions are lexed in texts of about so many units, so that a corpus of any size fits; the tokens do not depend on it. */
  readonly chunkUnits?: number;
}

export interface PtbReport {
  /** Line separators found inside captions; replaced by a space unless lines are strict. */
  readonly lineSeparators: number;
  /** Halves of surrogate pairs without their other half; dropped. */
  readonly loneSurrogates: number;
}

/** Lines in which pycocoevalcap drops these tokens. The first six never match: text is lower-cased by then. */
const PUNCTUATION = new Set(["''", "'", "``", "`", "-LRB-", "-RRB-", "-LCB-", "-RCB-", ".", "?", "!", ",", ":", "-", "--", "...", ";"]);
const PLAIN = /^[ -~]*$/;
const SEPARATORS = /[\r\v\f\u0085\u2028\u2029]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const CHUNK_UNITS = 1 << 16;

/**
 * Emits the tokens of every caption, in order, after the wrapper: lower-cased, without punctuation.
 *
 * With strict lines a token may be emitted for another caption than it stood in, and captions at the end may get none.
 */
export function ptbTokenize(captions: Iterable<string>, emit: (caption: number, token: string) => void, options: PtbOptions = {}): PtbReport {
  const report = { lineSeparators: 0, loneSurrogates: 0 };
  // Only strict lines can make more lines than there are captions.
  const held = options.strictLines === true ? [...captions] : captions;
  const count = Array.isArray(held) ? held.length : Number.POSITIVE_INFINITY;
  const out = withoutTrailingSpace((line, token) => {
    if (line < count) emit(line, token);
  });
  scan(chunksOf(linesOf(held, options, report), options.chunkUnits ?? CHUNK_UNITS), createCache(finish), out.emit);
  out.end();
  return report;
}

/** A token as the wrapper leaves it; undefined for one it drops. */
interface Finished {
  readonly text: string;
  /** Ends in white space, which the wrapper strips at the end of a line. */
  readonly endsInSpace: boolean;
}

function finish(token: string): Finished | undefined {
  const text = javaLowerCase(token);
  return PUNCTUATION.has(text) ? undefined : { text, endsInSpace: pythonStripEnd(text) !== text };
}

type Emit = (line: number, token: Finished | undefined) => void;

/** The wrapper strips the end of every line: a token of white space is dropped there, and kept inside. */
function withoutTrailingSpace(emit: (line: number, token: string) => void): { emit: Emit; end: () => void } {
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
      if (token === undefined) return;
      if (!token.endsInSpace) emit(line, token.text);
      else {
        held.push(token.text);
        heldLine = line;
      }
    },
    end: () => release(true),
  };
}

/** Captions as the lexer reads them: one line each, oddities counted. */
function* linesOf(captions: Iterable<string>, { strictLines = false }: PtbOptions, report: { lineSeparators: number; loneSurrogates: number }): Generator<string> {
  for (const caption of captions) {
    if (PLAIN.test(caption)) {
      yield caption;
      continue;
    }
    const line = caption.replaceAll("\n", " ");
    report.lineSeparators += line.match(SEPARATORS)?.length ?? 0;
    report.loneSurrogates += line.match(LONE_SURROGATES)?.length ?? 0;
    yield strictLines ? line : line.replace(SEPARATORS, " ");
  }
}

/** Lines joined by line ends into texts of at least so many units. */
function* chunksOf(lines: Iterable<string>, least: number): Generator<string> {
  let chunk: string[] = [];
  let units = 0;
  for (const line of lines) {
    chunk.push(line);
    units += line.length;
    if (units < least) continue;
    yield chunk.join("\n");
    [chunk, units] = [[""], 0];
  }
  const rest = chunk.join("\n");
  if (rest !== "") yield rest;
}

type Finish = (token: string) => Finished | undefined;

/** Equal tokens are made once. */
function createCache(make: Finish): Finish {
  const known = new Map<string, Finished | undefined>();
  return (token) => {
    const found = known.get(token);
    if (found !== undefined || known.has(token)) return found;
    // A copy: a slice would keep the whole text alive.
    const copy = Buffer.from(token, "utf16le").toString("utf16le");
    const made = make(copy);
    known.set(copy, made);
    return made;
  };
}

/** Lexes texts that follow each other as one; a match that may go on in the next text is tried again with it. */
function scan(chunks: Iterator<string, void>, finishToken: Finish, emit: Emit): void {
  const lexer = ptbLexer();
  const spelled = RULES.map(({ token }) => (token === undefined ? finishToken : createCache((matched) => finishToken(token(matched)))));
  let text = "";
  let [at, line, lineEnd] = [0, 0, -1];
  const readOn = (): boolean => {
    const next = chunks.next();
    if (next.done === true) return false;
    text = text.slice(at) + next.value;
    [at, lineEnd] = [0, -1];
    return true;
  };
  while (at < text.length || readOn()) {
    lexer.match(text, at);
    if (lexer.isOpen && readOn()) continue;
    const rule = RULES[lexer.rule];
    if (rule === undefined) throw new Error(`the lexer knows no rule for unit ${text.charCodeAt(at)} at ${at}`);
    if (rule.kind === "line") line++;
    else if (rule.kind === undefined) {
      if (lineEnd < at) lineEnd = text.includes("\n", at) ? text.indexOf("\n", at) : text.length;
      const matched = text.slice(at, lexer.end);
      if (lexer.end <= lineEnd) emit(line, (spelled[lexer.rule] as Finish)(matched));
      else line = emitAcross(line, rule.token?.(matched) ?? matched, finishToken, emit);
    }
    at = lexer.resume;
  }
}

/** A tag over a line end is one token with the line end inside; the wrapper then cuts it there, and lines stay aligned. */
function emitAcross(line: number, token: string, finishToken: Finish, emit: Emit): number {
  const pieces = token.split("\n");
  pieces.forEach((piece, i) => {
    for (const word of piece.split(" ")) if (word !== "") emit(line + i, finishToken(word));
  });
  return line + pieces.length - 1;
}
