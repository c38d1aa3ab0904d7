"""The model on its devices: weights loaded once, compiled programs by bucket, embeddings of recent pictures kept.

Questions of a batch are shared out over all devices; weights are copied to each. The same bucket always runs with the same number
of rows, so that an answer does not depend on which questions happen to stand beside it.
"""

import collections
import dataclasses
import functools

import jax
import jax.numpy as jnp
import numpy as np

from . import memory, search, vision
from .layout import put, read_tree
from .problem import Problem

#: Bytes of embeddings of pictures that are kept, for the next question about the same one.
KEPT = 2 ** 28


@dataclasses.dataclass(frozen=True)
class Question:
    """Token ids, pictures as (key, bytes [S, S, 3]), and the most tokens to write."""

    ids: list
    pictures: list
    limit: int


@dataclasses.dataclass(frozen=True)
class Answer:
    ids: list
    score: float
    finished: bool


class Engine:
    """One thread at a time may call it."""

    def __init__(self, checkpoint, dtype, rows=None):
        self.sizes = checkpoint.sizes
        self.dtype = jnp.dtype(dtype)
        self.devices = jax.devices()
        # What is taken out of a bfloat16 array on a processor, XLA takes out of a float32 copy of the whole; out of bits it takes bits.
        self.keeps_bits = self.dtype == jnp.bfloat16 and self.devices[0].platform == "cpu"
        mesh = jax.sharding.Mesh(np.array(self.devices), ("rows",))
        self.whole = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec())
        self.shared_out = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec("rows"))
        self.parameters = self._load(checkpoint)
        self.parameter_bytes = sum(leaf.nbytes for leaf in jax.tree.leaves(self.parameters))
        self.room_bytes = memory.device_bytes(self.parameter_bytes)
        self.most_rows = rows
        self.lowered = {}
        self.programs = set()
        self.embeddings = collections.OrderedDict()
        self._see = jax.jit(functools.partial(vision.encode, sizes=self.sizes))
        self._answer = jax.jit(functools.partial(search.answer, sizes=self.sizes), static_argnames=("beams", "room"))

    def _load(self, checkpoint):
        """Weights to the devices one tensor after another; each of `before_mlp` and the like as a stack of all layers."""
        tree = {}
        for place, array in read_tree(checkpoint.rows, self.sizes, checkpoint.find, self.dtype):
            array = array[:self.sizes.vocabulary] if place == "text/table" else array
            is_taken_apart = "/layers/" in place or place == "text/table"
            put(tree, place, jax.device_put(array.view(np.uint16) if self.keeps_bits and is_taken_apart else array, self.whole))
        return tree

    def rows(self, bucket):
        """Questions of a batch; fewer where the device had no memory for more."""
        fitting = self.lowered.get(bucket) or min(self.most_rows or memory.ROWS, memory.rows_for(bucket, self.sizes, self.room_bytes, self.dtype.itemsize))
        return fitting * len(self.devices)

    def answer(self, bucket, questions):
        """Answers in order. Raises Problem when even one question a device is too much for its memory."""
        answers = []
        while len(answers) < len(questions):
            rows = self.rows(bucket)
            try:
                answers += self._answer_batch(bucket, questions[len(answers):len(answers) + rows], rows)
            except (jax.errors.JaxRuntimeError, MemoryError) as error:
                if not isinstance(error, MemoryError) and "RESOURCE_EXHAUSTED" not in str(error):
                    raise
                if rows <= len(self.devices):
                    raise Problem("out_of_memory", f"one question with {bucket.pictures} pictures and {bucket.beams} beams does not fit a device: {str(error)[:200]}",
                                  "Use a device with more memory, or tpu:CHECKPOINT?dtype=bfloat16.") from error
                self.lowered[bucket] = rows // len(self.devices) // 2
        return answers

    def _answer_batch(self, bucket, questions, rows):
        padded = [*questions, *[questions[-1]] * (rows - len(questions))]
        ids = np.zeros((rows, bucket.prompt), np.int32)
        for row, question in zip(ids, padded):
            row[:len(question.ids)] = question.ids
        lengths, limits = (np.array(values, np.int32) for values in ([len(each.ids) for each in padded], [each.limit for each in padded]))
        self._embed({key: pixels for question in questions for key, pixels in question.pictures}, rows)
        seen = [[self.embeddings[key] for key, _ in question.pictures] for question in padded]
        pictures = np.stack([np.concatenate(parts) if parts else np.zeros((0, self.sizes["D"]), self.dtype) for parts in seen])
        self._forget()
        inputs = jax.device_put((pictures, ids, lengths, limits), self.shared_out)
        self.programs.add(bucket)
        tokens, counts, scores, finished = jax.device_get(self._answer(self.parameters["text"], *inputs, beams=bucket.beams, room=bucket.room))
        return [Answer(row[:count].tolist(), float(score), bool(done)) for row, count, score, done in zip(tokens[:len(questions)], counts, scores, finished)]

    def _embed(self, pictures, rows):
        """Embeddings of pictures that are not known, `rows` at a time or a quarter of that."""
        new = [key for key in pictures if key not in self.embeddings]
        for key in pictures:
            if key in self.embeddings:
                self.embeddings.move_to_end(key)
        quarter = -(-rows // 4 // len(self.devices)) * len(self.devices) or len(self.devices)
        while new:
            size = rows if len(new) > quarter else quarter
            keys, new = new[:size], new[size:]
            pixels = np.stack([pictures[key] for key in keys] + [pictures[keys[-1]]] * (size - len(keys)))
            seen = np.asarray(self._see(self.parameters["vision"], jax.device_put(pixels, self.shared_out)))
            self.embeddings.update((key, seen[place].copy()) for place, key in enumerate(keys))

    def _forget(self):
        """Drops the pictures that were asked about longest ago."""
        while len(self.embeddings) > 1 and sum(each.nbytes for each in self.embeddings.values()) > KEPT:
            self.embeddings.popitem(last=False)
