"""A checkpoint, opened and checked before anything is loaded: sizes, weights, tokenizer, and digests of all three."""

import dataclasses
import hashlib
import json
import pathlib

from .big_vision import open_big_vision
from .digests import digest_of
from .huggingface import open_huggingface
from .problem import Problem
from .prompts import open_tokenizer


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """`rows` and `find` are for layout.read_tree."""

    name: str
    sizes: object
    rows: list
    find: object
    tokenizer: object
    digests: dict


def open_checkpoint(place, tokenizer=None, cache=None):
    """A Hugging Face directory or a big_vision .npz. Raises Problem when anything is missing, damaged or of another model."""
    path = pathlib.Path(place)
    if not path.exists():
        raise Problem("bad_checkpoint", f"{place} is not there", "Say a folder with config.json, tokenizer.json and *.safetensors, or a big_vision .npz file.")
    is_folder = path.is_dir()
    sizes, rows, find, files = (open_huggingface if is_folder else open_big_vision)(path)
    tokenizer_file = pathlib.Path(tokenizer) if tokenizer else (path if is_folder else path.parent) / "tokenizer.json"
    digests = {
        "weightsSha256": joint_digest([digest_of(file, cache) for file in files]),
        "configSha256": digest_of(path / "config.json", cache) if is_folder else hashlib.sha256(json.dumps(sizes.letters).encode()).hexdigest(),
    }
    opened = open_tokenizer(tokenizer_file, sizes)
    return Checkpoint(name_of(path), sizes, rows, find, opened, {**digests, "tokenizerSha256": digest_of(tokenizer_file, cache)})


def joint_digest(digests):
    """One file's own sha256, or the sha256 of all of them in the order of their names."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def name_of(path):
    """`paligemma-3b-pt-224` of a folder of that name, of a file, or of a snapshot in Hugging Face's cache."""
    path = path.resolve()
    for part in path.parts:
        if part.startswith("models--"):
            return part.split("--")[-1]
    return path.name.removesuffix(".npz")
