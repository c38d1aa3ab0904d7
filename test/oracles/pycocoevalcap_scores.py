"""pycocoevalcap as a black box: CIDEr, BLEU-1..4 and ROUGE-L of one corpus, as its own tokenizer and scorers give them."""

import contextlib
import io

from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.rouge.rouge import Rouge
from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer


def score(references, predictions):
    """references: id -> captions; predictions: id -> caption. Scores of the corpus and of every image, in order."""
    with contextlib.redirect_stdout(io.StringIO()):
        gts = PTBTokenizer().tokenize({i: [{"caption": c} for c in captions] for i, captions in references.items()})
        res = PTBTokenizer().tokenize({i: [{"caption": caption}] for i, caption in predictions.items()})
        result = {}
        try:
            value, each = Cider().compute_score(gts, res)
            result["cider"], result["cider_per_image"] = float(value), [float(x) for x in each]
        except ValueError as error:
            result["cider_error"] = str(error)
        value, each = Bleu(4).compute_score(gts, res, verbose=0)
        result["bleu"], result["bleu_per_image"] = [float(x) for x in value], [[float(x) for x in order] for order in each]
        value, each = Rouge().compute_score(gts, res)
        result["rouge_l"], result["rouge_l_per_image"] = float(value), [float(x) for x in each]
    return result
