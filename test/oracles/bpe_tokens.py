"""A small tokenizer of Gemma's kind and what Hugging Face's `tokenizers` makes of texts: bpe_tokens.py OUT_FILE.

BPE with byte fallback, spaces as U+2581, a Split before the model, BOS put in front by the post-processor, added tokens for line
ends, places and masks. Made up here, trained on a few sentences: nothing of Gemma's vocabulary is in it.
"""

import gzip
import json
import random
import sys

import tokenizers
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TEXTS = ["caption en a blue square and two red circles on a white background", "answer en where is the dog? on the left of the cat",
         "detect yellow star ; green cross", "segment the man in the orange shirt", "was steht auf dem schild? zwei rote kreise",
         "\u30c6\u30ad\u30b9\u30c8 \u3092 \u8aad\u3080", "12.5% of 1,000 people"]
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789.,?;:%-'\"()\u2581"
ADDED = ["\n", "\n\n", "<image>", *(f"<loc{i:04}>" for i in range(8)), *(f"<seg{i:03}>" for i in range(4))]


def make():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("\u2581"), "merged_with_next")
    special = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{i:02X}>" for i in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=460, special_tokens=special, initial_alphabet=list(ALPHABET), show_progress=False, limit_alphabet=len(ALPHABET))
    tokenizer.train_from_iterator(TEXTS * 4, trainer)
    shape = json.loads(tokenizer.to_str())
    # As in Gemma: the split is on a space, which the normalizer has replaced, so that merges may run over words.
    shape["pre_tokenizer"] = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
    shape["added_tokens"] = [token for token in shape["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(shape))
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.add_tokens([tokenizers.AddedToken(text, normalized=False, special=False) for text in ADDED])
    bos = tokenizer.token_to_id("<bos>")
    tokenizer.post_processor = processors.TemplateProcessing(single="<bos> $A", pair="<bos> $A <bos> $B", special_tokens=[("<bos>", bos)])
    return tokenizer


def texts():
    pick = random.Random(3)
    words = " ".join(TEXTS).split() + ["Caf\u00e9", "\U0001f642", "\u00a0", "<loc0003>", "<seg001>", "\n", "", " ", "Z", "\u0130"]
    yield from ["", " ", "  a", "a  b", "\n", "a\n", "\n\n", "<bos>", "answer en\tx", *TEXTS]
    for _ in range(200):
        yield pick.choice([" ", "", "  "]).join(pick.choice(words) for _ in range(pick.randint(1, 9)))


def main(out):
    tokenizer = make()
    encode = [[text, tokenizer.encode(text, add_special_tokens=False).ids] for text in texts()]
    decode = [[ids, tokenizer.decode(ids, skip_special_tokens=True)] for _, ids in encode]
    golden = {"reference": f"tokenizers {tokenizers.__version__}", "command": "python test/oracles/bpe_tokens.py test/golden/bpe-tokens.json.gz",
              "tokenizer": json.loads(tokenizer.to_str()), "encode": encode, "decode": decode}
    with open(out, "wb") as file:
        file.write(gzip.compress(json.dumps(golden).encode(), mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
