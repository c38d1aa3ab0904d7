"""Two tiny exported classifiers in the layout of Optimum, and what their Python original says of captions.

    python3 -m venv v && v/bin/pip install onnx==1.23.2 numpy==2.4.6 tokenizers==0.23.3
    v/bin/python test/oracles/onnx_classifiers.py test/golden/onnx

`bert`: WordPiece, six labels of toxic-bert, sigmoid.  `roberta`: byte-level BPE, two labels, softmax, positions from 2.
Weights are random and mean nothing. Scores come from numpy, not from the graph: the graph is what is tested.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

WIDTH, HEADS, INNER, POSITIONS = 16, 2, 32, 24
CAPTIONS = ["a man with a beard is smiling", "A woman wearing GLASSES, looking at the camera.", "", "you stupid idiot", "naïve café — 你好 🙂", "unbelievably ugly!!",
            "a young girl in a red dress stands beside an old man who holds a small dog and a very large umbrella in front of the house", "don't hurt them"]
TEXTS = CAPTIONS + ["a portrait of a person", "the man is wearing a suit and a tie", "two people are talking", "a baby with blue eyes"]


def wordpiece():
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.train_from_iterator(TEXTS, trainers.WordPieceTrainer(vocab_size=150, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"], show_progress=False))
    made.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return made


def bytelevel():
    made = Tokenizer(models.BPE(unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.train_from_iterator(TEXTS, trainers.BpeTrainer(vocab_size=340, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], show_progress=False,
                                                        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    made.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return made


def weights(rng, vocabulary, labels):
    shapes = {"words": (vocabulary, WIDTH), "positions": (POSITIONS + 2, WIDTH), "query": (WIDTH, WIDTH), "key": (WIDTH, WIDTH), "value": (WIDTH, WIDTH),
              "mixed": (WIDTH, WIDTH), "rise": (WIDTH, INNER), "fall": (INNER, WIDTH), "pool": (WIDTH, WIDTH), "label": (WIDTH, labels)}
    return {name: rng.normal(0, .6, shape).astype(np.float32) for name, shape in shapes.items()}


def normalised(x):
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)


def forward(w, ids, first):
    """Logits of one caption: embeddings, one layer of attention and MLP (post-norm), pooled first token."""
    x = normalised(w["words"][ids] + w["positions"][first:first + len(ids)])
    heads = [(x @ w[name]).reshape(len(ids), HEADS, -1).transpose(1, 0, 2) for name in ("query", "key", "value")]
    scores = heads[0] @ heads[1].transpose(0, 2, 1) / np.sqrt(WIDTH // HEADS)
    chances = np.exp(scores - scores.max(-1, keepdims=True))
    chances /= chances.sum(-1, keepdims=True)
    x = normalised(x + (chances @ heads[2]).transpose(1, 0, 2).reshape(len(ids), WIDTH) @ w["mixed"])
    x = normalised(x + np.maximum(x @ w["rise"], 0) @ w["fall"])
    return np.tanh(x[0] @ w["pool"]) @ w["label"]


def graph(w, first, labels, inputs):
    """The same as ONNX operators; padding is masked, as exports do it."""
    nodes, constants = [], {**w, "ones": np.ones(WIDTH, np.float32), "zeros": np.zeros(WIDTH, np.float32), "scale": np.float32(1 / np.sqrt(WIDTH // HEADS)),
                            "first": np.int64(first), "one": np.int64(1), "axes12": np.array([1, 2], np.int64),
                            "split": np.array([0, 0, HEADS, -1], np.int64), "join": np.array([0, 0, WIDTH], np.int64), "place1": np.int64(1), "place0": np.int64(0),
                            "float1": np.float32(1), "far": np.float32(-1e9)}

    def do(kind, output, *operands, **attributes):
        nodes.append(helper.make_node(kind, operands, [output], **attributes))
        return output

    def norm(output, operand):
        return do("LayerNormalization", output, operand, "ones", "zeros", epsilon=1e-5)

    do("Shape", "shape", "input_ids"), do("Gather", "length", "shape", "place1"), do("Add", "end", "length", "first")
    do("Range", "places", "first", "end", "one"), do("Gather", "placed", "positions", "places"), do("Gather", "worded", "words", "input_ids")
    do("Add", "summed", "worded", "placed"), norm("x0", "summed")
    for name in ("query", "key", "value"):
        do("MatMul", f"{name}_flat", "x0", name), do("Reshape", f"{name}_split", f"{name}_flat", "split")
        do("Transpose", f"{name}_heads", f"{name}_split", perm=[0, 2, 3, 1] if name == "key" else [0, 2, 1, 3])
    do("Cast", "seen", "attention_mask", to=TensorProto.FLOAT), do("Sub", "hidden", "float1", "seen"), do("Mul", "away", "hidden", "far"), do("Unsqueeze", "mask", "away", "axes12")
    do("MatMul", "raw", "query_heads", "key_heads"), do("Mul", "scaled", "raw", "scale"), do("Add", "masked", "scaled", "mask"), do("Softmax", "chances", "masked", axis=-1)
    do("MatMul", "context", "chances", "value_heads"), do("Transpose", "turned", "context", perm=[0, 2, 1, 3]), do("Reshape", "joined", "turned", "join")
    do("MatMul", "mixed_out", "joined", "mixed"), do("Add", "sum1", "x0", "mixed_out"), norm("x1", "sum1")
    do("MatMul", "risen", "x1", "rise"), do("Relu", "bent", "risen"), do("MatMul", "fallen", "bent", "fall"), do("Add", "sum2", "x1", "fallen"), norm("x2", "sum2")
    do("Gather", "head", "x2", "place0", axis=1), do("MatMul", "pooled", "head", "pool"), do("Tanh", "tanh", "pooled"), do("MatMul", "logits", "tanh", "label")
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in inputs]
    made = helper.make_graph(nodes, "classifier", given, [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", labels])],
                             [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()])
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def write(folder, tokenizer, config, first, inputs, seed):
    labels = [config["id2label"][str(place)] for place in range(len(config["id2label"]))]
    w = weights(np.random.default_rng(seed), tokenizer.get_vocab_size(), len(labels))
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(graph(w, first, len(labels), inputs), folder / "onnx/model.onnx")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "config.json").write_text(json.dumps(config) + "\n")
    tokenizer.enable_truncation(POSITIONS)
    said = []
    for text in CAPTIONS:
        ids = tokenizer.encode(text).ids
        logits = forward(w, np.array(ids), first)
        powers = np.exp(logits - logits.max())
        scores = powers / powers.sum() if config["problem_type"] == "single_label_classification" else 1 / (1 + np.exp(-logits))
        said.append({"text": text, "ids": ids, "labels": {label: float(score) for label, score in zip(labels, scores)}})
    return said


def main():
    root = pathlib.Path(sys.argv[1])
    names = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
    bert = {"model_type": "bert", "max_position_embeddings": POSITIONS, "problem_type": "multi_label_classification", "id2label": {str(i): name for i, name in enumerate(names)}}
    roberta = {"model_type": "roberta", "max_position_embeddings": POSITIONS + 2, "problem_type": "single_label_classification", "id2label": {"0": "neutral", "1": "toxic"}}
    expected = {"made_by": "python test/oracles/onnx_classifiers.py test/golden/onnx",
                "versions": {"onnx": onnx.__version__, "numpy": np.__version__, "tokenizers": __import__("tokenizers").__version__},
                "bert": write(root / "bert", wordpiece(), bert, 0, ["input_ids", "attention_mask", "token_type_ids"], 1),
                "roberta": write(root / "roberta", bytelevel(), roberta, 2, ["input_ids", "attention_mask"], 2)}
    (root / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
