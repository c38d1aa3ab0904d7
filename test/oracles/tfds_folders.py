"""Golden folders of TensorFlow Datasets: builders with the names, features and splits of big_vision's, run by the real library.

    PYTHONPATH=TENSORFLOW/site-packages python test/oracles/tfds_folders.py test/golden
    (tensorflow-cpu 2.21.0, tensorflow-datasets 4.9.10)

Features after google-research/big_vision, big_vision/datasets/*/*.py@0127fb6b. Beside the files stands the order in which the library itself
reads each split, and the slice of `vqa` that minival is in miniature.
"""

import base64
import gzip
import io
import json
import pathlib
import sys
import tempfile

import numpy as np
import tensorflow as tf
import tensorflow_datasets as tfds

F = tfds.features
TEXT, TEXTS, INT32, INT64, BOOL = F.Text(), F.Sequence(F.Text()), F.Scalar(np.int32), F.Scalar(np.int64), F.Scalar(np.bool_)
JPEG, PNG, ANY = F.Image(encoding_format="jpeg"), F.Image(encoding_format="png"), F.Image(shape=(None, None, 3))


def picture(index, encode=tf.io.encode_png):
    return io.BytesIO(encode(np.full((2, 3, 3), index, np.uint8)).numpy())


def ten(answer):
    return [answer] * 10


def vqa(split):
    for i in range(23):
        yield 42000 + i, {
            "image/id": 42 + i // 3, "image/filename": f"{i}.jpg", "image": picture(i, tf.io.encode_jpeg), "question_id": 42000 + i, "question_type": "what",
            "question_text": f"Was ist das, Nummer {i}? – 犬" if i else "", "answer_type": ["yes/no", "number", "other"][i % 3],
            "answers": ten(f"answer {i}"), "answer_confidences": ["yes"] * 10, "top_answer": "a"}


VQA = {"image/id": np.int32, "image/filename": TEXT, "image": JPEG, "question_id": np.int32, "question_type": TEXT, "question_text": TEXT, "answer_type": TEXT,
       "answers": TEXTS, "answer_confidences": F.Sequence(F.ClassLabel(names=["no", "maybe", "yes"])), "top_answer": TEXT}


def kinds(split):
    yield 0, {"empty": [], "long": 2**62, "negative": [-1, 0, 300, -2**40], "reals": [0.5, -2.25], "many": [True, False], "nested": {"inner": "a", "list": [{"text": "x", "id": 1}, {"text": "", "id": 2}]},
              "label": "maybe", "square": np.zeros((2, 2), np.int32), "pictures": [picture(1), picture(2)], "none": []}


KINDS = {"empty": TEXTS, "long": INT64, "negative": F.Sequence(np.int64), "reals": F.Tensor(shape=(2,), dtype=np.float32), "many": F.Tensor(shape=[2], dtype=np.bool_),
         "nested": {"inner": TEXT, "list": F.Sequence({"text": TEXT, "id": np.int64})}, "label": F.ClassLabel(names=["no", "maybe"]), "square": F.Tensor(shape=(2, 2), dtype=np.int32),
         "pictures": F.Sequence(F.Image(encoding_format="png")), "none": F.Sequence(np.int64)}


def rows(*examples):
    return lambda split: enumerate(dict(example, image=picture(i)) for i, example in enumerate(examples))


def spell(language):
    return rows({"image/id": f"42_{language}", "captions": [f"a dog in {language} ."], "language": language}, {"image/id": f"43_{language}", "captions": ["a cat ."], "language": language})


COCO_35L = "ar bn cs da de el en es fa fi fil fr he hi hr hu id it ja ko mi nl no pl pt ro ru sv sw te th tr uk vi zh".split()
XGQA = "bn de en id ko pt ru zh".split()
AOKVQA = dict(direct_answers=ten("bus"), multiple_choice_possible_answers=["a", "b", "c", "d"], answer_rationales=["r"] * 3)

# Name: (version, features, generator of each split's examples, files of each).
BUILDERS = {
    "vqa": ("3.0.0", VQA, {"validation": vqa}, 4),
    "kinds": ("1.0.0", KINDS, {"train": kinds}, 1),
    "ok_vqa": ("1.0.0", {"image": ANY, "image_id": INT64, "answer_type": TEXT, "answers": TEXTS, "answers_confidence": F.Tensor(shape=[10], dtype=np.bool_), "answers_raw": TEXTS,
                         "question_id": INT64, "question_type": TEXT, "question_type_readable": TEXT, "question": TEXT},
               {"val": rows(*({"image_id": 7, "answer_type": "other", "answers": ten("race"), "answers_confidence": [True] * 10, "answers_raw": ten("racing"), "question_id": 70 + i,
                               "question_type": "one", "question_type_readable": "Vehicles", "question": "Why?"} for i in range(2)))}, 1),
    "a_ok_vqa": ("1.0.0", {"image": ANY, "image_id": INT64, "direct_answers": TEXTS, "direct_answer_is_difficult": BOOL, "multiple_choice_possible_answers": TEXTS,
                           "multiple_choice_correct_idx": INT32, "answer_rationales": TEXTS, "question": TEXT, "question_id": TEXT},
                 {"val": rows({**AOKVQA, "image_id": 5, "direct_answer_is_difficult": False, "multiple_choice_correct_idx": 1, "question": "What?", "question_id": "q1"},
                              {**AOKVQA, "image_id": 5, "direct_answer_is_difficult": True, "multiple_choice_correct_idx": 3, "question": "Where?", "question_id": "q2"})}, 1),
    "coco35l": ("1.0.0", {"image/id": TEXT, "image": JPEG, "captions": TEXTS, "language": TEXT}, {f"dev_{language}": spell(language) for language in COCO_35L}, 1),
    "text_caps": ("1.0.0", {"image/id": TEXT, "image_filepath": TEXT, "image": JPEG, "texts": TEXTS},
                  {"val": rows({"image/id": "0a", "image_filepath": "x", "texts": ["A sign.", "Sign"]}, {"image/id": "0b", "image_filepath": "x", "texts": ["A bus."]})}, 1),
    "screen2_words": ("1.0.0", {"image/id": INT32, "image/filename": TEXT, "image": JPEG, "summary": TEXTS},
                      {"test": rows({"image/id": 3, "image/filename": "3.jpg", "summary": ["login page"]}, {"image/id": 5, "image/filename": "5.jpg", "summary": ["list", "list"]})}, 1),
    "no_caps": ("1.0.0", {"image/id": np.int64, "image_filepath": TEXT, "url": TEXT, "image": JPEG, "texts": TEXTS},
                {"val": rows(*({"image/id": i, "image_filepath": "x", "url": "x", "texts": ["a dog", "dog"]} for i in (7, 8)))}, 1),
    "gqa": ("1.0.0", {"example_id": INT64, "image/id": TEXT, "image": JPEG, "question": TEXT, "answer": TEXT, "full_answer": TEXT, "is_balanced": BOOL},
            {"testdev_balanced": rows(*({"example_id": 100 + i, "image/id": "n1", "question": "Is it red?", "answer": "yes", "full_answer": "Yes.", "is_balanced": True} for i in range(2)))}, 1),
    "xgqa": ("1.0.0", {"example_id": TEXT, "image/id": TEXT, "image": JPEG, "question": TEXT, "answer": TEXT},
             {f"test_zs_{language}": rows({"example_id": f"100_{language}", "image/id": "n1", "question": f"? {language}", "answer": "yes"}) for language in XGQA}, 1),
    "tally_qa": ("1.0.0", {"image": ANY, "image_id": INT32, "image_source": TEXT, "question": TEXT, "question_id": INT32, "answer": INT32, "issimple": INT32},
                 {"test": rows(*({"image_id": 9, "image_source": "vg", "question": "How many?", "question_id": 90 + i, "answer": 3 * i, "issimple": i} for i in range(2)))}, 1),
    "text_vqa": ("1.0.1", {"image/id": INT32, "image_filepath": TEXT, "image": JPEG, "question_id": INT32, "question": TEXT, "answers": TEXTS},
                 {"val": rows(*({"image/id": 1 + i, "image_filepath": f"/data/train_images/0{'ab'[i]}.jpg", "question_id": 1 + i, "question": "What word?", "answers": ten("nokia")} for i in range(2)))}, 1),
    "viz_wiz_vqa": ("1.0.0", {"question": TEXT, "image/filename": TEXT, "image": JPEG, "answers": TEXTS, "answer_confidences": TEXTS, "answerable": INT32, "question_id": INT32},
                    {"val": rows(*({"question": "What?", "image/filename": f"VizWiz_val_0000000{i}.jpg", "answers": ["soup"] * 9, "answer_confidences": ["yes"] * 9, "answerable": i, "question_id": i} for i in range(2)))}, 1),
    "doc_vqa": ("1.0.0", {"question_id": INT32, "image/filename": TEXT, "image": PNG, "question": TEXT, "answers": TEXTS},
                {"val": rows(*({"question_id": 49153 + i, "image/filename": "documents/a.png", "question": "What?", "answers": ["J. P.", "JP"]} for i in range(2)))}, 1),
    **{f"pope/pope_{kind}": ("1.0.0", {"question_id": INT32, "image/filename": TEXT, "image": PNG, "question": TEXT, "answer": TEXT, "thing": TEXT},
                             {"test": rows(*({"question_id": i, "image/filename": "COCO_val2014_000000000042.jpg", "question": "Is there a dog in the image?", "answer": ["yes", "no"][i], "thing": "dog"} for i in range(2)))}, 1)
       for kind in ("random", "popular", "adversarial")},
    **{f"chart_qa/{kind}": ("1.0.0", {"question_id": INT32, "image/filename": TEXT, "image": PNG, "question": TEXT, "answer": TEXT},
                            {"test": rows(*({"question_id": i, "image/filename": "c.png", "question": "How many?", "answer": f"1{i}"} for i in range(2)))}, 1)
       for kind in ("human", "augmented")},
    "infovqa": ("1.1.0", {"question_id": INT32, "filename": TEXT, "image": JPEG, "question": TEXT, "answers": TEXTS},
                {"val": rows(*({"question_id": 98313 + i, "filename": "i.jpeg", "question": "Which?", "answers": ["a, b", "b, a"]} for i in range(2)))}, 1),
    "science_qa": ("1.0.0", {**dict.fromkeys("question hint task grade subject topic category skill lecture solution indexed_choices indexed_answer".split(), TEXT), "choices": TEXTS, "answer": INT32, "image": PNG},
                   {"test": rows(*({**dict.fromkeys("task grade topic category skill lecture solution indexed_choices indexed_answer".split(), ""), "question": "Which?", "hint": "N/A", "subject": "natural science",
                                    "choices": ["x", "y"], "answer": 1} for _ in range(2)))}, 1),
    "scicap/first_sentence_subfig_no": ("1.0.0", {"image/id": TEXT, "image/filename": TEXT, "image": PNG, "caption/originally_extracted": TEXT, "caption/lowercase_and_token_and_remove_figure_index": TEXT,
                                                  "caption/normalized/basic_num": TEXT, "caption/normalized/advanced_equation_bracket": TEXT},
                                        {"test": rows(*({"image/id": f"f{i}", "image/filename": f"f{i}.png", "caption/originally_extracted": "Figure 1: A plot.", "caption/lowercase_and_token_and_remove_figure_index": "a plot .",
                                                         "caption/normalized/basic_num": "", "caption/normalized/advanced_equation_bracket": ""} for i in range(2)))}, 1),
    "xm3600": ("1.0.1", {"image/id": TEXT, "image": JPEG, "captions": TEXTS, "captions/tokenized": TEXTS, "language": TEXT},
               {language: rows(*({"image/id": f"0{key}_{language}", "captions": ["A dog"], "captions/tokenized": ["A dog ."], "language": language} for key in "ab")) for language in [*COCO_35L, "quz"]}, 1),
    "coco_captions/2014": ("1.1.0", {"captions": F.Sequence({"id": np.int64, "text": TEXT}), "image": JPEG, "image/filename": TEXT, "image/id": np.int64},
                           {"val": rows(*({"captions": [{"id": 1, "text": "a dog"}, {"id": 2, "text": "dog"}], "image/filename": "x.jpg", "image/id": 42 + i} for i in range(2)))}, 1),
    "ai2d": ("1.1.0", {"id": TEXT, "question": TEXT, "label": INT32, "answer": TEXT, "possible_answers": TEXTS, "abc_label": BOOL, "image_name": TEXT, "image": PNG},
             {"test": rows(*({"id": f"1.png-{i}", "question": "What is?", "label": 1, "answer": "moon", "possible_answers": ["sun", "moon"], "abc_label": bool(i), "image_name": "1.png"} for i in range(2)))}, 1),
}


def build(full_name, root):
    version, features, splits, files = BUILDERS[full_name]
    name, _, config = full_name.partition("/")

    class Prepared(tfds.core.GeneratorBasedBuilder, skip_registration=True):
        VERSION = tfds.core.Version(version)
        BUILDER_CONFIGS = [tfds.core.BuilderConfig(name=config)] if config else []

        def _info(self):
            return tfds.core.DatasetInfo(builder=self, features=F.FeaturesDict(features))

        def _split_generators(self, _):
            return {split: make(split) for split, make in splits.items()}

        def _generate_examples(self):
            raise AssertionError

    Prepared.name = name
    builder = Prepared(data_dir=root, **({"config": config} if config else {}))
    builder.download_and_prepare(download_config=tfds.download.DownloadConfig(num_shards=files))
    return builder


def order(builder, split, key):
    dataset = builder.as_dataset(split=split, read_config=tfds.ReadConfig(interleave_cycle_length=1), decoders={"image": tfds.decode.SkipDecoding()})
    return [int(example[key]) for example in tfds.as_numpy(dataset)]


def main(target):
    files, orders = {}, {}
    for name in BUILDERS:
        with tempfile.TemporaryDirectory() as root:
            builder = build(name, root)
            if name == "vqa":
                orders = {split: order(builder, split, "question_id") for split in ("validation", "validation[-7:]", "validation[-23:]")}
            files.update({str(path.relative_to(root)): base64.b64encode(path.read_bytes()).decode() for path in sorted(pathlib.Path(root).rglob("*")) if path.is_file()})
    golden = {"command": "python test/oracles/tfds_folders.py test/golden", "reference": f"tensorflow {tf.__version__}, tensorflow_datasets {tfds.__version__}", "orders": orders, "files": files}
    (pathlib.Path(target) / "tfds-folders.json.gz").write_bytes(gzip.compress(json.dumps(golden, ensure_ascii=False).encode(), mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
