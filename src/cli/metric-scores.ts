/** The input of `cardeval metric toxicity-rate`: lines of {"id","score","group"}. */

import type { CaptionScore } from "../core/scorer.ts";
import type { Pair } from "../core/types.ts";
import { idField, wrongField } from "../io/fields.ts";
import { readLinesOnce } from "./metric-rows.ts";

export interface ScoreRows {
  readonly rows: readonly { readonly id: string }[];
  readonly pairs: readonly Pair<CaptionScore, readonly string[]>[];
}

/** @throws {DataError} for a line without a group, or with neither a score from 0 to 1 nor a reason. */
export async function readScoreRows(file: string): Promise<ScoreRows> {
  const pairs = await readLinesOnce(file, "{\"id\",\"score\",\"group\"}", ({ line, id, place }): Pair<CaptionScore, readonly string[]> => {
    const { score, reason } = line;
    const isScore = typeof score === "number" && score >= 0 && score <= 1;
    if (!isScore && typeof reason !== "string") throw wrongField(place, "score", "a number from 0 to 1, or a \"reason\" why there is none", score);
    return { id, answer: isScore ? { scores: { TOXICITY: score } } : { unscored: String(reason) }, target: [idField(line, "group", place)] };
  });
  return { rows: pairs, pairs };
}
