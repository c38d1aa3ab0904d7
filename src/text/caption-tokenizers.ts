/** The ways a caption can become tokens; each name is the value of a benchmark's `tokenizer` option. */

import type { CaptionTokenizer } from "./caption-corpus.ts";
import { ptbTokenize } from "./ptb-tokenize.ts";
import { pythonSplit } from "./python-whitespace.ts";

function perCaption(id: string, split: (caption: string) => Iterable<string>): CaptionTokenizer {
  return {
    id,
    tokenize(captions, emit) {
      let index = 0;
      for (const caption of captions) {
        for (const token of split(caption)) emit(index, token);
        index++;
      }
      return [];
    },
  };
}

function* charactersOf(caption: string): Generator<string> {
  for (const piece of pythonSplit(caption.normalize("NFKC").toLowerCase())) yield* piece;
}

function wordsOf(language: string | undefined): (caption: string) => Iterable<string> {
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  return function* (caption) {
    for (const part of segmenter.segment(caption.normalize("NFKC").toLowerCase())) if (part.isWordLike === true) yield part.segment;
  };
}

/**
 * The reference's tokenizer: Stanford CoreNLP 3.4.1 PTBTokenizer through pycocoevalcap's wrapper, the whole corpus as one text.
 *
 * `strictLines` keeps the reference's handling of line separators inside a caption, which moves later captions to other images.
 */
export function ptbTokenizer(options: { readonly strictLines?: boolean } = {}): CaptionTokenizer {
  return {
    id: options.strictLines === true ? "ptb-3.4.1-strict-lines" : "ptb-3.4.1",
    tokenize(captions, emit) {
      const report = ptbTokenize(captions, emit, options);
      const notes: string[] = [];
      if (report.lineSeparators > 0) notes.push(`${report.lineSeparators} line separators inside captions were ${options.strictLines === true ? "kept (captions may have moved to other images)" : "replaced by a space"}`);
      if (report.loneSurrogates > 0) notes.push(`${report.loneSurrogates} lone surrogates were dropped`);
      return notes;
    },
  };
}

/** Text that its data set tokenised already: white space separates, nothing is dropped. */
export const datasetTokenizer: CaptionTokenizer = perCaption("dataset", pythonSplit);

/** Every character a token: comparable across languages without word boundaries, never with word-level scores. */
export const characterTokenizer: CaptionTokenizer = perCaption("char-nfkc", charactersOf);

/** Words of `Intl.Segmenter`; the ICU version stands in the id, since its dictionaries change. */
export function intlTokenizer(language?: string): CaptionTokenizer {
  return perCaption(`intl-icu${process.versions.icu}`, wordsOf(language));
}

/** Values of a captioning benchmark's `tokenizer` option, by name. */
export function captionTokenizer(name: "ptb" | "ptb-strict-lines" | "dataset" | "char" | "intl"): CaptionTokenizer {
  switch (name) {
    case "ptb": return ptbTokenizer();
    case "ptb-strict-lines": return ptbTokenizer({ strictLines: true });
    case "dataset": return datasetTokenizer;
    case "char": return characterTokenizer;
    case "intl": return intlTokenizer();
  }
}
