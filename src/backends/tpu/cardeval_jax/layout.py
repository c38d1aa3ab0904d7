"""Tensors of any checkpoint to the runtime's own tree, one description a tensor.

A row is (place in our tree, name in the checkpoint, axes there, axes here). Axes there are words of letters (sizes.py): `NH D` is
a matrix of N·H rows. Axes here are single letters, in our order. `{}` in a name stands for the layer: layers are stacked. `#0`
behind a name takes one half of a joint tensor along its axis `s`. `o` is an axis of one.
"""

import functools
import math

import numpy as np

from .problem import Problem

PAIR = {"s": 2, "o": 1, "c": 3}


def read_tree(rows, sizes, find, dtype):
    """{place: array} one by one, as (place, array) pairs, checked against the sizes and cast. `find(name)` gives (shape, load, file)."""
    for place, name, there, here in rows:
        if "{}" in name:
            count = sizes["l" if place.startswith("vision") else "L"]
            yield place, np.stack([read_one(name.format(layer), there, here, sizes, find, dtype) for layer in range(count)])
        else:
            yield place, read_one(name, there, here, sizes, find, dtype)


def put(tree, place, leaf):
    """Adds a leaf at `text/layers/query` and the like."""
    *path, name = place.split("/")
    functools.reduce(lambda node, part: node.setdefault(part, {}), path, tree)[name] = leaf


def check_tree(rows, sizes, find):
    """Shapes of all tensors, without reading one. Raises Problem for the first that is missing or does not fit."""
    for place, name, there, _ in rows:
        count = sizes["l" if place.startswith("vision") else "L"] if "{}" in name else 1
        for layer in range(count):
            shape_of(name.format(layer), there, sizes, find)


def shape_of(name, there, sizes, find):
    """(shape, load) of a tensor whose shape is the described one."""
    shape, load, file = find(name.partition("#")[0])
    expected = tuple(math.prod(size_of(letter, sizes) for letter in word) for word in there.split())
    if tuple(shape) != expected:
        raise Problem("bad_checkpoint", f"{file}: the tensor {name} has the shape {list(shape)}, expected {list(expected)}",
                      "The weights and the config are of two models, or the file is not a PaliGemma checkpoint.")
    return shape, load


def read_one(name, there, here, sizes, find, dtype):
    """One tensor in our axes."""
    _, load = shape_of(name, there, sizes, find)
    array = load()
    _, _, half = name.partition("#")
    words = there.split()
    if half:
        array = np.take(array, int(half), axis=words.index("s"))
    letters = [letter for letter in there if letter not in " so"]
    array = array.reshape([size_of(letter, sizes) for letter in letters])
    return np.ascontiguousarray(array.transpose([letters.index(letter) for letter in here])).astype(dtype)


def size_of(letter, sizes):
    return PAIR[letter] if letter in PAIR else sizes["p" if letter == "q" else letter]
