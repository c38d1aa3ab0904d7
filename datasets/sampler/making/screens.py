"""Screen2Words and Widget Captioning in their official layouts, both over portrait pictures in RICO's `combined` folder."""

from files import write_csv, write_json, write_text
from language import caption, noun
from phrasing_others import screen_captions, widget_captions
from pictures import PORTRAIT, save_jpeg, scenes, seeded
from world import SIZE, box_of

# View hierarchies measure 1440 x 2560 whatever the picture's size.
CANVAS = (1440, 2560)


def screen2words(root):
    """Five summaries of each of 24 test screens; train and dev screens have rows but no pictures."""
    drawn = scenes("screen2words", 32)
    splits = ["test"] * 24 + ["train"] * 5 + ["dev"] * 3
    seeded("screen2words/order").shuffle(splits)
    rows, lists, canonical = [], {"train": [], "dev": [], "test": []}, {}
    for place, (split, (rng, scene)) in enumerate(zip(splits, drawn)):
        screen = 91_000 + 31 * place + rng.randrange(31)
        rows += [(screen, text) for text in screen_captions(rng, scene, 5)]
        lists[split].append(screen)
        if split == "test":
            save_jpeg(root / "rico/combined" / f"{screen}.jpg", rng, scene, scale=8, size=PORTRAIT, soft=True)
            canonical[screen] = caption(scene)
    write_csv(root / "screen2words/screen_summaries.csv", ("screenId", "summary"), rows)
    write_splits(root / "screen2words/split", lists, "_screens.txt")
    return canonical


def write_splits(folder, lists, ending):
    """One id a line, in no order."""
    for split, screens in lists.items():
        seeded(f"{folder.parent.name}/{split}").shuffle(screens)
        write_text(folder / f"{split}{ending}", "".join(f"{screen}\n" for screen in screens))


def edge(value, full):
    """Where on the canvas a line must lie so that trunc(coordinate * 83) is pixel `value` of 84: the middle of its range."""
    value = min(SIZE - 1, max(0, value))
    return full if value == SIZE - 1 else round((value + .5) / (SIZE - 1) * full)


def bounds_of(thing):
    """The object with a margin of one unit, as `world.mark` outlines it, in the hierarchy's coordinates."""
    return [edge(value, full) for value, full in zip(box_of(thing, 1), CANVAS * 2)]


def node(kind, bounds, children=(), clickable=False):
    made = {"class": f"android.widget.{kind}", "bounds": bounds, "clickable": clickable, "visible-to-user": True, "ancestors": ["android.view.View"]}
    return {**made, "children": list(children)} if children else made


def hierarchy(rng, scene):
    """The screen's view hierarchy, and the nodeId of each object: one layout a row of cells, at times after a null child."""
    width, height = CANVAS
    gap, rows, ids = rng.random() < .5, [], {}
    for row in range(3):
        things = [(place, thing) for place, thing in enumerate(scene["objects"]) if thing["cell"] // 3 == row]
        if things:
            leaves = [node(rng.choice(["ImageView", "ImageButton"]), bounds_of(thing), clickable=True) for _, thing in things]
            ids.update({place: f"0.1.{len(rows) + gap}.{leaf}" for leaf, (place, _) in enumerate(things)})
            rows.append(node("LinearLayout", [0, row * height // 3, width, (row + 1) * height // 3], leaves))
    content = node("FrameLayout", [0, 0, width, height], [None] * gap + rows)
    root = node("FrameLayout", [0, 0, width, height], [node("View", [0, 0, width, 84]), content])
    return {"activity_name": "org.example.sampler/.Main", "activity": {"root": root, "added_fragments": [], "active_fragments": []},
            "is_keyboard_deployed": False, "request_id": rng.randrange(10_000)}, ids


def widget_captioning(root):
    """Two or three widgets of each of twelve test screens, and rows of screens that have no picture here."""
    drawn = scenes("widget-captioning", 18, wanted=lambda scene, index: len(scene["objects"]) > 1)
    splits = ["test"] * 12 + ["train"] * 3 + ["dev"] + ["none"] * 2
    seeded("widget-captioning/order").shuffle(splits)
    rows, lists, canonical = [], {"train": [], "dev": [], "test": [], "none": []}, {}
    for place, (split, (rng, scene)) in enumerate(zip(splits, drawn)):
        screen = 95_000 + 53 * place + rng.randrange(53)
        views, ids = hierarchy(rng, scene)
        lists[split].append(screen)
        for shown in sorted(rng.sample(range(len(ids)), min(len(ids), rng.randint(2, 3)))):
            thing = scene["objects"][shown]
            rows.append(("nr" if split == "none" else "rico", screen, ids[shown], "|".join(widget_captions(rng, scene, thing, rng.randint(2, 3)))))
            if split == "test":
                canonical[f"{screen}_{ids[shown]}"] = noun(thing["colour"], thing["shape"])
        if split == "test":
            save_jpeg(root / "rico/combined" / f"{screen}.jpg", rng, scene, scale=8, size=PORTRAIT)
            write_json(root / "rico/combined" / f"{screen}.json", views)
    write_csv(root / "widget-captioning/widget_captions.csv", ("datasetId", "screenId", "nodeId", "captions"), rows)
    del lists["none"]
    write_splits(root / "widget-captioning/split", lists, ".txt")
    return canonical
