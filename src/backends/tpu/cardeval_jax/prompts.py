"""Prompts to tokens and tokens to text, as big_vision does: BOS, prompt, separator, cut from the right.

The separator is one newline that is tokenised by itself, so that it cannot merge with the prompt; cutting may take it away.
Source: google-research/big_vision, configs/proj/paligemma/transfers/common.py@0127fb6.
"""

import tokenizers

from .problem import Problem


def open_tokenizer(path, sizes):
    """The tokenizer of a checkpoint. Raises Problem when it is missing or another model's."""
    if not path.exists():
        raise Problem("bad_checkpoint", f"{path} is missing", "Put the checkpoint's tokenizer.json beside its weights, or name it: tpu:CHECKPOINT?tokenizer=FILE.")
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:
        raise Problem("bad_checkpoint", f"{path} is no tokenizer: {error}", "Fetch it again.") from error
    for token, wanted in (("<bos>", sizes.bos), ("<eos>", sizes.eos)):
        refuse(path, f"{token} is {tokenizer.token_to_id(token)} there and {wanted} in the model", tokenizer.token_to_id(token) == wanted)
    for token in ("<loc0000>", "<loc1023>", "<seg000>", "<seg127>"):
        number = tokenizer.token_to_id(token)
        refuse(path, f"{token} is {number} there, and the model has {sizes.vocabulary} tokens", number is not None and number < sizes.vocabulary)
    # The table may have rows that no token uses; a token beyond it is of another vocabulary. `<image>` alone may be the row behind.
    size = tokenizer.get_vocab_size(with_added_tokens=True)
    refuse(path, f"it has {size} tokens, the model {sizes.vocabulary}", size <= sizes.vocabulary + 1)
    return tokenizer


def refuse(path, why, unless):
    if not unless:
        raise Problem("bad_checkpoint", f"{path} is another model's tokenizer: {why}", "Take the tokenizer.json that was published with these weights.")


def encode(tokenizer, sizes, prompt, budget):
    """Ids of BOS, prompt and separator, the first `budget` of them. Raises Problem for a token that the model has not."""
    ids = [sizes.bos, *tokenizer.encode(prompt, add_special_tokens=False).ids,
           *tokenizer.encode("\n", add_special_tokens=False).ids]
    beyond = next((number for number in ids if number >= sizes.vocabulary), None)
    if beyond is not None:
        raise Problem("bad_request", f"the prompt holds {tokenizer.id_to_token(beyond)}, which is no text", "Take it out: pictures stand before the prompt by themselves.")
    return ids[:budget]


def decode(tokenizer, ids):
    """Text of the ids; special tokens are left out, spaces at the ends are not."""
    return tokenizer.decode(ids, skip_special_tokens=True)
