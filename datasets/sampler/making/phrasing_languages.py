"""Captions of a scene of shapes in the 35 other languages, from the words that the embedded model knows and nothing else.

About one in ten is `language.caption_in`, what the model is taught to say. The variations are those that need no grammar: another
order of the groups, the number behind or left out, only the shapes or only the colours, a group left out, punctuation.
"""

import re

from language import caption_in, groups_of
from world import WORDS

LANGUAGES = sorted(WORDS["languages"])
COMMAS = {"ar": "،", "fa": "،", "ja": "、", "zh": "，"}
STOPS = {"ja": "。", "zh": "。", "hi": "।", "bn": "।"}
UNSPACED = ("ja", "th", "zh")


def say(words, group, style):
    """One group in one of the styles."""
    colour, shape, number = words["colours"][group[0]], words["shapes"][group[1]], str(group[2])
    pair = f"{colour} {shape}" if words["order"] == "before" else f"{shape} {colour}"
    return {"plain": pair, "counted": f"{number} {pair}", "counted after": f"{pair} : {number}", "shape": f"{number} {shape}",
            "shape alone": shape, "colour": f"{number} {colour}", "bracket": f"{shape} ( {colour} )", "colour first": f"{colour} : {number} {shape}",
            "dash": f"{shape} - {colour}"}[style]


STYLES = {"plain": 2, "counted": .5, "counted after": 3, "shape": 4, "shape alone": 2, "colour": 2, "bracket": 3, "colour first": 3, "dash": 2}


def clear(style, groups):
    """Whether no two groups sound the same in this style, so that its numbers hold."""
    named = {"shape": 1, "shape alone": 1, "colour": 0}.get(style)
    return named is None or len({group[named] for group in groups}) == len(groups)


def tokenized(rng, code, scene):
    """One caption in lower case with spaces between all tokens, the full stop as a token of its own."""
    stop = rng.choice(["", "", f" {STOPS.get(code, '.')}"])
    if rng.random() < .1:
        return caption_in(code, scene).lower() + stop
    words, groups = WORDS["languages"][code], groups_of(scene)
    rng.shuffle(groups)
    if len(groups) > 1 and rng.random() < .25:
        groups.pop()
    styles = {style: weight for style, weight in STYLES.items() if clear(style, groups_of(scene))}
    style = rng.choices(list(styles), styles.values())[0]
    joiner = rng.choice([f" {words['and']} ", f" {COMMAS.get(code, ',')} ", " ; "])
    return joiner.join(say(words, group, style) for group in groups).lower() + stop


def written(code, text):
    """The tokenised caption as people write it: capital first, no space before punctuation, none at all in some languages."""
    if code in UNSPACED:
        return text.replace(" ", "")
    text = re.sub(r" ([,،.।:;)])", r"\1", text).replace("( ", "(")
    return text[0].upper() + text[1:]
