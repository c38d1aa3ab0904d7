"""pycocoevalcap's tokenizer as a black box. Standard input: JSON lines, each a list of captions (one call each);
standard output: JSON lines, each the list of tokenised captions as the wrapper returns them (shorter when lines were lost).

    CARDEVAL_ORACLE_PYTHON=…/python; $CARDEVAL_ORACLE_PYTHON test/oracles/ptb_jar.py < batches.jsonl > tokens.jsonl
"""

import contextlib
import io
import json
import os
import sys

from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer


def tokenize(captions):
    with contextlib.redirect_stdout(io.StringIO()):
        result = PTBTokenizer().tokenize({i: [{"caption": c}] for i, c in enumerate(captions)})
    return [result[i][0] for i in range(len(captions)) if i in result]


if __name__ == "__main__":
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for line in sys.stdin:
        print(json.dumps(tokenize(json.loads(line))), flush=True)
