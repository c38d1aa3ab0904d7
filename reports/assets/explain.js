// Why a reply scored what it scored, from what the report knows of it.

import { element, text } from "./dom.js";
import { benchmarks } from "./source.js";

const WORD = /(\p{L}[\p{L}\p{M}\p{N}'’]*|\p{N}+)/u;

// The reply with the words marked that occur in a reference.
export function markedReply(reply, references) {
  const known = new Set(references.flatMap((reference) => reference.toLowerCase().split(WORD)).filter((word) => WORD.test(word)));
  const parts = reply.split(WORD).map((part) => (known.has(part.toLowerCase()) ? element("mark", { textContent: part }) : part));
  const shown = text("reply", "");
  shown.append(...parts);
  return { shown, count: new Set(parts.filter((part) => typeof part !== "string").map((part) => part.textContent.toLowerCase())).size };
}

const MEANINGS = {
  answered: undefined,
  unreadable: "No answer could be read from the reply: it counts as wrong by the metric's own rule.",
  failed: "The model did not reply: the sample is not scored, and the run is incomplete.",
};

// Sentences about one reply.
export function explain(sample, reply, markedWords) {
  const about = benchmarks.get(sample.benchmark)?.about ?? "";
  return [
    MEANINGS[reply.status],
    reply.answer === undefined ? undefined : `Read as: ${reply.answer}`,
    reply.score === undefined ? undefined : `Score ${reply.score.toFixed(4)} (${about}).`,
    reply.score === undefined && reply.status === "answered" ? "The headline is no mean of samples, so a single one has no score of its own." : undefined,
    markedWords > 0 ? `${markedWords} ${markedWords === 1 ? "word occurs" : "different words occur"} in a reference (marked; compared as plain words, the metric has its own tokens).` : undefined,
    reply.note,
  ].filter((sentence) => sentence !== undefined);
}
