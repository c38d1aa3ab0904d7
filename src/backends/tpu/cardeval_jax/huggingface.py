"""Hugging Face directories of PaliGemma and PaliGemma 2: config.json, safetensors (one file, or shards and their index).

Names are read in all spellings that transformers has written: `language_model.model.…` and `vision_tower.vision_model.…` (4.x),
`model.language_model.…` and `vision_tower.…` (5.x). Config fields that published files leave out have transformers' defaults.
"""

import json

from .layout import check_tree
from .problem import Problem
from .safetensors_file import open_safetensors
from .sizes import Sizes

VISION, TEXT = "vision.encoder.layers.{}.", "text.layers.{}."
ROWS = [
    ("vision/patch/kernel", "vision.embeddings.patch_embedding.weight", "d c p q", "pqcd"),
    ("vision/patch/bias", "vision.embeddings.patch_embedding.bias", "d", "d"),
    ("vision/places", "vision.embeddings.position_embedding.weight", "n d", "nd"),
    *((f"vision/layers/{ours}/{kind}", f"{VISION}{theirs}.{suffix}", "d", "d")
      for ours, theirs in (("norm1", "layer_norm1"), ("norm2", "layer_norm2")) for kind, suffix in (("scale", "weight"), ("bias", "bias"))),
    *(row for part in ("query", "key", "value") for row in (
        (f"vision/layers/{part}/kernel", f"{VISION}self_attn.{part[0]}_proj.weight", "he d", "dhe"),
        (f"vision/layers/{part}/bias", f"{VISION}self_attn.{part[0]}_proj.bias", "he", "he"))),
    ("vision/layers/join/kernel", VISION + "self_attn.out_proj.weight", "d he", "hed"),
    ("vision/layers/join/bias", VISION + "self_attn.out_proj.bias", "d", "d"),
    ("vision/layers/up/kernel", VISION + "mlp.fc1.weight", "m d", "dm"),
    ("vision/layers/up/bias", VISION + "mlp.fc1.bias", "m", "m"),
    ("vision/layers/down/kernel", VISION + "mlp.fc2.weight", "d m", "md"),
    ("vision/layers/down/bias", VISION + "mlp.fc2.bias", "d", "d"),
    ("vision/norm/scale", "vision.post_layernorm.weight", "d", "d"),
    ("vision/norm/bias", "vision.post_layernorm.bias", "d", "d"),
    ("vision/head/kernel", "multi_modal_projector.linear.weight", "D d", "dD"),
    ("vision/head/bias", "multi_modal_projector.linear.bias", "D", "D"),
    ("text/table", "text.embed_tokens.weight", "V D", "VD"),
    ("text/norm", "text.norm.weight", "D", "D"),
    ("text/layers/before", TEXT + "input_layernorm.weight", "D", "D"),
    ("text/layers/query", TEXT + "self_attn.q_proj.weight", "NH D", "NDH"),
    ("text/layers/key", TEXT + "self_attn.k_proj.weight", "KH D", "KDH"),
    ("text/layers/value", TEXT + "self_attn.v_proj.weight", "KH D", "KDH"),
    ("text/layers/join", TEXT + "self_attn.o_proj.weight", "D NH", "NHD"),
    ("text/layers/gate", TEXT + "mlp.gate_proj.weight", "M D", "DM"),
    ("text/layers/up", TEXT + "mlp.up_proj.weight", "M D", "DM"),
    ("text/layers/down", TEXT + "mlp.down_proj.weight", "D M", "MD"),
]
NORMS = {
    "gemma": {"before_mlp": "post_attention_layernorm"},
    "gemma2": {"before_mlp": "pre_feedforward_layernorm", "after_attention": "post_attention_layernorm", "after_mlp": "post_feedforward_layernorm"},
}
#: PaliGemma's own tokens. transformers appends `<image>` and 63 rows of padding to the table, which big_vision's has not.
VOCABULARY = 257_152
SPELLINGS = (("language_model.model.", "text."), ("language_model.", "text."), ("vision_tower.vision_model.", "vision."), ("vision_tower.", "vision."))


def rows_of(family):
    """Descriptions of all tensors of a family's checkpoints."""
    return ROWS + [(f"text/layers/{ours}", f"{TEXT}{theirs}.weight", "D", "D") for ours, theirs in NORMS[family].items()]


def open_huggingface(folder):
    """(sizes, rows, find, weight files) of a directory. Raises Problem when a file is missing or is another model's."""
    config = read_json(folder / "config.json")
    files = weight_files(folder)
    tensors = {}
    for file in files:
        for name, (shape, load) in open_safetensors(file).items():
            tensors[plain_name(name)] = (shape, load, file)
    sizes = sizes_of(config, folder / "config.json", tensors)
    rows = rows_of(sizes.family)
    def find(name):
        if name not in tensors:
            raise Problem("bad_checkpoint", f"{folder}: no weight file has the tensor {name}", "Fetch the missing shard, or say a folder with a whole PaliGemma checkpoint.")
        return tensors[name]
    check_tree(rows, sizes, find)
    return sizes, rows, find, files


def read_json(path):
    if not path.exists():
        raise Problem("bad_checkpoint", f"{path} is missing", "Say a folder with config.json, tokenizer.json and *.safetensors, or a big_vision .npz file.")
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise Problem("bad_checkpoint", f"{path} is not JSON: {error}", "Fetch the file again.") from error


def weight_files(folder):
    """The shards that the index names, in name order, or the one file."""
    index = folder / "model.safetensors.index.json"
    names = sorted(set(read_json(index)["weight_map"].values())) if index.exists() else ["model.safetensors"]
    missing = [name for name in names if not (folder / name).exists()]
    if missing:
        raise Problem("bad_checkpoint", f"{folder}: {len(missing)} of {len(names)} weight files are missing: {', '.join(missing[:3])}", "Fetch them into that folder.")
    return [folder / name for name in names]


def plain_name(name):
    """A tensor's name without what transformers' versions put before it."""
    name = name.removeprefix("model.")
    for theirs, ours in SPELLINGS:
        if name.startswith(theirs):
            return ours + name.removeprefix(theirs)
    return name


def sizes_of(config, file, tensors):
    """Sizes by the config; the number of patches is the weights' own."""
    text, vision = config.get("text_config") or {}, config.get("vision_config") or {}
    family = text.get("model_type", "gemma")
    demand(file, "model_type", config.get("model_type"), ("paligemma",))
    demand(file, "text_config.model_type", family, ("gemma", "gemma2"))
    activation = text.get("hidden_activation") or text.get("hidden_act") or "gelu_pytorch_tanh"
    demand(file, "text_config.hidden_activation", activation, ("gelu_pytorch_tanh",) if family == "gemma2" else ("gelu_pytorch_tanh", "gelu"))
    demand(file, "vision_config.hidden_act", vision.get("hidden_act", "gelu_pytorch_tanh"), ("gelu_pytorch_tanh",))
    def size(part, where, field, default=None):
        value = part.get(field, default)
        if not isinstance(value, int) or value < 1:
            raise Problem("bad_checkpoint", f"{file}: {where}.{field} is {value!r}, expected a whole number above 0", "Fetch config.json again.")
        return value
    width, heads, vision_heads = size(text, "text_config", "hidden_size"), size(text, "text_config", "num_attention_heads"), size(vision, "vision_config", "num_attention_heads")
    place_shape = tensors.get("vision.embeddings.position_embedding.weight", ((0,),))[0]
    letters = {
        "l": size(vision, "vision_config", "num_hidden_layers"), "d": size(vision, "vision_config", "hidden_size"), "h": vision_heads,
        "e": size(vision, "vision_config", "hidden_size") // vision_heads, "m": size(vision, "vision_config", "intermediate_size"),
        "n": place_shape[0], "p": size(vision, "vision_config", "patch_size", 14), "c": 3,
        "L": size(text, "text_config", "num_hidden_layers"), "D": width, "N": heads, "K": size(text, "text_config", "num_key_value_heads", 1),
        "H": size(text, "text_config", "head_dim", 256), "M": size(text, "text_config", "intermediate_size"),
        "V": tensors.get("text.embed_tokens.weight", ((0,),))[0][0],
    }
    caps = family == "gemma2"
    return Sizes(
        letters, family, vocabulary=min(letters["V"], VOCABULARY), bos=config.get("bos_token_id", 2), eos=config.get("eos_token_id", 1),
        vision_epsilon=vision.get("layer_norm_eps", 1e-6), text_epsilon=text.get("rms_norm_eps", 1e-6), rope_base=float(text.get("rope_theta", 10_000.0)),
        query_scale=(text.get("query_pre_attn_scalar", 256) if caps else letters["H"]) ** -0.5,
        attention_cap=text.get("attn_logit_softcapping", 50.0) or 0.0 if caps else 0.0,
        final_cap=text.get("final_logit_softcapping", 30.0) or 0.0 if caps else 0.0)


def demand(file, field, value, allowed):
    if value not in allowed:
        raise Problem("bad_checkpoint", f"{file}: {field} is {value!r}, expected {' or '.join(allowed)}", "This runtime runs PaliGemma and PaliGemma 2 only.")
