"""The reference of the caption measures: PTBTokenizer and Cider of pycocoevalcap on a file of {"id","prediction","references"} lines.

Prints {"value": CIDEr}. Nothing else of pycocoevalcap is loaded.
"""

import contextlib
import io
import json
import sys

from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

if __name__ == "__main__":
    references, predictions = {}, {}
    with open(sys.argv[1], encoding="utf8") as lines:
        for line in lines:
            row = json.loads(line)
            references[row["id"]] = [{"caption": caption} for caption in row["references"]]
            predictions[row["id"]] = [{"caption": row["prediction"]}]
    with contextlib.redirect_stdout(io.StringIO()):
        tokenizer = PTBTokenizer()
        value, _ = Cider().compute_score(tokenizer.tokenize(references), tokenizer.tokenize(predictions))
    print(json.dumps({"value": float(value)}))
