"""Trains the embedded model from nothing, on pictures drawn as it goes. Plain JAX; see README.md for the command.

Phase A teaches the vision tower alone to name what every patch shows; phase B trains everything to write the suffix after
the prefix (prefix-LM: picture and prompt see each other, the suffix is causal). Resumes from OUT/state.npz.
"""

import argparse
import collections
import json
import pathlib
import random
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax
from tokenizers import Tokenizer

import model
import vocabulary
import world
from language import example
from optimiser import optimiser

# (prompt tokens, suffix tokens, share of steps, kinds with their weights); a kind names the scene it is asked about.
BUCKETS = [
    (6, 24, .56, {"caption": 10, "caption-other": 4, "detect": 3, "segment": 1.5, "refer": 2, "sign:caption": 2.5,
                  "chart:caption": 2, "marked:caption": 2}),
    (15, 7, .38, {"count": 5, "colour": 5, "shape": 2.5, "exists": 3, "where": 1.5, "left": 3, "background": .3,
                  "sign:sign": 2.5, "chart:chart": .8}),
    (42, 7, .06, {"choices": 1, "letters": 1}),
]
SCENES = {"shapes": world.shapes_scene, "sign": world.sign_scene, "chart": world.chart_scene, "marked": world.marked_scene}
PATCH_CLASSES = 2 + 40 + 8 + 36 + 8


def patch_labels(scene):
    """What each of the 36 patches shows: ground, shape and colour, plate, character or bar."""
    labels = np.full((6, 6), list(world.GROUNDS).index(scene["ground"]))
    for thing in scene.get("objects", []):
        row, column = thing["cell"] // 3 * 2, thing["cell"] % 3 * 2
        labels[row:row + 2, column:column + 2] = 2 + thing["shape"] * 8 + thing["colour"]
    for place, character in enumerate(scene.get("word", "")):
        labels[scene["row"], scene["column"] + place] = 50 + list(world.GLYPHS).index(character)
    for place, (colour, height) in enumerate(scene.get("bars", [])):
        labels[6 - height * 12 // 14:, scene["column"] + place] = 86 + colour
    return labels.ravel()


def draw(rng, scene):
    """Pixels in -1..1 with noise, so that JPEG artefacts and resizing are not new to the model."""
    pixels = world.render(scene, rng)
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(pixels.shape, np.float32) * rng.choice([0, 2, 5])
    return np.clip(pixels + noise, 0, 255).round() / 127.5 - 1


def pictures(rng, count, scenes):
    made = [SCENES[rng.choice(scenes)](rng) for _ in range(count)]
    return made, np.stack([draw(rng, scene) for scene in made]), np.stack([patch_labels(scene) for scene in made])


class Batches:
    """Batches of one bucket: `images` pictures with `questions` examples each, left-padded prompts, right-padded suffixes."""

    def __init__(self, seed, images, questions):
        self.rng = random.Random(seed)
        self.images, self.questions = images, questions
        self.tokenizer = Tokenizer.from_str(json.dumps(vocabulary.tokenizer_json()))

    def ids(self, text):
        return self.tokenizer.encode(text).ids

    def next(self):
        rng = self.rng
        room, space, _, weights = rng.choices(BUCKETS, [b[2] for b in BUCKETS])[0]
        prompts, suffixes, pixels, labels, owner = [], [], [], [], []
        while len(pixels) < self.images:
            sort, *_ = rng.choices(list(weights), weights.values())[0].split(":")[:-1] or ["shapes"]
            own = {k.split(":")[-1]: w for k, w in weights.items() if (k.split(":")[:-1] or ["shapes"]) == [sort]}
            (scene,), (picture,), (label,) = pictures(rng, 1, [sort])
            made = [example(rng, scene, kind) for kind in rng.choices(list(own), own.values(), k=self.questions)]
            made = [m for m in made if m]
            if not made:
                continue
            made = (made * self.questions)[:self.questions]
            owner += [len(pixels)] * len(made)
            pixels.append(picture), labels.append(label)
            for prompt, suffix in made:
                prompts.append([2, *self.ids(prompt), *self.ids("\n")])
                suffixes.append([*self.ids(suffix), 1])
        tokens = np.zeros((len(prompts), room + space), np.int32)
        valid = np.zeros_like(tokens, bool)
        for row, (prompt, suffix) in enumerate(zip(prompts, suffixes)):
            assert len(prompt) <= room and len(suffix) <= space, (prompt, suffix)
            tokens[row, room - len(prompt):room + len(suffix)] = prompt + suffix
            valid[row, room - len(prompt):room + len(suffix)] = True
        return {"pixels": np.stack(pixels), "labels": np.stack(labels), "tokens": tokens, "valid": valid,
                "owner": np.array(owner)}, room


def losses(params, batch, room):
    """(suffix loss, patch loss) of one batch."""
    seen = model.encode_image(params, batch["pixels"])
    patch = patch_loss(params, seen, batch["labels"])
    image = model.linear(params, "multi_modal_projector.linear", seen)[batch["owner"]]
    tokens, valid = batch["tokens"], batch["valid"]
    x = jnp.concatenate([image, model.embed(params, tokens)], 1)
    count, n = tokens.shape[0], image.shape[1]
    total = n + tokens.shape[1]
    there = jnp.concatenate([jnp.ones((count, n), bool), valid], 1)
    order = jnp.arange(total)
    look = (order[None, :] < n + room) | (order[None, :] <= order[:, None])
    mask = look[None] & there[:, None, :]
    positions = jnp.cumsum(there, 1) - 1
    hidden = model.decode(params, x, mask, positions)[:, n + room - 1:total - 1]
    scores = jax.nn.log_softmax(model.logits(params, hidden), -1)
    target, weight = tokens[:, room:], valid[:, room:].astype(jnp.float32)
    weight = weight / jnp.sqrt(weight.sum(1, keepdims=True))
    nll = -jnp.take_along_axis(scores, target[..., None], -1)[..., 0]
    return (nll * weight).sum() / weight.sum(), patch


def patch_loss(params, seen, labels):
    scores = jax.nn.log_softmax(seen @ params["head.weight"] + params["head.bias"], -1)
    return -jnp.take_along_axis(scores, labels[..., None], -1).mean()


def save(out, params, state, step):
    leaves = jax.tree.leaves(state)
    np.savez(out / "state.tmp.npz", step=step, **{f"p:{k}": v for k, v in params.items()},
             **{f"s:{i}": np.asarray(v) for i, v in enumerate(leaves)})
    (out / "state.tmp.npz").replace(out / "state.npz")


def restore(out, params, state):
    kept = np.load(out / "state.npz")
    leaves, tree = jax.tree.flatten(state)
    return ({k: jnp.asarray(kept[f"p:{k}"]) for k in params},
            jax.tree.unflatten(tree, [jnp.asarray(kept[f"s:{i}"]) for i in range(len(leaves))]), int(kept["step"]))


def steps_of(transform):
    """The two compiled steps: phase A's, and phase B's by room of the prompt."""
    def apply(params, state, grads):
        updates, state = transform.update(grads, state, params)
        return optax.apply_updates(params, updates), state

    @jax.jit
    def look(params, state, pixels, labels):
        value, grads = jax.value_and_grad(lambda p: patch_loss(p, model.encode_image(p, pixels), labels))(params)
        return *apply(params, state, grads), value

    def learn(room):
        @jax.jit
        def step(params, state, batch):
            def loss(p):
                suffix, patch = losses(p, batch, room)
                return suffix + .1 * patch, (suffix, patch)
            (_, parts), grads = jax.value_and_grad(loss, has_aux=True)(params)
            return *apply(params, state, grads), parts
        return step

    return look, {room: learn(room) for room, *_ in BUCKETS}


def begin(out, seed, transform):
    """Parameters with the patch head of training, the optimiser's state, and the step to go on from."""
    params = {k: jnp.asarray(v) for k, v in model.init(seed).items()}
    params["head.weight"] = jnp.asarray(np.random.default_rng(2).standard_normal((96, PATCH_CLASSES)) * .1, jnp.float32)
    params["head.bias"] = jnp.zeros(PATCH_CLASSES)
    state = transform.init(params)
    return restore(out, params, state) if (out / "state.npz").exists() else (params, state, 0)


def write_log(out, step, began, recent):
    line = {"step": step, "seconds": round(time.time() - began, 1), **{k: round(float(np.mean(v)), 4) for k, v in recent.items()}}
    with open(out / "log.jsonl", "a") as log:
        print(json.dumps(line), file=log)


def arguments():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--out", type=pathlib.Path, required=True, help="folder of the checkpoint and the log")
    ask.add_argument("--steps", default="14000,12000", help="phase B steps (64 examples each) of every learning-rate cycle")
    ask.add_argument("--vision-steps", type=int, default=600, help="phase A steps (32 pictures each)")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--images", type=int, default=16, help="pictures of a phase B step, with four questions each")
    return ask.parse_args()


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    first, *others = map(int, args.steps.split(","))
    cycles = [args.vision_steps + first, *others]
    transform = optimiser(cycles)
    params, state, start = begin(args.out, args.seed, transform)
    look, learners = steps_of(transform)
    batches = Batches(args.seed * 1_000_003 + start, args.images, 4)
    recent, began = collections.defaultdict(lambda: collections.deque(maxlen=100)), time.time()
    for step in range(start, sum(cycles)):
        if step < args.vision_steps:
            _, pixels, labels = pictures(batches.rng, 32, ["shapes"] * 6 + ["sign", "chart"])
            params, state, value = look(params, state, pixels, labels)
            recent["vision"].append(value)
        else:
            batch, room = batches.next()
            params, state, (suffix, patch) = learners[room](params, state, batch)
            recent[f"suffix{room}"].append(suffix), recent["patch"].append(patch)
        if step % 100 == 99:
            write_log(args.out, step + 1, began, recent)
        if step % 500 == 499 or step + 1 == sum(cycles):
            save(args.out, params, state, step + 1)


if __name__ == "__main__":
    main()
