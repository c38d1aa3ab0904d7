"""What is true of a scene, in words: the captions, questions and location answers that the embedded model learns."""

from world import CELL, COLOURS, GRID, SHAPES, SIZE, WORDS

NUMBERS = ["zero", "one", "two", "three", "four", "five", "six"]
PLACES = ["top left", "top", "top right", "left", "center", "right", "bottom left", "bottom", "bottom right"]


def groups_of(scene):
    """[(colour, shape, count)] in reading order of their first object."""
    counts = {}
    for thing in scene["objects"]:
        kind = thing["colour"], thing["shape"]
        counts[kind] = counts.get(kind, 0) + 1
    return [(colour, shape, count) for (colour, shape), count in counts.items()]


def plural(word):
    return word + ("es" if word.endswith(("cross", "box")) else "s")


def article(word):
    return ("an " if word[0] in "aeiou" else "a ") + word


def noun(colour, shape, count=1):
    name = f"{COLOURS[colour]} {SHAPES[shape]}"
    return article(name) if count == 1 else f"{NUMBERS[count]} {plural(name)}"


def listing(parts, joiner="and"):
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f" {joiner} " + parts[-1]


def caption(scene):
    """The one English sentence the model is taught for a scene."""
    if "marked" in scene:
        thing = scene["objects"][scene["marked"]]
        return noun(thing["colour"], thing["shape"])
    if scene["kind"] == "sign":
        return f"{article(COLOURS[scene['colour']])} sign that says {scene['word'].upper()}"
    if scene["kind"] == "chart":
        tallest = max(scene["bars"], key=lambda bar: bar[1])[0]
        return f"a bar chart of {listing([COLOURS[c] for c, _ in scene['bars']])}, {COLOURS[tallest]} is the highest"
    return f"{listing([noun(*group) for group in groups_of(scene)])} on a {scene['ground']} background"


def caption_in(language, scene):
    """The uninflected listing in another language, space-separated as COCO-35L's pre-tokenised text."""
    words = WORDS["languages"][language]
    parts = []
    for colour, shape, count in groups_of(scene):
        pair = [words["colours"][colour], words["shapes"][shape]]
        parts.append(f"{count} " + " ".join(pair if words["order"] == "before" else pair[::-1]))
    return f" {words['and']} ".join(parts)


def location(value):
    return f"<loc{round(value / SIZE * 1023):04d}>"


def box_tokens(thing):
    x0, y0, x1, y1 = thing["x"], thing["y"], thing["x"] + thing["side"], thing["y"] + thing["side"]
    return "".join(map(location, (y0, x0, y1, x1)))


def mask_tokens(thing):
    """Fixed codes 16 * shape + cell; the mask decoder's codebook is filled to match."""
    return "".join(f"<seg{16 * thing['shape'] + cell:03d}>" for cell in range(16))


def unique(scene, *keys):
    """Objects that no other object equals in all `keys`."""
    seen = {}
    for thing in scene["objects"]:
        seen.setdefault(tuple(thing[k] for k in keys), []).append(thing)
    return [things[0] for things in seen.values() if len(things) == 1]


def near_miss(rng, scene, keys):
    """A (colour, shape) that is absent although its colour or its shape is there."""
    thing = rng.choice(scene["objects"])
    for _ in range(20):
        colour, shape = thing["colour"], thing["shape"]
        if rng.random() < .5:
            colour = rng.randrange(len(COLOURS))
        else:
            shape = rng.randrange(len(SHAPES))
        if (colour, shape) not in keys:
            return colour, shape
    return None


def question(rng, scene, kind):
    """(question, answer) of one kind about a shapes scene, or None when the scene offers none."""
    objects = scene["objects"]
    present = {(t["colour"], t["shape"]) for t in objects}
    if kind == "count":
        form, thing = rng.randrange(4), rng.choice(objects)
        colour, shape = (thing["colour"], thing["shape"]) if rng.random() < .85 else near_miss(rng, scene, present) or (0, 0)
        asked = [lambda t: (t["colour"], t["shape"]) == (colour, shape), lambda t: t["shape"] == shape,
                 lambda t: t["colour"] == colour, lambda t: True][form]
        name = [plural(f"{COLOURS[colour]} {SHAPES[shape]}"), plural(SHAPES[shape]), f"{COLOURS[colour]} shapes", "shapes"][form]
        return f"how many {name} are there?", str(sum(map(asked, objects)))
    if kind == "colour":
        things = unique(scene, "shape")
        return things and (lambda t: (f"what color is the {SHAPES[t['shape']]}?", COLOURS[t["colour"]]))(rng.choice(things))
    if kind == "shape":
        things = unique(scene, "colour")
        return things and (lambda t: (f"what shape is the {COLOURS[t['colour']]} object?", SHAPES[t["shape"]]))(rng.choice(things))
    if kind == "exists":
        yes = rng.random() < .5
        pair = rng.choice(sorted(present)) if yes else near_miss(rng, scene, present)
        return pair and (f"is there {noun(*pair)}?", "yes" if yes else "no")
    if kind == "where":
        things = unique(scene, "colour", "shape")
        return things and (lambda t: (f"where is the {COLOURS[t['colour']]} {SHAPES[t['shape']]}?", PLACES[t["cell"]]))(rng.choice(things))
    if kind == "left":
        things = unique(scene, "colour", "shape")
        pairs = [(a, b) for a in things for b in things if a["cell"] % 3 != b["cell"] % 3]
        if not pairs:
            return None
        a, b = rng.choice(pairs)
        names = [f"the {COLOURS[t['colour']]} {SHAPES[t['shape']]}" for t in (a, b)]
        return f"is {names[0]} left of {names[1]}?", "yes" if a["cell"] % 3 < b["cell"] % 3 else "no"
    return "what color is the background?", scene["ground"]


def sign_question(rng, scene):
    if rng.random() < .25:
        return "what color is the sign?", COLOURS[scene["colour"]]
    return "what does the sign say?", scene["word"].upper()


def chart_question(rng, scene):
    colour, height = rng.choice(scene["bars"])
    return rng.choice([
        ("which bar is the highest?", COLOURS[max(scene["bars"], key=lambda bar: bar[1])[0]]),
        ("which bar is the lowest?", COLOURS[min(scene["bars"], key=lambda bar: bar[1])[0]]),
        ("how many bars are there?", str(len(scene["bars"]))),
        (f"what is the value of {COLOURS[colour]}?", str(height))])


def choices_for(rng, answer):
    """Four options of the answer's kind, the answer among them, shuffled; None for answers that have no kind."""
    pool = next((list(p) for p in (COLOURS, SHAPES, [str(n) for n in range(6)], ["yes", "no"]) if answer in p), None)
    if pool is None:
        return None
    options = rng.sample([p for p in pool if p != answer], min(3, len(pool) - 1)) + [answer]
    rng.shuffle(options)
    return options


def example(rng, scene, kind):
    """(prompt, suffix) of one training kind, or None when the scene offers none."""
    if kind == "caption":
        return "caption en", caption(scene)
    if kind == "caption-other":
        language = rng.choice(sorted(WORDS["languages"]))
        return f"caption {language}", caption_in(language, scene)
    if kind in ("detect", "segment", "refer"):
        things = unique(scene, "colour", "shape")
        if not things:
            return None
        thing = rng.choice(things)
        name = f"{COLOURS[thing['colour']]} {SHAPES[thing['shape']]}"
        if kind == "detect":
            return f"detect {name}", f"{box_tokens(thing)} {name}"
        if kind == "segment":
            return f"segment {name}", f"{box_tokens(thing)}{mask_tokens(thing)} {name}"
        return rng.choice(["the ", ""]) + name, box_tokens(thing) + mask_tokens(thing)
    asked = {"sign": lambda: sign_question(rng, scene), "chart": lambda: chart_question(rng, scene)}.get(
        scene["kind"], lambda: question(rng, scene, kind))()
    if not asked:
        return None
    if kind in ("choices", "letters"):
        asked = question(rng, scene, rng.choice(["count", "colour", "shape", "exists"])) if scene["kind"] == "shapes" else asked
        options = asked and choices_for(rng, asked[1])
        if not options:
            return None
        if kind == "choices":
            return f"answer en  {asked[0]} choose from: " + " \t ".join(options), asked[1]
        letters = ", ".join(f"({'ABCD'[i]}) {option}" for i, option in enumerate(options))
        return (f"Question: {asked[0]}\nContext: N/A\nOptions: {letters}\nAnswer:",
                f"The answer is {'ABCD'[options.index(asked[1])]}.")
    return f"answer en {asked[0]}", asked[1]
