/** The VQA normaliser on 81,000 answers of real models: the authors' own rule over it gives the scores they printed. */

import { describe, expect, it } from "vitest";
import { evalAiAnswers } from "../../src/text/vqa-answer.ts";
import { hasRealFiles, realText } from "../fixtures/official-real.ts";

interface Row {
  readonly answer: string;
  readonly gt_answers: string | readonly string[];
}

interface Expected {
  readonly files: Readonly<Record<string, { readonly n: number; readonly right: number; readonly printed: number }>>;
}

const WORD = /[\p{L}\p{N}_]/u;

/** Whether the piece stands in the text between word boundaries, as `\b…\b` of Python's `re` finds it. */
function standsIn(text: string, piece: string): boolean {
  const isWord = (character: string | undefined): boolean => character !== undefined && WORD.test(character);
  const isBoundary = (at: number): boolean => isWord(text[at - 1]) !== isWord(text[at]);
  for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) {
    if (isBoundary(at) && isBoundary(at + piece.length)) return true;
    if (at === text.length) return false;
  }
  return false;
}

describe.skipIf(!hasRealFiles)("MultimodalOCR's answers (skipped without ../shared/real)", () => {
  const { files } = hasRealFiles ? JSON.parse(realText("expected/multimodal_ocr_contains.json")) as Expected : { files: {} };
  const normalize = (text: string): string => evalAiAnswers.normalize(text);

  it.each(Object.entries(files))("%s", (name, { n, right, printed }) => {
    const rows = JSON.parse(realText(`multimodal-ocr/answer_save/${name}.json.gz`)) as Row[];
    const found = rows.filter(({ answer, gt_answers: golds }) => {
      const text = normalize(answer);
      return [golds].flat().some((gold) => standsIn(text, normalize(gold)));
    });
    expect([rows.length, found.length]).toEqual([n, right]);
    expect(Math.abs(found.length / n - printed)).toBeLessThanOrEqual(1e-12);
  });
});
