"""Makes test/golden/answers.json.gz: answers and what the reference evaluators make of them.

Run:  CARDEVAL_ORACLE_PYTHON -m pip install --no-deps lmms-eval==0.7.3
      python test/oracles/answers.py ../shared/golden > test/golden/answers.json.gz

The VQA, ANLS, ChartQA, TallyQA and ScienceQA cases are every few of the shared golden file, whose head says what made them; the
tables are the shared tables of the VQA evaluators.
The EvalAI (TextVQA) normaliser and the ANLS of the RRC server are lmms-eval's copies, run here on made-up answers.
"""

import ast
import gzip
import importlib.metadata
import importlib.util
import json
import pathlib
import random
import sys

# How many of a section are left out for each that is kept.
STEP = {"vqav2_accuracy": 8, "vqav2_postprocess": 6, "anls": 5, "chartqa_relaxed_match": 4, "tally": 2, "scienceqa_postproc": 2}
WORDS = """the a an dog's it's dont couldnt've 'ows'at none zero two ten yes No T-shirt 1,000 10.5 3. .5 U.S. 50% $5 ½ İstanbul ΣΑΣ Straße
           7UP "stop" b/w (left) [x] rock&roll can't what? end. ٣ １２ 猫 😀 é ﬁne ① what's""".split() + ["new york", "a,b", "5,6 7", "............"]
SPACES = [" ", " ", " ", "  ", "\t", "\n", "\u00a0", "\u3000", "\u001c", ""]


def lmms_eval_file(name):
    return next(file.locate() for file in importlib.metadata.files("lmms-eval") if str(file) == f"lmms_eval/{name}")


def evalai():
    spec = importlib.util.spec_from_file_location("vqa_eval_metric", lmms_eval_file("tasks/_task_utils/vqa_eval_metric.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.EvalAIAnswerProcessor()


def rrc():
    """Two functions of a module that imports half the world."""
    tree = ast.parse(open(lmms_eval_file("api/metrics.py")).read())
    wanted = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in ("levenshtein_distance", "anls")]
    for node in wanted:
        node.decorator_list = []
    names = {}
    exec(compile(ast.Module(wanted, []), "api/metrics.py", "exec"), names)
    return lambda answer, golds: names["anls"](golds, [answer])["anls"]


def text(rng):
    return "".join(rng.choice(WORDS) + rng.choice(SPACES) for _ in range(rng.randint(0, 4)))


def near(rng, answer):
    """The answer with a few letters changed."""
    letters = list(answer)
    for _ in range(rng.randint(0, 3)):
        if letters:
            letters[rng.randrange(len(letters))] = rng.choice(["", "x", "ß", " ", "😀"])
    return rng.choice([str.upper, str.lower, str])("".join(letters)) + rng.choice(["", " ", "\n"])


def made_here():
    rng = random.Random(20261125)
    process, anls = evalai(), rrc()
    texts = [text(rng) for _ in range(400)] + [word + tail for word in WORDS for tail in ("", ".", " ,", "?")]
    pairs = [(t, [near(rng, t) for _ in range(rng.randint(1, 3))]) for t in [text(rng) for _ in range(400)] + ["", " "]]
    return {
        "evalai": [{"in": t, "out": process(t)} for t in texts],
        "rrc": [{"pred": answer, "targets": golds, "anls": anls(answer, golds)} for answer, golds in pairs],
    }


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    shared = json.load(gzip.open(folder / "text_answers.json.gz"))
    kept = {}
    for section, step in STEP.items():
        rows = shared[section]
        odd = [row for row in rows if "official" in row or abs(row.get("official_x100", 0) - 100 * row.get("acc", 0)) > 0.01 and "official_x100" in row]
        kept[section] = odd + [row for row in rows[::step] if row not in odd]
    out = {
        "made_with": {"command": "python test/oracles/answers.py ../shared/golden", "lmms-eval": importlib.metadata.version("lmms-eval"),
                      "python": sys.version.split()[0], "shared": shared["made_with"]},
        "tables": json.loads((folder / "vqa_tables.json").read_text()), **kept, **made_here(),
    }
    sys.stdout.buffer.write(gzip.compress(json.dumps(out, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0))
