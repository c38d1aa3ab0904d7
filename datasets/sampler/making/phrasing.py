"""English captions of a scene of shapes, as several people would write them; every one is true of its scene.

A `Voice` is one person writing one caption: it keeps to one word for each shape and colour, one spelling of gray and one word
for the ground. About one caption in five is close to what the embedded model is taught to say; the others (phrasing_forms.py)
are put as people put it, who name things differently, say where they are, or leave something out.
"""

from language import NUMBERS, article, caption, groups_of, listing
from world import COLOURS, SHAPES

NAMES = {"circle": ["circle", "circle", "dot", "ball", "round shape", "disc"], "square": ["square", "square", "box", "block"],
         "triangle": ["triangle", "triangle", "triangle", "triangular shape"], "star": ["star", "star", "star", "five pointed star", "star shape"],
         "cross": ["cross", "cross", "plus sign", "plus sign", "plus"]}
HUES = {"red": ["red", "red", "bright red"], "green": ["green"], "blue": ["blue", "blue", "royal blue"], "yellow": ["yellow", "yellow", "bright yellow"],
        "orange": ["orange"], "purple": ["purple", "purple", "violet"], "black": ["black"], "pink": ["pink", "pink", "light pink"]}
COUNTS = {2: ["two"] * 6 + ["2", "a pair of", "a couple of"], 3: ["three"] * 7 + ["3", "a trio of"]}
SPOTS = {0: ["in the top left corner", "in the upper left"], 1: ["at the top", "near the top edge"], 2: ["in the top right corner", "in the upper right"],
         3: ["on the left", "on the left side"], 4: ["in the middle", "in the center"], 5: ["on the right", "on the right side"],
         6: ["in the bottom left corner", "in the lower left"], 7: ["at the bottom", "near the bottom edge"],
         8: ["in the bottom right corner", "in the lower right"]}
SLIPS = [("background", "backround"), ("triangle", "traingle"), ("square", "sqaure"), ("circle", "cirlce"), ("there are", "theres"), ("middle", "midle")]


def several(name):
    """The plural of a name of one or more words."""
    return name + ("es" if name.endswith(("s", "x")) else "s")


class Voice:
    """One person's words for one caption of one scene."""

    def __init__(self, rng, scene, close=False):
        """`close` keeps to the model's own words for shapes and colours."""
        self.rng, self.scene, self.close = rng, scene, close
        self.names = {shape: shape if close else rng.choice(NAMES[shape]) for shape in SHAPES}
        self.hues = {colour: colour if close else rng.choice(HUES[colour]) for colour in COLOURS}
        gray = rng.choice(["gray", "gray", "grey"])
        self.ground = "white" if scene["ground"] == "white" else gray
        self.groups = groups_of(scene)
        if rng.random() < (.2 if close else .5):
            rng.shuffle(self.groups)
        self.total = len(scene["objects"])

    def pick(self, *options):
        return self.rng.choice(options)

    def chance(self, share):
        return self.rng.random() < share

    def cells(self, group):
        return sorted(thing["cell"] for thing in self.scene["objects"] if (thing["colour"], thing["shape"]) == group[:2])

    def bare(self, group):
        """The thing without article or number: 'red circle', 'blue boxes', 'dots in red', or less where that is clear enough."""
        colour, shape, count = group
        hue, name = self.hues[COLOURS[colour]], self.names[SHAPES[shape]]
        name = several(name) if count > 1 else name
        if self.close:
            return f"{hue} {name}"
        forms = [f"{hue} {name}"] * 3 + [f"{hue} colored {name}", f"{name} in {hue}"]
        if sum(other[1] == shape for other in self.groups) == 1:
            forms += [name] * 3
        if sum(other[0] == colour for other in self.groups) == 1:
            general = self.pick("shape", "figure", "object")
            forms += [f"{hue} {several(general) if count > 1 else general}"] * 2
        return self.rng.choice(forms)

    def thing(self, group):
        """With article or number: 'a red circle', 'a pair of blue boxes'."""
        bare = self.bare(group)
        if group[2] > 1:
            return f"{NUMBERS[group[2]] if self.close else self.rng.choice(COUNTS[group[2]])} {bare}"
        return article(bare) if self.close else self.pick(*[article(bare)] * 7, f"one {bare}", f"a single {bare}")

    def everything(self):
        return listing([self.thing(group) for group in self.groups])

    def background(self):
        return self.pick("background", "background", "backdrop", "page", "surface", "canvas")

    def behind(self):
        """' on a white background' in one of its wordings, or nothing."""
        plain = self.pick("", "", "plain ", "blank ")
        return self.pick(f" on a {plain}{self.ground} {self.background()}", f" against {article(plain + self.ground)} {self.background()}",
                         f" on {self.ground}", "", "", "")

    def alone(self):
        """The groups of one object, the only ones that a place or a relation can be said of without doubt."""
        return [group for group in self.groups if group[2] == 1]


def canonical(voice):
    """The model's own sentence; its plural of 'cross' is put right."""
    return caption(voice.scene).replace("crosss", "crosses")


def reworded(voice):
    """The model's own sentence with another word or two."""
    text = voice.everything() + voice.pick(f" on a {voice.ground} background", f" on a plain {voice.ground} background", f" on {voice.ground}", "")
    return voice.pick("", "", "a picture of ", "an image of ", "there is " if voice.groups[0][2] == 1 else "there are ") + text


def draft(rng, scene, forms):
    """One caption in lower case without a full stop, or None when the form that came up has nothing to say."""
    form = rng.choices(list(forms), forms.values())[0]
    text = form(Voice(rng, scene, close=form in (canonical, reworded)))
    if text and form is not canonical and rng.random() < .05:
        text = text.replace(*rng.choice([pair for pair in SLIPS if pair[0] in text] or [("", "")]))
    return text


def captions(rng, scene, count, forms):
    """`count` captions that differ in their words."""
    made = {}
    for _ in range(1000):
        text = draft(rng, scene, forms)
        if text:
            made[text] = None
        if len(made) == count:
            return list(made)
    raise ValueError(f"only {len(made)} of {count} captions for {caption(scene)}")


def typed(rng, text):
    """As people type: mostly a capital and a full stop, now and then neither, or a space too many at the end."""
    if rng.random() < .7:
        text = text[0].upper() + text[1:]
    return text + rng.choices([".", "", " .", ". "], [.62, .3, .04, .04])[0]
