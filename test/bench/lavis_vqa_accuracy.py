"""The reference of the VQA measure: GT-Vision-Lab's VQA and VQAEval, as salesforce-lavis carries them for Python 3.

    python3 -m venv .venv-vqa && .venv-vqa/bin/pip install --no-deps salesforce-lavis
    CARDEVAL_VQA_PYTHON=.venv-vqa/bin/python npm run bench -- vqa

Arguments: questions, annotations and results in the challenge's layouts. Prints {"overall": percent of two decimals as the script says it,
"value": the mean of its verdicts on single questions, 0..1,
"peakBytes": the largest resident set of this process}. The two files are loaded by their paths: lavis itself needs torch.
"""

import contextlib
import importlib.util
import io
import json
import pathlib
import resource
import sys


def load(name):
    package = pathlib.Path(importlib.util.find_spec("lavis").submodule_search_locations[0])
    spec = importlib.util.spec_from_file_location(name, package / "common" / "vqa_tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    questions, annotations, results = sys.argv[1:]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = load("vqa").VQA(annotations, questions)
        evaluation = load("vqa_eval").VQAEval(truth, truth.loadRes(results, questions), n=2)
        evaluation.evaluate()
    verdicts = evaluation.evalQA.values()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"overall": evaluation.accuracy["overall"], "value": sum(verdicts) / len(verdicts) / 100, "peakBytes": peak}))
