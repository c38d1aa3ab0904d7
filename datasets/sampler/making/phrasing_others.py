"""English captions of signs, figure captions of bar charts, summaries of screens and names of widgets."""

from language import NUMBERS, article, caption, listing, noun
from phrasing import SPOTS, Voice, canonical, captions, reworded
from phrasing_forms import PEOPLE
from world import COLOURS, SHAPES, SIGN_WORDS

# The ink is white or black by the sum of the plate's jittered colour; these plates are on one side of it for sure.
INKS = {"red": "white", "green": "white", "black": "white", "yellow": "black", "orange": "black", "pink": "black"}


def kind_of(word):
    """What a reader calls the writing: a word, a number, letters or just text."""
    if word in SIGN_WORDS and word.isalpha():
        return "word"
    return "number" if word.isdigit() else "letters" if word.isalpha() else "text"


def choose(rng, forms, count):
    """`count` different keys of a table of weights."""
    made = {}
    while len(made) < count:
        made[rng.choices(list(forms), forms.values())[0]] = None
    return list(made)


def sign_captions(rng, scene, count):
    """`count` different captions, most of which quote the sign's writing, in capitals as on the sign."""
    colour, word, kind = COLOURS[scene["colour"]], scene["word"].upper(), kind_of(scene["word"])
    plate, quoted, ink = article(colour), rng.choice([f'"{word}"', word]), INKS.get(colour)
    height = {1: "at the top of the picture", 4: "near the bottom of the picture"}.get(scene["row"], "halfway down the picture")
    ground = rng.choice(["gray", "grey"]) if scene["ground"] == "gray" else "white"
    board = rng.choice(["rectangle", "label", "banner", "bar", "box", "strip"])
    forms = {caption(scene): 10, f"{plate} sign reads {quoted} {height}": 4, f"the {kind} {word} printed on {plate} {board}": 6,
             f"{quoted} is written on {plate} {board}": 6, f"someone put up {plate} {word} sign": 3, f"{word} in capitals on {article(board)}": 5,
             f"a {ground} wall with {plate} {board} on it that reads {quoted}": 6, f"{board} with {quoted} written across it": 6,
             f"there is {plate} {board} with the {kind} {quoted} {height}": 5, f"a sign saying {quoted} {height}": 5,
             f"the sign is {colour} and it reads {quoted}": 6, f"{word} sign against a {ground} background": 6, f"text on the {board}: {word}": 4,
             f"a plain {ground} picture with {plate} {board} {height}": 4,
             f"{ink} {kind if kind != 'word' else 'letters'} spelling {quoted} on {plate} {board}": 8 * (bool(ink) and kind in ("word", "letters")),
             f"{article(board)} with {word} written in {ink}": 6 * bool(ink), f"{article(f'{len(word)} letter sign')}: {word}": 2 * word.isalpha()}
    return choose(rng, forms, count)


def chart_caption(rng, scene):
    """One figure caption of one or two sentences with capitals and full stops, as an author would write it."""
    names = [COLOURS[colour] for colour, _ in scene["bars"]]
    heights = dict(zip(names, (height for _, height in scene["bars"])))
    top, low, number = max(names, key=heights.get), min(names, key=heights.get), NUMBERS[len(names)]
    every, values = listing(names), listing([f"{heights[name]} for {name}" for name in names])
    ordered, gap = ", ".join(sorted(names, key=heights.get, reverse=True)), heights[top] - heights[low]
    told = caption(scene)[0].upper() + caption(scene)[1:] + "."
    forms = {told: 10, f"A bar chart of {every}. The {top} bar is the highest.": 9, f"Comparison of {number} groups (from left to right: {every}).": 8,
             f"Values measured for {every}. The maximum is {heights[top]} for {top}.": 8, f"Results of the {number} settings, {values}.": 8,
             f"Performance of {top} against {listing([name for name in names if name != top])}. {top.title()} outperforms the rest.": 8,
             f"{top.title()} reaches {heights[top]}, while {low} stays at {heights[low]}.": 8, f"Ranking by height: {ordered}.": 6,
             f"Distribution over {number} categories. Colors are {every}.": 7, f"Height of each bar. The difference between {top} and {low} is {gap}.": 7,
             f"Bars in order of appearance: {every}. {low.title()} is the lowest.": 6, f"Number of samples per class ({values}).": 5,
             f"Bar chart with {number} bars. The tallest one is {top} and the shortest one is {low}.": 7}
    return rng.choices(list(forms), forms.values())[0]


def screen(voice):
    """As people open who describe screens."""
    opening = voice.pick("screen showing", "screen with", "display of", "page displaying", "the app shows", "window with", "pop up with", "interface with",
                         "home page of a shape app with", "page of a drawing game with")
    return f"{opening} {voice.everything()}{voice.behind()}"


SCREENS = {canonical: 9, reworded: 7, **{form: weight * .6 for form, weight in PEOPLE.items()}, screen: 24}


def screen_captions(rng, scene, count):
    return captions(rng, scene, count, SCREENS)


def widget_captions(rng, scene, thing, count):
    """Names of one object of the scene; where it lies is said only of the cell it is in."""
    voice, colour, shape = Voice(rng, scene), COLOURS[thing["colour"]], SHAPES[thing["shape"]]
    name, hue, where, where_else = voice.names[shape], voice.hues[colour], rng.choice(SPOTS[thing["cell"]]), rng.choice(SPOTS[thing["cell"]])
    use = rng.choice(["icon", "button", "symbol"])
    forms = {noun(thing["colour"], thing["shape"]): 16, f"{colour} {shape}": 7, f"{use} {where}": 6, f"{name} {use}": 8, f"{hue} {use}": 7,
             f"select the {name}": 6, f"{name} {where}": 8, f"{article(name)} drawn in {hue}": 6, f"{hue} {use} {where_else}": 6,
             f"tap on the {name} {where_else}": 5, f"shape {where}": 5, f"{use} that looks like {article(name)}": 6, f"the one in {hue}": 2}
    return choose(rng, forms, count)
