"""Questions about a scene of shapes as a benchmark's authors ask them, and the answers of ten people."""

from language import NUMBERS, PLACES, groups_of, noun, question
from phrasing import HUES, NAMES
from world import COLOURS, SHAPES

# Kinds of `language.question` by what kind of answer they have in the VQA challenge.
ANSWER_TYPES = {"yes/no": ["exists", "left"], "number": ["count"], "other": ["colour", "shape", "where", "background"]}
# Openings that VQA sorts its questions by, the longest that fits counts.
OPENINGS = ["how many", "is the", "is there", "is there a", "what", "what color is the", "where is the"]
OTHER_PLACES = {"center": ["middle"], "top": ["top middle", "up"], "bottom": ["bottom middle", "down"], "left": ["left side"], "right": ["right side"]}


def capital(text):
    """With a capital, but for "where", which the embedded model knows in small letters only."""
    return text if text.startswith("where") else text[0].upper() + text[1:]


def ask(rng, scene, kinds, known=()):
    """(question, answer, kind) with a capital, of one of the kinds and none of the known ones."""
    for _ in range(200):
        kind = rng.choice(kinds)
        asked = question(rng, scene, kind)
        if asked and capital(asked[0]) not in known:
            return capital(asked[0]), asked[1], kind
    raise ValueError(f"nothing of {kinds} to ask about {groups_of(scene)}")


def opening(text):
    """VQA's `question_type`."""
    return max((words for words in OPENINGS if text.lower().startswith(f"{words} ")), key=len, default="none of the above")


def people(rng, answer, share=.8):
    """What ten people answer: most of them the right thing, others another word for it, or a slip."""
    others = others_for(answer) or [answer]
    while True:
        said = [answer if rng.random() < share else rng.choice(others) for _ in range(10)]
        if said.count(answer) > 5:
            return said


def others_for(answer):
    if answer in ("yes", "no"):
        return ["no" if answer == "yes" else "yes"]
    if answer.isdigit():
        return [NUMBERS[int(answer)], str(int(answer) + 1)] if int(answer) < len(NUMBERS) else [str(int(answer) - 1)]
    if answer == "gray":
        return ["grey"]
    table = {**HUES, **NAMES, **{place: OTHER_PLACES.get(place, [f"{place} corner"]) for place in PLACES}}
    return [word for word in dict.fromkeys(table.get(answer, [])) if word != answer]


def kinds_of(scene):
    """[(colour, shape)] that are there, in reading order."""
    return [group[:2] for group in groups_of(scene)]


def absent(rng, scene, count):
    """`count` different (colour, shape) that are not there."""
    there = set(kinds_of(scene))
    return rng.sample([(colour, shape) for colour in range(len(COLOURS)) for shape in range(len(SHAPES)) if (colour, shape) not in there], count)


def count_of(scene, colour=None, shape=None):
    return sum(colour in (None, thing["colour"]) and shape in (None, thing["shape"]) for thing in scene["objects"])


def is_there(pair):
    return f"Is there {noun(*pair)}?"
