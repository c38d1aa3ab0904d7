"""Two decoders of random weights in the layout that onnx:DIR reads, one with a causal mask: small_onnx.py OUT_DIR.

PaliGemma in all but size: width 8, two layers, pictures of 8 x 8 in patches of 4. The tokenizer is the embedded model's, so the
vocabulary has its size. Run with the packages of src/backends/tiny/training/requirements-onnx.txt from the repository's root.
"""

import json
import pathlib
import shutil
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "src/backends/tiny/training"))
import export_onnx  # noqa: E402

WIDTH, MLP, SIZE, VOCABULARY = 8, 16, 4, 2174
VISION = {"image_size": 8, "patch_size": 4, "hidden_size": WIDTH, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": MLP}
TEXT = {"hidden_size": WIDTH, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": SIZE, "num_hidden_layers": 2,
        "intermediate_size": MLP, "vocab_size": VOCABULARY, "rope_theta": 10000.0}
CONFIG = {"model_type": "paligemma", "bos_token_id": 2, "eos_token_id": 1, "vision_config": VISION, "text_config": TEXT}


def shapes():
    at = export_onnx.VISION
    yield at + "embeddings.patch_embedding.weight", (WIDTH, 3, 4, 4)
    yield at + "embeddings.position_embedding.weight", (4, WIDTH)
    biased = [(at + "embeddings.patch_embedding", None), (at + "post_layernorm", (WIDTH,)), ("multi_modal_projector.linear", (WIDTH, WIDTH))]
    layer = at + "encoder.layers.0."
    biased += [(layer + f"self_attn.{part}_proj", (WIDTH, WIDTH)) for part in ("q", "k", "v", "out")]
    biased += [(layer + "layer_norm1", (WIDTH,)), (layer + "layer_norm2", (WIDTH,)), (layer + "mlp.fc1", (MLP, WIDTH)), (layer + "mlp.fc2", (WIDTH, MLP))]
    for name, shape in biased:
        if shape is not None:
            yield name + ".weight", shape
        yield name + ".bias", (MLP if name.endswith("fc1") else WIDTH,)
    at = export_onnx.TEXT
    yield at + "embed_tokens.weight", (VOCABULARY, WIDTH)
    yield at + "norm.weight", (WIDTH,)
    for i in range(TEXT["num_hidden_layers"]):
        layer = f"{at}layers.{i}."
        yield layer + "input_layernorm.weight", (WIDTH,)
        yield layer + "post_attention_layernorm.weight", (WIDTH,)
        for part, out in (("q", 2 * SIZE), ("k", SIZE), ("v", SIZE)):
            yield layer + f"self_attn.{part}_proj.weight", (out, WIDTH)
        yield layer + "self_attn.o_proj.weight", (WIDTH, 2 * SIZE)
        yield layer + "mlp.gate_proj.weight", (MLP, WIDTH)
        yield layer + "mlp.up_proj.weight", (MLP, WIDTH)
        yield layer + "mlp.down_proj.weight", (WIDTH, MLP)


def main(out):
    random = np.random.default_rng(5)
    weights = {name: random.standard_normal(shape).astype(np.float16) for name, shape in shapes()}
    for name in ("seen", "causal"):
        folder = out / name / "onnx"
        shutil.rmtree(out / name, ignore_errors=True)
        folder.mkdir(parents=True)
        (out / name / "config.json").write_text(json.dumps({**CONFIG, "made_by": "python test/oracles/small_onnx.py test/golden/onnx-small"}) + "\n", "utf-8")
        export_onnx.embed_tokens(weights, TEXT, folder / "embed_tokens.onnx")
        export_onnx.vision_encoder(weights, VISION, WIDTH, folder / "vision_encoder.onnx")
        export_onnx.decoder(weights, TEXT, name == "causal", folder / "decoder_model_merged.onnx")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
