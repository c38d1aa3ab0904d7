"""big_vision's own checkpoints: one .npz, names and layouts as published for PaliGemma, sizes told from the shapes.

Source: google-research/big_vision, models/vit.py, models/ppp/gemma.py and models/proj/paligemma/paligemma.py; PaliGemma 2 adds
`post_attention_norm` and `post_ffw_norm`, and caps scores at 50 and logits at 30. Its 27B alone scales queries by width / heads.
"""

import ml_dtypes
import numpy as np

from .layout import check_tree
from .problem import Problem
from .sizes import Sizes

BLOCK, LAYER = "img/Transformer/encoderblock/", "llm/layers/"
ATTENTION = BLOCK + "MultiHeadDotProductAttention_0/"
ROWS = [
    ("vision/patch/kernel", "img/embedding/kernel", "p q c d", "pqcd"),
    ("vision/patch/bias", "img/embedding/bias", "d", "d"),
    ("vision/places", "img/pos_embedding", "o n d", "nd"),
    *((f"vision/layers/norm{number + 1}/{kind}", f"{BLOCK}LayerNorm_{number}/{kind}", "l d", "ld") for number in (0, 1) for kind in ("scale", "bias")),
    *(row for part in ("query", "key", "value") for row in (
        (f"vision/layers/{part}/kernel", f"{ATTENTION}{part}/kernel", "l d h e", "ldhe"),
        (f"vision/layers/{part}/bias", f"{ATTENTION}{part}/bias", "l h e", "lhe"))),
    ("vision/layers/join/kernel", ATTENTION + "out/kernel", "l h e d", "lhed"),
    ("vision/layers/join/bias", ATTENTION + "out/bias", "l d", "ld"),
    ("vision/layers/up/kernel", BLOCK + "MlpBlock_0/Dense_0/kernel", "l d m", "ldm"),
    ("vision/layers/up/bias", BLOCK + "MlpBlock_0/Dense_0/bias", "l m", "lm"),
    ("vision/layers/down/kernel", BLOCK + "MlpBlock_0/Dense_1/kernel", "l m d", "lmd"),
    ("vision/layers/down/bias", BLOCK + "MlpBlock_0/Dense_1/bias", "l d", "ld"),
    ("vision/norm/scale", "img/Transformer/encoder_norm/scale", "d", "d"),
    ("vision/norm/bias", "img/Transformer/encoder_norm/bias", "d", "d"),
    ("vision/head/kernel", "img/head/kernel", "d D", "dD"),
    ("vision/head/bias", "img/head/bias", "D", "D"),
    ("text/table", "llm/embedder/input_embedding", "V D", "VD"),
    ("text/norm", "llm/final_norm/scale", "D", "D"),
    ("text/layers/before", LAYER + "pre_attention_norm/scale", "L D", "LD"),
    ("text/layers/before_mlp", LAYER + "pre_ffw_norm/scale", "L D", "LD"),
    ("text/layers/query", LAYER + "attn/q_einsum/w", "L N D H", "LNDH"),
    ("text/layers/key", LAYER + "attn/kv_einsum/w#0", "L s K D H", "LKDH"),
    ("text/layers/value", LAYER + "attn/kv_einsum/w#1", "L s K D H", "LKDH"),
    ("text/layers/join", LAYER + "attn/attn_vec_einsum/w", "L N H D", "LNHD"),
    ("text/layers/gate", LAYER + "mlp/gating_einsum#0", "L s D M", "LDM"),
    ("text/layers/up", LAYER + "mlp/gating_einsum#1", "L s D M", "LDM"),
    ("text/layers/down", LAYER + "mlp/linear", "L M D", "LMD"),
]
GEMMA2_ROWS = [
    ("text/layers/after_attention", LAYER + "post_attention_norm/scale", "L D", "LD"),
    ("text/layers/after_mlp", LAYER + "post_ffw_norm/scale", "L D", "LD"),
]
#: Gemma 2 27B by its width; its queries are scaled by width / heads, all others by the head size.
WIDTH_27B = 4_608


def open_big_vision(path):
    """(sizes, rows, find, weight files) of an .npz. Raises Problem when it is damaged or another model's."""
    try:
        archive = np.load(path, allow_pickle=False)
        members = {name.removeprefix("params/"): name for name in archive.files}
    except (ValueError, OSError, EOFError, AttributeError) as error:
        raise Problem("bad_checkpoint", f"{path} is not a whole .npz file: {error}", "Fetch it again and compare its sha256 with its origin's.") from error
    except Exception as error:
        raise Problem("bad_checkpoint", f"{path} cannot be read as .npz: {error}", "Fetch it again.") from error
    def find(name):
        if name not in members:
            raise Problem("bad_checkpoint", f"{path} has no {name}; it has {len(members)} arrays, such as {', '.join(sorted(members)[:3])}",
                          "Say a PaliGemma checkpoint of big_vision, with layers stacked as published.")
        return shape_in(archive, members[name]), lambda: read_member(archive, members[name], path), path
    is_second = LAYER + "post_attention_norm/scale" in members
    sizes = sizes_of(find, "gemma2" if is_second else "gemma")
    rows = ROWS + (GEMMA2_ROWS if is_second else [])
    check_tree(rows, sizes, find)
    return sizes, rows, find, [path]


def shape_in(archive, name):
    """The shape of a member, from its first bytes."""
    with archive.zip.open(name + ".npy") as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        return read(file)[0]


def read_member(archive, name, path):
    try:
        array = archive[name]
    except Exception as error:
        raise Problem("bad_checkpoint", f"{path}: {name} cannot be read: {error}", "Fetch the file again.") from error
    # numpy has no bfloat16: it writes the bytes as a type without a name.
    return array.view(ml_dtypes.bfloat16) if array.dtype.kind == "V" else array


def sizes_of(find, family):
    shape = lambda name: find(name)[0]
    l, d, h, e = shape(ATTENTION + "query/kernel")
    L, N, D, H = shape(LAYER + "attn/q_einsum/w")
    letters = {
        "l": l, "d": d, "h": h, "e": e, "m": shape(BLOCK + "MlpBlock_0/Dense_0/bias")[1], "n": shape("img/pos_embedding")[1],
        "p": shape("img/embedding/kernel")[0], "c": 3, "L": L, "D": D, "N": N, "H": H, "K": shape(LAYER + "attn/kv_einsum/w")[2],
        "M": shape(LAYER + "mlp/linear")[1], "V": shape("llm/embedder/input_embedding")[0],
    }
    caps = family == "gemma2"
    return Sizes(letters, family, vocabulary=letters["V"], bos=2, eos=1, query_scale=(D // N if caps and D == WIDTH_27B else H) ** -0.5,
                 attention_cap=50.0 if caps else 0.0, final_cap=30.0 if caps else 0.0)
