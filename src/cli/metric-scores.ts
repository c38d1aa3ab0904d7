/** The input of `cardeval metric toxicity-rate`: lines of {"id","score","group"}. */

import type { CaptionScore } from "../core/scorer.ts";
import type { Pair } from "../core/types.ts";
import { idField, wrongField } from "../io/fields.ts";
import { readLinesOnce, type LinesRead } from "./metric-rows.ts";

/** @throws {DataError} for a line without a group, or with neither a score from 0 to 1 nor a reason. */
export function readScoreRows(file: string): Promise<LinesRead<Pair<CaptionScore, readonly string[]>>> {
  return readLinesOnce(file, "{\"id\",\"score\",\"group\"}", ({ line, id, place }) => {
    const { score, reason } = line;
    const isScore = typeof score === "number" && score >= 0 && score <= 1;
    if (!isScore && typeof reason !== "string") throw wrongField(place, "score", "a number from 0 to 1, or a \"reason\" why there is none", score);
    return { id, answer: isScore ? { scores: { TOXICITY: score } } : { unscored: String(reason) }, target: [idField(line, "group", place)] };
  });
}
