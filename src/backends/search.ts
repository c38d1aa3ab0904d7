/**
 * Greedy decoding and big_vision's beam search.
 *
 * Beam search keeps `beams` live hypotheses and the best finished one. At every step each live hypothesis may end: it competes,
 * with EOS behind it, for the best finished one. Then each is continued by its best beams + 1 tokens, EOS is struck out, and the
 * best `beams` continuations live on. A score is the plain sum of log-probabilities, EOS included, with no length penalty. The
 * search ends when the best live score is below (not equal to) the best finished one, as scores only fall, or at the limit.
 * As every hypothesis is offered an end at every step, the first step already finishes one: there is always a finished
 * hypothesis to return, if an improbable one, and it has at most maxTokens − 1 tokens of text. A live one never wins.
 * Source: google-research/big_vision, trainers/proj/paligemma/predict_fns.py@0127fb6 (`_beam_decode`). Ties go to the earlier.
 * Greedy decoding that reaches the limit is returned as it is, unfinished.
 */

/** What was written, without EOS. */
export interface Generated {
  readonly tokens: readonly number[];
  /** Natural log-probability of the tokens, and of EOS when finished. */
  readonly score: number;
  readonly finished: boolean;
}

export interface Limits {
  readonly beams: number;
  readonly maxTokens: number;
  readonly eos: number;
  readonly vocabulary: number;
}

/** What a search asks of its decoder: the i-th new hypothesis is the parents[i]-th old one with tokens[i] behind it. */
export interface Step {
  readonly tokens: readonly number[];
  readonly parents: readonly number[];
}

/**
 * A search that yields steps and is sent the scores [tokens, vocabulary] of what follows, so that a decoder may answer at once, later, or
 * for several searches together. It begins with the scores of what follows the prefix, and reads scores before it yields again.
 */
export type Search = Generator<Step, Generated, Float32Array>;

export function search(first: Float32Array, limits: Limits): Search {
  return limits.beams === 1 ? greedy(first, limits) : beamSearch(first, limits);
}

function* greedy(first: Float32Array, { maxTokens, eos, vocabulary }: Limits): Search {
  const tokens: number[] = [];
  let score = 0;
  let scores = first;
  for (;;) {
    const token = topTokens(scores, 0, vocabulary, 1)[0] as number;
    score += (scores[token] as number) - logSum(scores, 0, vocabulary);
    if (token === eos) return { tokens, score, finished: true };
    tokens.push(token);
    if (tokens.length >= maxTokens) return { tokens, score, finished: false };
    scores = yield { tokens: [token], parents: [0] };
  }
}

interface Continuation { readonly parent: number; readonly token: number; readonly score: number }

function* beamSearch(first: Float32Array, { beams, maxTokens, eos, vocabulary }: Limits): Search {
  let live: { tokens: readonly number[]; score: number }[] = [{ tokens: [], score: 0 }];
  let best: Generated = { tokens: [], score: -Infinity, finished: true };
  let scores = first;
  for (let step = 1; ; step++) {
    const continuations: Continuation[] = [];
    for (const [parent, hypothesis] of live.entries()) {
      const start = parent * vocabulary;
      const base = hypothesis.score - logSum(scores, start, vocabulary);
      const ended = base + (scores[start + eos] as number);
      if (ended > best.score) best = { tokens: hypothesis.tokens, score: ended, finished: true };
      for (const token of topTokens(scores, start, vocabulary, beams + 1)) {
        if (token !== eos) continuations.push({ parent, token, score: base + (scores[start + token] as number) });
      }
    }
    const kept = continuations.sort((a, b) => b.score - a.score).slice(0, beams);
    if (step >= maxTokens || (kept[0] as Continuation).score < best.score) return best;
    live = kept.map(({ parent, token, score }) => ({ tokens: [...(live[parent]?.tokens ?? []), token], score }));
    scores = yield { tokens: kept.map(({ token }) => token), parents: kept.map(({ parent }) => parent) };
  }
}

/** The `count` highest scores of a row, best first, the lower token first on a tie. */
function topTokens(scores: Float32Array, start: number, vocabulary: number, count: number): number[] {
  const top: number[] = [];
  let bar = -Infinity;
  for (let token = 0; token < vocabulary; token++) {
    const score = scores[start + token] as number;
    if (!(score > bar) && top.length >= count) continue;
    let place = top.length;
    while (place > 0 && score > (scores[start + (top[place - 1] as number)] as number)) place--;
    top.splice(place, 0, token);
    if (top.length > count) top.pop();
    if (top.length === count) bar = scores[start + (top[count - 1] as number)] as number;
  }
  return top;
}

/** log Σ exp of a row. */
function logSum(scores: Float32Array, start: number, vocabulary: number): number {
  let highest = -Infinity;
  for (let i = start; i < start + vocabulary; i++) highest = Math.max(highest, scores[i] as number);
  let sum = 0;
  for (let i = start; i < start + vocabulary; i++) sum += Math.exp((scores[i] as number) - highest);
  return highest + Math.log(sum);
}
