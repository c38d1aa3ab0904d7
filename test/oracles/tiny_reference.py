"""Golden answers of the embedded model: JAX runs the exported checkpoint, with a plain greedy and beam search of its own.

    python test/oracles/tiny_reference.py src/backends/tiny/checkpoint test/golden/tiny-held-out.jsonl.gz test/golden

Needs jax, tokenizers, safetensors, numpy, pillow. Nothing is cached: every step runs the whole sequence through the training
code's own forward. Writes tiny-answers.json (ids, text and score of greedy, beam 2 and beam 3), tiny-logits.json (all scores of
the first token of two prompts) and tiny-tokens.json (strings with their ids, ids with their strings, by the tokenizers library).
"""

import argparse
import base64
import functools
import gzip
import hashlib
import io
import json
import pathlib
import platform
import random
import sys

import jax
import jax.numpy as jnp
import numpy as np
from PIL import Image
from safetensors.numpy import load_file
from tokenizers import Tokenizer
import tokenizers

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "src/backends/tiny/training"))
import model  # noqa: E402

BOS, EOS, LIMIT, PROMPTS, ODD = 2, 1, 32, 90, 50


def load(checkpoint):
    """Parameters in the training code's layouts, float32, from the exported float16 file."""
    params = {}
    for name, value in load_file(checkpoint / "model.safetensors").items():
        value = value.astype(np.float32)
        if "patch_embedding.weight" in name:
            value = value.reshape(value.shape[0], -1).T
        elif value.ndim == 2 and "position_embedding" not in name and "embed_tokens" not in name:
            value = value.T
        params[name] = jnp.asarray(value)
    return params


@jax.jit
def features(params, pixels):
    seen = model.encode_image(params, pixels[None])
    return model.linear(params, "multi_modal_projector.linear", seen)[0]


@functools.partial(jax.jit, static_argnames="room")
def next_scores(params, image, tokens, prompt, room):
    """Logits behind the last token of each row; tokens [B, room] hold the prompt and what was written, then zeros."""
    n, lengths = image.shape[0], tokens[:, -1]
    tokens = tokens[:, :-1]
    x = jnp.concatenate([jnp.repeat(image[None], tokens.shape[0], 0), model.embed(params, tokens)], 1)
    order = jnp.arange(x.shape[1])
    look = (order[None] < n + prompt) | (order[None] <= order[:, None])
    mask = look[None] & (order[None, None] < n + lengths[:, None, None])
    hidden = model.decode(params, x, mask, jnp.repeat(order[None], tokens.shape[0], 0))
    last = jnp.take_along_axis(hidden, (n + lengths - 1)[:, None, None], 1)[:, 0]
    return model.logits(params, last)


def scorer(params, image, prompt):
    """Function of a list of written sequences of equal length: log-probabilities of their next tokens, [B, vocabulary]."""
    room = -(-(len(prompt) + LIMIT) // 32) * 32
    def scores(written):
        rows = np.zeros((3, room + 1), np.int32)
        for row, tokens in enumerate(written):
            rows[row, :len(prompt) + len(tokens)] = prompt + tokens
        rows[:, -1] = len(prompt) + len(written[0])
        return np.asarray(next_scores(params, image, jnp.asarray(rows), len(prompt), room))[:len(written)]
    return scores


def log_softmax(x):
    x = x.astype(np.float64)
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def greedy(scores, limit):
    tokens, total = [], 0.0
    while len(tokens) < limit:
        row = log_softmax(scores([tokens]))[0]
        best = int(row.argmax())
        total += float(row[best])
        if best == EOS:
            return tokens, total, True
        tokens = tokens + [best]
    return tokens, total, False


def beam(scores, size, limit):
    """protocol.md 1.2 and 11, in the order of big_vision's `_beam_decode`."""
    live, best = [([], 0.0)], None
    for step in range(limit):
        rows = log_softmax(scores([tokens for tokens, _ in live]))
        for (tokens, total), row in zip(live, rows):
            if best is None or total + row[EOS] > best[1]:
                best = tokens, float(total + row[EOS])
        grown = []
        for (tokens, total), row in zip(live, rows):
            for token in np.argsort(-row, kind="stable")[:size + 1]:
                if token != EOS:
                    grown.append((tokens + [int(token)], float(total + row[token])))
        live = sorted(grown, key=lambda pair: -pair[1])[:size]
        if live[0][1] < best[1]:
            break
    return best[0], best[1], True


def read_pictures(path):
    """(line, float32 pixels in -1..1) of the clean pictures."""
    for line in gzip.open(path, "rt", encoding="utf-8"):
        line = json.loads(line)
        if line.get("form") == "clean":
            picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(line["data"]))).convert("RGB"), np.float32)
            yield line, jnp.asarray(picture / np.float32(127.5) - np.float32(1))


def questions(held_out):
    """Cases without answers: prompts as trained, then odd ones, whose answers are unsure, long or cut short, on one or two pictures."""
    lines = list(read_pictures(held_out))
    pixels = {line["id"]: picture for line, picture in lines}
    rng = random.Random("golden")
    asked = [(line["id"], ask["prompt"]) for line, _ in lines for ask in line["asks"]]
    rng.shuffle(asked)
    cases = [{"pictures": [picture], "prompt": prompt, "promptTokens": 64, "maxTokens": LIMIT} for picture, prompt in asked[:PROMPTS]]
    words = sorted({word for _, prompt in asked for word in prompt.split(" ")})
    for number in range(ODD):
        prompt = rng.choice(asked)[1] if number % 4 == 0 else " ".join(rng.choice(words) for _ in range(rng.randint(1, 8)))
        cases.append({"pictures": rng.sample(sorted(pixels), rng.choice([1, 1, 2])), "prompt": prompt,
                      "promptTokens": rng.choice([3, 6, 64, 64]), "maxTokens": rng.choice([1, 2, 3, 5, 8, 16, LIMIT])})
    return cases, pixels


def answers(params, tokenizer, held_out):
    """Golden cases, and the first scores of one prompt in 120."""
    cases, pixels = questions(held_out)
    first = []
    for number, case in enumerate(cases):
        prompt = [BOS, *tokenizer.encode(case["prompt"]).ids, *tokenizer.encode("\n").ids][:case["promptTokens"]]
        scores = scorer(params, jnp.concatenate([features(params, pixels[picture]) for picture in case["pictures"]]), prompt)
        if number % 120 == 0:
            values = np.asarray(scores([[]])[0], np.float32)
            first.append({"pictures": case["pictures"], "ids": prompt, "logits": base64.b64encode(values.tobytes()).decode()})
        case["beams"] = {}
        for size in (1, 2, 3):
            tokens, score, finished = greedy(scores, case["maxTokens"]) if size == 1 else beam(scores, size, case["maxTokens"])
            case["beams"][size] = {"ids": tokens, "text": tokenizer.decode(tokens), "score": round(score, 6), "finished": finished}
    return cases, first


ALPHABETS = ["abcdefghijklmnopqrstuvwxyz ", "0123456789.,%$ -", "éüñßøåčžłđ ", "красный синий ", "红色圆形的和一个", "あかいまる赤い", "สีแดงวงกลม", "लालवृत्तऔर ",
             "أحمر دائرة و ", "🙂👩‍👩‍👧🇩🇪e\u0301", "<>_[]{}()|\\/\"'`~^", "\t\n\r \u00a0\u2581\u3000\u200b\ufeff", "\u0000\u0001\u007f\u0085\uffff\U0010ffff"]
WORDS = ["caption en", "answer en ", "detect ", "red circle", "<loc0012>", "<seg003>", "<image>", "<eos>", "<bos>", "<pad>", "<unk>", "<loc1024>", "<0x41>",
         "<0xE2>", "choose from:", " \t ", "  ", "Question: ", "The answer is A.", "two purple crosses", "how many", "<loc", "<seg127", "▁"]


def token_cases(tokenizer):
    rng = random.Random("tokens")
    texts = [""] + WORDS
    for _ in range(200):
        parts = []
        for _ in range(rng.randint(1, 6)):
            alphabet = rng.choice(ALPHABETS)
            parts.append(rng.choice(WORDS) if rng.random() < .4 else "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 9))))
        texts.append(rng.choice(["", " "]).join(parts))
    lists = [[rng.choice([rng.randrange(300), rng.randrange(2174), 4 + rng.choice([0xE2, 0x96, 0x81, 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80])])
              for _ in range(rng.randint(0, 12))] for _ in range(150)]
    return {"encode": [[text, tokenizer.encode(text).ids] for text in texts],
            "decode": [[ids, tokenizer.decode(ids)] for ids in lists]}


def write(path, head, **lists):
    """Lists with one line an item."""
    parts = [json.dumps(head, indent=1)[:-2]]
    for name, rows in lists.items():
        parts.append(f' "{name}": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows) + "\n ]")
    path.write_text(",\n".join(parts) + "\n}\n", "utf-8")


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("checkpoint", "held_out", "out"):
        ask.add_argument(name, type=pathlib.Path)
    args = ask.parse_args()
    tokenizer = Tokenizer.from_file(str(args.checkpoint / "tokenizer.json"))
    cases, first = answers(load(args.checkpoint), tokenizer, args.held_out)
    digest = hashlib.sha256((args.checkpoint / "model.safetensors").read_bytes()).hexdigest()
    head = {"reference": "training/model.py on the exported checkpoint, without a cache", "weightsSha256": digest,
            "command": "python test/oracles/tiny_reference.py src/backends/tiny/checkpoint test/golden/tiny-held-out.jsonl.gz test/golden",
            "versions": {"jax": jax.__version__, "tokenizers": tokenizers.__version__, "numpy": np.__version__, "python": platform.python_version()}}
    write(args.out / "tiny-answers.json", head, cases=cases)
    write(args.out / "tiny-logits.json", head, cases=first)
    head = {"reference": "the tokenizers library", "command": head["command"], "versions": head["versions"]}
    write(args.out / "tiny-tokens.json", head, **token_cases(tokenizer))


if __name__ == "__main__":
    main()
