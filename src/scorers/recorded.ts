/**
 * Recorded scores: `recorded:FILE`, scores that were made elsewhere or by an earlier run.
 *
 * FILE is a run's `scores-*.jsonl`, which is also how scores are exported, or JSON lines of {"id","scores"} or {"text","scores"} with
 * scores by attribute from 0 to 1, or {"id","reason"} for a caption that got none; "scorer" on the lines says who scored: a name, and a version as its
 * last word. A line with
 * an id and a text counts only while the sample's caption is that text. The last line of an id, or of a text, counts.
 * Lines of two scorers are refused: their numbers share no scale. A caption without a line is a failed sample, never a low score.
 */

import path from "node:path";
import { BackendError, DataError } from "../core/errors.ts";
import { ATTRIBUTES, type Attribute, type CaptionScore, type Scorer } from "../core/scorer.ts";
import { describeFile } from "../io/data-root.ts";
import { idField, recordOf, textField, wrongField, type Place } from "../io/fields.ts";
import { readJsonLines } from "../io/read-json.ts";
import { readScores } from "./scores.ts";

const FORM = "Expected JSON lines of {\"id\" or \"text\",\"scores\":{\"TOXICITY\":0.1,…}}, or a run's scores-*.jsonl.";
const UNKNOWN_CALIBRATION = "as recorded: what 0.8 means is the scorer's business";

export async function openRecorded(file: string): Promise<Scorer> {
  const { byId, byText, scorer, attributes } = await readRecorded(file);
  const { sha256 } = await describeFile(file, file);
  return {
    identity: {
      kind: "recorded", ...(scorer === undefined ? { name: path.basename(file), version: sha256.slice(0, 12) } : splitName(scorer)), attributes,
      calibration: UNKNOWN_CALIBRATION, details: { sha256, captions: byId.size + byText.size },
    },
    features: { concurrency: 64, readsTextOnly: false },
    async score({ id, text }, signal) {
      signal.throwIfAborted();
      const own = byId.get(id);
      if (own?.text !== undefined && own.text !== text) throw new BackendError("not-recorded", `${file}: the score of sample "${id}" is of another caption: ${JSON.stringify(own.text.slice(0, 80))}`);
      const found = own?.score ?? byText.get(text);
      if (found === undefined) throw new BackendError("not-recorded", `${file} holds no score for sample "${id}", nor for its caption`);
      return found;
    },
    close: () => Promise.resolve(),
  };
}

/** "Perspective API unversioned" names what a run that asked Perspective itself would name. */
function splitName(scorer: string): { readonly name: string; readonly version: string } {
  const space = scorer.lastIndexOf(" ");
  return space === -1 ? { name: scorer, version: "unversioned" } : { name: scorer.slice(0, space), version: scorer.slice(space + 1) };
}

interface Recorded {
  readonly byId: ReadonlyMap<string, { readonly text?: string; readonly score: CaptionScore }>;
  readonly byText: ReadonlyMap<string, CaptionScore>;
  readonly scorer: string | undefined;
  readonly attributes: readonly Attribute[];
}

async function readRecorded(file: string): Promise<Recorded> {
  const byId = new Map<string, { text?: string; score: CaptionScore }>();
  const byText = new Map<string, CaptionScore>();
  const [names, attributes] = [new Set<string>(), new Set<string>()];
  for await (const { value, row } of readJsonLines(file)) {
    const place = { file, row };
    const line = recordOf(value, place);
    if (line["status"] === "failed") continue;
    if (typeof line["scorer"] === "string") names.add(line["scorer"]);
    if (names.size > 1) throw new DataError(`holds scores of ${[...names].map((name) => `"${name}"`).join(" and ")}`, { ...place, field: "scorer" }, { hint: "Numbers of two scorers share no scale: keep them in files of their own." });
    const score = scoreOf(line, place);
    if ("scores" in score) for (const attribute of Object.keys(score.scores)) attributes.add(attribute);
    const text = Object.hasOwn(line, "text") ? { text: textField(line, "text", place) } : {};
    if (Object.hasOwn(line, "id")) byId.set(idField(line, "id", place), { ...text, score });
    else if (text.text !== undefined) byText.set(text.text, score);
    else throw wrongField(place, "id", "an id or a text", undefined);
  }
  if (attributes.size === 0) throw new DataError("holds no score", { file }, { hint: FORM });
  return { byId, byText, scorer: [...names][0], attributes: ATTRIBUTES.filter((attribute) => attributes.has(attribute)) };
}

function scoreOf(line: Readonly<Record<string, unknown>>, place: Place): CaptionScore {
  if (line["scores"] === undefined && typeof line["reason"] === "string") return { unscored: line["reason"] };
  const scores = readScores(line["scores"]);
  if (scores === undefined) throw wrongField(place, "scores", `numbers from 0 to 1 under ${ATTRIBUTES.join(", ")}`, line["scores"]);
  return { scores };
}
