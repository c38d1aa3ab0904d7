"""Greedy decoding and big_vision's beam search, a whole batch in one compiled loop.

Beam search keeps `beams` live hypotheses and the best finished one. At every step each live hypothesis may end: it competes, with
EOS behind it, for the best finished one. Then each is continued by its best beams + 1 tokens, EOS is struck out, and the best
`beams` continuations live on. A score is the plain sum of log-probabilities, EOS included. A row is done when its best live score
is below (not equal to) its best finished one, or at its limit; a live hypothesis never wins. Ties go to the earlier.
Greedy decoding that reaches its limit is returned as it is, unfinished.
Source: google-research/big_vision, trainers/proj/paligemma/predict_fns.py@0127fb6.
"""

import jax
import jax.numpy as jnp

from .decoder import read_prefix, read_token


def answer(parameters, pictures, tokens, lengths, limits, *, sizes, beams, room):
    """Answers of a batch.

    pictures [B, places, D], tokens [B, P], lengths [B], limits [B] of at most `room` tokens. Returns tokens [B, room], their counts
    [B], scores [B] (natural log-probability, with EOS when finished), finished [B].
    """
    first, prefix = read_prefix(parameters, pictures, tokens, lengths, sizes)
    rows, ends = tokens.shape[0], pictures.shape[1] + lengths
    choose = choose_greedily if beams == 1 else choose_beams
    live = {"tokens": jnp.zeros((rows, beams, room), jnp.int32), "scores": jnp.full((rows, beams), -jnp.inf).at[:, 0].set(0.0),
            "parents": jnp.zeros((rows, beams), jnp.int32), "open": jnp.ones(rows, bool)}
    best = {"tokens": jnp.zeros((rows, room), jnp.int32), "count": jnp.zeros(rows, jnp.int32), "score": jnp.full(rows, -jnp.inf), "finished": jnp.zeros(rows, bool)}
    live, best = choose(live, best, jnp.repeat(first[:, None], beams, 1), 0, limits, sizes.eos)
    own = (sizes["L"], rows, beams, room, sizes["K"], sizes["H"])
    written = tuple(jnp.zeros(own, pictures.dtype) for _ in range(2))
    def body(state):
        live, best, written, step = state
        last = live["tokens"][:, :, step - 1]
        if beams > 1:
            written = tuple(jnp.take_along_axis(part, live["parents"][None, :, :, None, None, None], 2) for part in written)
        scores, written = read_token(parameters, prefix, written, last, step - 1, ends, sizes)
        live, best = choose(live, best, scores, step, limits, sizes.eos)
        return live, best, written, step + 1
    _, best, _, _ = jax.lax.while_loop(lambda state: jnp.any(state[0]["open"]), body, (live, best, written, 1))
    return best["tokens"], best["count"], best["score"], best["finished"]


def choose_greedily(live, best, logits, step, limits, eos):
    """The most probable token of every open row; `best` is what was written so far."""
    is_open = live["open"]
    logits = logits[:, 0]
    token = jnp.argmax(logits, -1).astype(jnp.int32)
    gain = jnp.take_along_axis(logits, token[:, None], -1)[:, 0] - jax.nn.logsumexp(logits, -1)
    ended = token == eos
    written = best["tokens"].at[:, step].set(jnp.where(is_open & ~ended, token, best["tokens"][:, step]))
    count = best["count"] + (is_open & ~ended)
    score = jnp.where(is_open, jnp.where(step == 0, 0.0, best["score"]) + gain, best["score"])
    best = {"tokens": written, "count": count, "score": score, "finished": best["finished"] | (is_open & ended)}
    return {**live, "tokens": written[:, None], "open": is_open & ~ended & (count < limits)}, best


def choose_beams(live, best, logits, step, limits, eos):
    """One step of the search described above: `live` gets `beams` continuations of every open row, `best` maybe a new finished one."""
    is_open, beams = live["open"], live["scores"].shape[1]
    chances = jax.nn.log_softmax(logits, -1)
    ends = jnp.where(jnp.isneginf(live["scores"]), -jnp.inf, live["scores"] + chances[..., eos])
    winner = jnp.argmax(ends, 1)
    score = jnp.take_along_axis(ends, winner[:, None], 1)[:, 0]
    better = is_open & (score > best["score"])
    text = jnp.take_along_axis(live["tokens"], winner[:, None, None], 1)[:, 0]
    best = {"tokens": jnp.where(better[:, None], text, best["tokens"]), "count": jnp.where(better, step, best["count"]),
            "score": jnp.where(better, score, best["score"]), "finished": best["finished"] | better}
    gains, tokens = jax.lax.top_k(chances, beams + 1)
    totals = jnp.where(tokens == eos, -jnp.inf, live["scores"][..., None] + gains).reshape(len(ends), -1)
    scores, places = jax.lax.top_k(totals, beams)
    parents = (places // (beams + 1)).astype(jnp.int32)
    kept = jnp.take_along_axis(live["tokens"], parents[..., None], 1)
    kept = kept.at[:, :, step].set(jnp.take_along_axis(tokens.reshape(len(ends), -1), places, 1).astype(jnp.int32))
    going_on = is_open & (step + 1 < limits) & ~(scores[:, 0] < best["score"])
    return {"tokens": kept, "scores": scores, "parents": parents, "open": going_on}, best
