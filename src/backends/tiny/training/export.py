"""Writes a training state as a Hugging Face PaliGemma directory: export.py STATE_DIR OUT_DIR.

Weights are rounded to float16, and that rounding is the truth: every runtime casts them up to float32. Names are those of
transformers 4.x; linear weights are [out, in], the patch embedding is [width, 3, 14, 14]; lm_head is tied and left out.
The training-only patch head (`head.*`) is dropped. The digests that the embedded backend checks go to digest.json.
"""

import argparse
import hashlib
import json
import pathlib

import numpy as np
from safetensors.numpy import save_file

import vocabulary
from model import CONFIG, TEXT, VISION

PIECES = [piece for piece, _ in vocabulary.pieces()] + vocabulary.added()
IMAGE = PIECES.index("<image>")
PATCHES = (CONFIG["image_size"] // CONFIG["patch_size"]) ** 2
IDS = {"bos_token_id": 2, "eos_token_id": 1, "pad_token_id": 0}


def weights_of(state):
    """{name: float16 array} in PyTorch's layouts."""
    out = {}
    for key in state.files:
        name = key.removeprefix("p:")
        if name == key or name.startswith("head."):
            continue
        value = np.asarray(state[key], np.float32)
        if name == VISION + "embeddings.patch_embedding.weight":
            value = value.T.reshape(CONFIG["width"], 3, CONFIG["patch_size"], CONFIG["patch_size"])
        elif value.ndim == 2 and name not in (VISION + "embeddings.position_embedding.weight", TEXT + "embed_tokens.weight"):
            value = value.T
        half = np.ascontiguousarray(value.astype(np.float16))
        assert np.isfinite(half).all(), name
        out[name] = half
    return out


def vision_config():
    return {"model_type": "siglip_vision_model", "hidden_size": CONFIG["width"], "intermediate_size": CONFIG["mlp"],
            "num_hidden_layers": CONFIG["layers"], "num_attention_heads": CONFIG["heads"], "num_channels": 3,
            "image_size": CONFIG["image_size"], "patch_size": CONFIG["patch_size"], "num_image_tokens": PATCHES,
            "hidden_act": "gelu_pytorch_tanh", "layer_norm_eps": 1e-6, "projection_dim": CONFIG["width"], "vision_use_head": False}


def text_config():
    return {"model_type": "gemma", "hidden_size": CONFIG["width"], "intermediate_size": CONFIG["text_mlp"],
            "num_hidden_layers": CONFIG["text_layers"], "num_attention_heads": CONFIG["text_heads"], "num_key_value_heads": 1,
            "head_dim": CONFIG["head_dim"], "vocab_size": CONFIG["vocab"], "num_image_tokens": PATCHES,
            "hidden_act": "gelu_pytorch_tanh", "hidden_activation": "gelu_pytorch_tanh", "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
            "attention_bias": False, "max_position_embeddings": 8192, "tie_word_embeddings": True, **IDS}


def files():
    """{file name: JSON value} of everything but the weights."""
    config = {"architectures": ["PaliGemmaForConditionalGeneration"], "model_type": "paligemma", "torch_dtype": "float16",
              "hidden_size": CONFIG["width"], "projection_dim": CONFIG["width"], "vocab_size": CONFIG["vocab"], "ignore_index": -100,
              "image_token_index": IMAGE, "tie_word_embeddings": True, **IDS,
              "text_config": text_config(), "vision_config": vision_config()}
    processor = {"image_processor_type": "SiglipImageProcessor", "processor_class": "PaliGemmaProcessor", "image_seq_length": PATCHES,
                 "do_resize": True, "size": {"height": CONFIG["image_size"], "width": CONFIG["image_size"]}, "resample": 2,
                 "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": [.5, .5, .5], "image_std": [.5, .5, .5]}
    tokenizer = {"tokenizer_class": "PreTrainedTokenizerFast", "processor_class": "PaliGemmaProcessor", "add_bos_token": False,
                 "bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>", "unk_token": "<unk>",
                 "extra_special_tokens": {"image_token": "<image>"}, "clean_up_tokenization_spaces": False, "model_max_length": 8192}
    return {"config.json": config, "generation_config.json": {**IDS, "do_sample": False},
            "preprocessor_config.json": processor, "tokenizer_config.json": tokenizer}


def write_text(path, text):
    path.write_text(text, "utf-8")
    path.chmod(0o644)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("state", type=pathlib.Path, help="folder of the training: holds state.npz")
    ask.add_argument("out", type=pathlib.Path)
    args = ask.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    assert len(PIECES) == CONFIG["vocab"], (len(PIECES), CONFIG["vocab"])
    state = np.load(args.state / "state.npz")
    weights = args.out / "model.safetensors"
    save_file(weights_of(state), weights, {"format": "pt"})
    weights.chmod(0o644)
    for name, value in files().items():
        write_text(args.out / name, json.dumps(value, indent=2) + "\n")
    write_text(args.out / "tokenizer.json", json.dumps(vocabulary.tokenizer_json(), ensure_ascii=False, separators=(",", ":")))
    checked = {name: sha256(args.out / name) for name in ("model.safetensors", "config.json", "tokenizer.json")}
    write_text(args.out / "digest.json", json.dumps({**checked, "steps": int(state["step"])}, indent=2) + "\n")
    print(checked["model.safetensors"])


if __name__ == "__main__":
    main()
