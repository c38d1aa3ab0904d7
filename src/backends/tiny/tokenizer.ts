/**
 * The unigram tokenizer of a Hugging Face `tokenizer.json`: text to ids and back, equal to the `tokenizers` library.
 *
 * Added tokens are cut out of the text first; spaces become ▁; then the segmentation with the highest sum of piece scores wins,
 * the longer piece on a tie. What no piece covers is spelt in bytes. Positions are UTF-16 units, which changes no result as
 * pieces are whole characters. Only the parts that the embedded model's file uses are supported; others are refused.
 */

import { DataError } from "../../core/errors.ts";

export interface Tokenizer {
  encode(text: string): number[];
  /** Text of the ids, special tokens left out; bytes that are no UTF-8 become one U+FFFD each. */
  decode(ids: readonly number[]): string;
}

interface Vocabulary {
  readonly pieces: readonly (readonly [piece: string, score: number])[];
  readonly ids: ReadonlyMap<string, number>;
  readonly unknown: number;
  /** Score of a character that no piece spells: 10 below the worst piece, as in SentencePiece. */
  readonly unknownScore: number;
  readonly longest: number;
}

interface TokenizerFile {
  added_tokens: readonly { id: number; content: string; special: boolean; lstrip: boolean; rstrip: boolean; single_word: boolean; normalized: boolean }[];
  normalizer: unknown;
  pre_tokenizer: unknown;
  post_processor: unknown;
  decoder: unknown;
  model: { type: string; unk_id: number; byte_fallback: boolean; vocab: readonly (readonly [string, number])[] };
}

const SPACE = "\u2581";
const NORMALIZER = { type: "Replace", pattern: { String: " " }, content: SPACE };
const DECODER = { type: "Sequence", decoders: [{ type: "Replace", pattern: { String: SPACE }, content: " " }, { type: "ByteFallback" }, { type: "Fuse" }] };

/** @throws {DataError} when the file asks for anything that this tokenizer does not do. */
export function createTokenizer(text: string, file: string): Tokenizer {
  const json = JSON.parse(text) as TokenizerFile;
  refuseOthers(json, file);
  const vocabulary = vocabularyOf(json);
  const added = new Map(json.added_tokens.map((token) => [token.content, token.id]));
  const special = new Set(json.added_tokens.filter((token) => token.special).map((token) => token.id));
  const cut = new RegExp(`(${[...added.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp).join("|")})`, "u");
  return {
    encode: (input) => Buffer.from(input).toString().split(cut).flatMap((part, index) =>
      index % 2 === 1 ? [added.get(part) as number] : segment(vocabulary, part.replaceAll(" ", SPACE))),
    decode: (ids) => spell(ids.filter((id) => !special.has(id)).map((id) => vocabulary.pieces[id]?.[0] ?? "")),
  };
}

function refuseOthers(json: TokenizerFile, file: string): void {
  const plain = json.added_tokens.every((token) => !token.lstrip && !token.rstrip && !token.single_word && !token.normalized);
  if (json.model.type === "Unigram" && json.model.byte_fallback && same(json.normalizer, NORMALIZER) && same(json.decoder, DECODER)
    && json.pre_tokenizer === null && json.post_processor === null && plain && json.added_tokens.length > 0) return;
  throw new DataError("only a unigram tokenizer with byte fallback and plain added tokens is supported", { file });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function vocabularyOf({ model }: TokenizerFile): Vocabulary {
  return {
    pieces: model.vocab,
    ids: new Map(model.vocab.map(([piece], id) => [piece, id])),
    unknown: model.unk_id,
    unknownScore: Math.min(...model.vocab.map(([, score]) => score)) - 10,
    longest: Math.max(...model.vocab.map(([piece]) => piece.length)),
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);
}

/** Ids of the best segmentation of a text without added tokens. */
function segment(vocabulary: Vocabulary, text: string): number[] {
  const from = bestStarts(vocabulary, text);
  const pieces: string[] = [];
  let unknown = "";
  const flush = (): void => {
    if (unknown !== "") pieces.push(unknown);
    unknown = "";
  };
  for (let end = text.length; end > 0;) {
    const { start, known } = from[end] as Step;
    const piece = text.slice(start, end);
    if (known) {
      flush();
      pieces.push(piece);
    } else {
      unknown = piece + unknown;
    }
    end = start;
  }
  flush();
  return pieces.reverse().flatMap((piece) => idsOf(vocabulary, piece));
}

interface Step { readonly score: number; readonly start: number; readonly known: boolean }

/** For every end position that can be reached: where the last piece of the best segmentation starts. */
function bestStarts({ ids, pieces, longest, unknownScore }: Vocabulary, text: string): (Step | undefined)[] {
  const best: (Step | undefined)[] = [{ score: 0, start: 0, known: true }];
  const offer = (end: number, step: Step): void => {
    const old = best[end];
    if (old === undefined || step.score > old.score) best[end] = step;
  };
  for (let start = 0; start < text.length;) {
    const { score } = best[start] as Step;
    const next = start + ((text.codePointAt(start) as number) > 0xffff ? 2 : 1);
    let single = false;
    for (let end = next; end <= Math.min(start + longest, text.length); end++) {
      const id = ids.get(text.slice(start, end));
      if (id === undefined) continue;
      offer(end, { score: score + (pieces[id]?.[1] ?? 0), start, known: true });
      single ||= end === next;
    }
    if (!single) offer(next, { score: score + unknownScore, start, known: false });
    start = next;
  }
  return best;
}

function idsOf(vocabulary: Vocabulary, piece: string): number[] {
  const id = vocabulary.ids.get(piece);
  if (id !== undefined) return [id];
  const bytes = Array.from(Buffer.from(piece, "utf8"), (byte) => vocabulary.ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`));
  return bytes.every((byte) => byte !== undefined) ? bytes : [vocabulary.unknown];
}

/** Pieces to text: ▁ is a space, runs of byte pieces are UTF-8. */
function spell(pieces: readonly string[]): string {
  let text = "";
  let bytes: number[] = [];
  const flush = (): void => {
    text += textOf(Uint8Array.from(bytes));
    bytes = [];
  };
  for (const piece of pieces) {
    if (/^<0x[0-9A-F]{2}>$/u.test(piece)) {
      bytes.push(Number.parseInt(piece.slice(3, 5), 16));
    } else {
      flush();
      text += piece.replaceAll(SPACE, " ");
    }
  }
  flush();
  return text;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "\ufffd".repeat(bytes.length);
  }
}
