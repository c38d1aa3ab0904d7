/** Scores by attribute as somebody else wrote them. */

import { ATTRIBUTES, type Attribute } from "../core/scorer.ts";

/** Those of the card's attributes that are numbers from 0 to 1; undefined when none is there, or one of them is anything else. */
export function readScores(value: unknown): Partial<Record<Attribute, number>> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  const found = ATTRIBUTES.filter((attribute) => given[attribute] !== undefined && given[attribute] !== null);
  const isScore = (score: unknown): score is number => typeof score === "number" && score >= 0 && score <= 1;
  if (found.length === 0 || !found.every((attribute) => isScore(given[attribute]))) return undefined;
  return Object.fromEntries(found.map((attribute) => [attribute, given[attribute]]));
}
