"""The ways people put it: forms that each turn a `Voice` into one true caption, or None where the scene does not offer it.

Where things are is computed from the 3 x 3 cells, never guessed.
"""

from language import NUMBERS, article, listing
from phrasing import SPOTS, canonical, reworded, several
from world import COLOURS, SHAPES

BESIDE = {"above": "above it", "below": "below it", "left": "on its left", "right": "on its right"}


def arrangement(voice, group):
    """How the objects of a group lie: a spot for one, a line or a side for several, or nothing to say."""
    cells = voice.cells(group)
    if len(cells) == 1:
        return voice.rng.choice(SPOTS[cells[0]])
    rows, columns = {cell // 3 for cell in cells}, {cell % 3 for cell in cells}
    if len(rows) == 1:
        side = {0: "along the top", 2: "along the bottom"}.get(min(rows), "across the middle")
        return voice.pick(side, "in a row" if len(cells) == 3 else "in the same row")
    if len(columns) == 1:
        return {0: "down the left side", 2: "down the right side"}.get(min(columns), "down the middle")
    return ""


def relation(voice, first, second):
    """(words, side) of where the first of two cells lies as seen from the second; no side when it lies across a corner."""
    right, down = first % 3 - second % 3, first // 3 - second // 3
    side, height = "left" if right < 0 else "right", "above" if down < 0 else "below"
    if down == 0:
        near = ["next to", "beside"] if abs(right) == 1 else []
        return voice.pick(f"to the {side} of", f"on the {side} of", *near), side
    if right == 0:
        return voice.pick(height, "over" if down < 0 else "under"), height
    corner = f"diagonally {height}" if abs(right) == abs(down) else f"{height} and to the {side} of"
    return voice.pick(f"{height} and to the {side} of", corner, f"{'higher up' if down < 0 else 'lower down'} than"), None


def related(voice):
    """Two things, one as seen from the other."""
    alone = voice.alone()
    if len(alone) < 2:
        return None
    first, second = voice.rng.sample(alone, 2)
    words, side = relation(voice, voice.cells(first)[0], voice.cells(second)[0])
    a, b = voice.thing(first), voice.thing(second)
    forms = [f"{a} {words} {b}", f"{a} sits {words} {b}", f"{a} is {words} {b}", f"{a} {words} {b}{voice.behind()}"]
    if side:
        forms += [f"{b} with {a} {BESIDE[side]}"] * 2
    return voice.rng.choice(forms)


def placed(voice):
    """One thing and where it is, perhaps with the rest."""
    if not voice.alone():
        return None
    group = voice.rng.choice(voice.alone())
    spot, what = voice.rng.choice(SPOTS[voice.cells(group)[0]]), voice.thing(group)
    others = [voice.thing(other) for other in voice.groups if other != group]
    text = voice.pick(f"{spot} there is {what}", f"{spot} is {what}", f"{what} sits {spot}", f"{what} can be seen {spot}", f"{what} {spot} of the picture")
    if others and voice.chance(.5):
        return f"{text}, {voice.pick('and also', 'along with', 'plus')} {listing(others)}"
    return text


def all_placed(voice):
    """Every group and where it lies, for those who are thorough."""
    said = [f"{voice.thing(group)} {arrangement(voice, group)}".strip() for group in voice.groups]
    return voice.pick("", "", "it shows ", "the image has ") + listing(said)


def emptiness(voice):
    """How much is not there; two objects cover less than a sixth of the picture."""
    if voice.total > 2:
        return None
    page = voice.background()
    return voice.pick(f"a mostly empty {voice.ground} {page} with {voice.everything()}", f"nothing but {voice.everything()} on a {voice.ground} {page}",
                      f"{voice.everything()} and lots of empty {voice.ground} space", f"just {voice.everything()}, nothing else")


def scattered(voice):
    """What kind of picture it is, without naming the things."""
    page, hue = f"a {voice.ground} {voice.background()}", voice.pick("", "simple ", "geometric ", "small ")
    if voice.total == 1:
        word = article(voice.hues[COLOURS[voice.groups[0][0]]])
        return voice.pick(f"{article(hue + 'shape')} floating on {page}", f"one {hue}shape alone on {page}", f"{word} figure all by itself on {page}")
    hue = voice.pick(hue, "colorful ") if len({group[0] for group in voice.groups}) > 1 else hue
    number = NUMBERS[voice.total] if voice.total == 2 else voice.pick(NUMBERS[voice.total], "several", "a few", "a bunch of")
    return f"{number} {hue}{voice.pick('shapes', 'shapes', 'figures')} {voice.pick('scattered across', 'spread over', 'arranged on', 'placed on')} {page}"


def by_shape(voice):
    """Counts of shapes whatever their colours."""
    counts = {}
    for _, shape, count in voice.groups:
        counts[shape] = counts.get(shape, 0) + count
    names = {shape: voice.names[SHAPES[shape]] for shape in counts}
    text = listing([article(names[shape]) if count == 1 else f"{NUMBERS[count]} {several(names[shape])}" for shape, count in counts.items()])
    if len(counts) == 1 and len(voice.groups) > 1:
        return f"{text} {voice.pick('of different colors', 'in different colors', 'in various colors')}"
    return text + voice.behind()


def by_colour(voice):
    """Counts of colours whatever their shapes."""
    counts = {}
    for colour, _, count in voice.groups:
        counts[colour] = counts.get(colour, 0) + count
    hues = {colour: voice.hues[COLOURS[colour]] for colour in counts}
    if len(counts) == 1 and voice.total > 1:
        hue = hues[min(counts)]
        return voice.pick(f"all of the shapes are {hue}", f"everything drawn here is {hue}", f"a set of {hue} shapes{voice.behind()}")
    word = voice.pick("shape", "figure", "thing")
    parts = [f"{article(hues[colour])} {word}" if count == 1 else f"{NUMBERS[count]} {hues[colour]} {word}s" for colour, count in counts.items()]
    return listing(parts) + voice.behind()


def ground_first(voice):
    page = voice.background()
    return voice.pick(f"the background is {voice.ground} with {voice.everything()} on it", f"a plain {voice.ground} {page} containing {voice.everything()}",
                      f"on a {voice.ground} {page} I can see {voice.everything()}", f"{voice.ground} {page} that has {voice.everything()} on it")


def artwork(voice):
    opening = voice.pick("clip art of", "a minimalist drawing of", "a flash card showing", "simple graphics showing", "looks like", "a plain design with",
                         "this is a picture with", "a kids drawing of", "an abstract picture made of")
    return f"{opening} {voice.everything()}{voice.behind()}"


def dominant(voice):
    """Only the largest group, the others as a rest."""
    first, *rest = sorted(voice.groups, key=lambda group: -group[2])
    if not rest or first[2] == rest[0][2]:
        return None
    left = sum(group[2] for group in rest)
    tail = voice.pick("and one other shape", "and something else") if left == 1 else voice.pick("and some other shapes", f"and {NUMBERS[left]} more shapes")
    return f"{voice.thing(first)} {arrangement(voice, first)} {tail}".replace("  ", " ")


def partial(voice):
    """One group only, as people forget things."""
    group = voice.rng.choice(voice.groups)
    return f"{voice.thing(group)} {voice.pick(arrangement(voice, group), '')}".strip() + voice.behind()


def clipped(voice):
    """Without articles, as in a note."""
    counted = [f"{NUMBERS[group[2]]} " * (group[2] > 1) + voice.bare(group) for group in voice.groups]
    return voice.pick(listing(counted), ", ".join(counted), " and ".join(counted)) + voice.pick("", f" on {voice.ground}", f", {voice.ground} {voice.background()}")


PEOPLE = {related: 13, placed: 12, all_placed: 8, emptiness: 6, scattered: 10, by_shape: 7, by_colour: 6, ground_first: 7, artwork: 8, dominant: 4,
          partial: 7, clipped: 6}
FORMS = {canonical: 11, reworded: 9, **PEOPLE}
