"""The embedded model's vocabulary, as a Hugging Face tokenizer.json: whole words, single characters, bytes, loc and seg.

A unigram model whose word pieces cost 1, characters 3 and bytes are the fallback: the best segmentation takes whole words
where it knows them and spells the rest. As in PaliGemma's own tokenizer, text gets no dummy prefix: a word that opens a text and
the same word after a space are two pieces.
"""

import json
import sys
from language import NUMBERS, PLACES, plural
from world import COLOURS, GROUNDS, SHAPES, WORDS

SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>"]
SPACE = "▁"
ENGLISH = ("a an and on the is of are there how many what color shape object where left right background shapes sign that says "
           "say does bar chart highest lowest which bars value caption answer detect segment yes no in to or with picture image "
           "choose from: The Question: N/A Options: has two both one more than same").split()
GLUED = ["Context:", "Answer:", ",", ".", "?", "\n", "\t", ":", ";", "(", ")", "-", "'", "/", "<", ">", '"', "!", "%", "&"]


def pieces():
    """[(piece, log score)] of the unigram model in id order, without loc, seg and image."""
    words = list(ENGLISH) + COLOURS + SHAPES + [plural(s) for s in SHAPES] + list(GROUNDS) + NUMBERS + [str(n) for n in range(10)]
    words += [word for place in PLACES for word in place.split()] + list("ABCD") + list("abcdefghijklmnopqrstuvwxyz")
    for code, language in sorted(WORDS["languages"].items()):
        words += [code, language["and"], *language["colours"], *language["shapes"]]
    words.append("en")
    opening = ENGLISH + COLOURS + SHAPES + NUMBERS + [str(n) for n in range(10)] + [p.split()[0] for p in PLACES] + list(GROUNDS)
    known = dict.fromkeys([SPACE + word for word in words] + opening)
    characters = dict.fromkeys(list("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + [SPACE])
    characters = {piece: None for piece in characters if piece not in known}
    table = [(piece, 0.0) for piece in SPECIAL] + [(f"<0x{byte:02X}>", -8.0) for byte in range(256)]
    table += [(piece, -1.0) for piece in GLUED] + [(piece, -1.0) for piece in known] + [(piece, -3.0) for piece in characters]
    return table


def added():
    return [f"<loc{n:04d}>" for n in range(1024)] + [f"<seg{n:03d}>" for n in range(128)] + ["<image>"]


def tokenizer_json():
    """The whole file; loc, seg and <image> are added tokens, so that they are never split and survive skipping specials."""
    table = pieces()
    table += [(token, 0.0) for token in added()]
    entries = [{"id": i, "content": piece, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
                "special": piece in SPECIAL or piece == "<image>"} for i, (piece, _) in enumerate(table)
               if piece in SPECIAL or piece.startswith(("<loc", "<seg", "<image>"))]
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": entries,
        "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": SPACE},
        "pre_tokenizer": None, "post_processor": None,
        "decoder": {"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": SPACE}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]},
        "model": {"type": "Unigram", "unk_id": 3, "byte_fallback": True, "vocab": [[piece, score] for piece, score in table]},
    }


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(tokenizer_json(), out, ensure_ascii=False, separators=(",", ":"))
