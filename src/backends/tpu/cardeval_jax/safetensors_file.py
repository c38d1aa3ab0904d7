"""Reads safetensors files without loading them: 8 bytes of header length, a JSON header, raw little-endian numbers."""

import json

import ml_dtypes
import numpy as np

from .problem import Problem

TYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "BF16": np.dtype(ml_dtypes.bfloat16)}


def open_safetensors(path):
    """{name: (shape, load)}; `load()` maps the tensor. Raises Problem for a file that is cut short or holds other numbers."""
    body = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, np.uint8)
    length = int.from_bytes(body[:8].tobytes(), "little")
    if body.size < 8 or length > body.size - 8:
        raise damaged(path, f"it has {body.size} bytes, and its header should have {length}")
    try:
        header = json.loads(body[8:8 + length].tobytes())
    except ValueError as error:
        raise damaged(path, f"its header is not JSON ({error})") from error
    start = 8 + length
    return {name: entry_of(path, name, entry, body, start) for name, entry in header.items() if name != "__metadata__"}


def entry_of(path, name, entry, body, start):
    """(shape, load) of one tensor."""
    if entry.get("dtype") not in TYPES:
        raise Problem("bad_checkpoint", f"{path}: the tensor {name} has numbers of type {entry.get('dtype')}, expected F32, F16 or BF16",
                      "Quantised checkpoints are not PaliGemma's numbers; take the original weights.")
    kind, shape = TYPES[entry["dtype"]], tuple(entry["shape"])
    first, end = (start + offset for offset in entry["data_offsets"])
    if end - first != kind.itemsize * int(np.prod(shape)):
        raise damaged(path, f"the tensor {name} covers {end - first} bytes, but its shape {list(shape)} needs {kind.itemsize * int(np.prod(shape))}")
    if end > body.size:
        raise damaged(path, f"the tensor {name} ends at byte {end} of {body.size}: the file is cut short")
    return shape, lambda: np.frombuffer(body[first:end], kind).reshape(shape)


def damaged(path, why):
    return Problem("bad_checkpoint", f"{path} is not a whole safetensors file: {why}", "Fetch the file again and compare its sha256 with its origin's.")
