"""What this Python makes of texts: one JSON list of texts a line in, one JSON list of observations a line out.

The VQA rule is written here once more, on Python's own functions and the tables of the golden file, for texts that no golden file has.
"""

import gzip
import json
import pathlib
import re
import sys

GOLDEN = pathlib.Path(__file__).parent.parent / "golden" / "answers.json.gz"
TABLES = json.load(gzip.open(GOLDEN))["tables"]
WORDS = {**TABLES["contractions"], **TABLES["numbers"], **dict.fromkeys(TABLES["articles"])}


def number(text):
    try:
        return repr(float(text))
    except ValueError:
        return None


def normalize(text, stops):
    has_comma = re.search(TABLES["comma_regex_vqa"], text) is not None
    signs = {ord(sign): "" if has_comma or sign + " " in text or " " + sign in text else " " for sign in TABLES["punct"]}
    bare = re.sub(TABLES["period_regex"], "", text.translate(signs), count=stops)
    words = [WORDS.get(word, word) for word in bare.lower().split()]
    return " ".join(word for word in words if word is not None)


def observe(text):
    stripped = text.replace("\n", " ").replace("\t", " ").strip()
    return {
        "lower": text.lower(), "upperLength": len(text.upper()), "length": len(text), "strip": text.strip(), "split": text.split(),
        "float": number(text), "stripped": stripped, "card": normalize(stripped, 0), "evalai": normalize(stripped, 32),
    }


for line in sys.stdin:
    print(json.dumps([observe(text) for text in json.loads(line)]), flush=True)
