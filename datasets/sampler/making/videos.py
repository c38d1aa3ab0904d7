"""Captions of and questions about videos in the layouts of MSR-VTT, ActivityNet, VATEX and MSVD, with folders of frames for videos.

In a video the shapes of a scene wander inside their cells, so that what is said of the scene is true of every frame. A folder
holds the frames that are asked for alone, by their numbers in the video.
"""

import random

from files import write_json, write_text
from language import caption, question
from phrasing import captions, typed
from phrasing_forms import FORMS
from pictures import save_png, scenes, seeded
from world import CELL, COLOURS, GRID, SHAPES

# By their numbers in ActivityNet-QA; the kinds of `language.question` that have such answers.
TYPES = {"left": 1, "exists": 3, "colour": 4, "shape": 5, "where": 6, "background": 8}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def youtube_id(rng):
    return "".join(rng.choice(LETTERS) for _ in range(11))


def seconds(rng, earliest, latest):
    """With two digits that Python and JavaScript write the same way."""
    return (10 * rng.randrange(10 * earliest, 10 * latest) + rng.randint(1, 9)) / 100


def wandered(scene, start, steps):
    """The scene some steps later: each shape goes to and fro inside its cell, in its own direction."""
    def moved(thing, turn):
        places = (CELL - thing["side"]) // GRID
        there = (start + steps + turn) % (2 * places)
        along = GRID * min(there, 2 * places - there)
        column, row = thing["cell"] % 3 * CELL, thing["cell"] // 3 * CELL
        return {**thing, "x": column + along, "y": row + (along if turn % 2 else CELL - thing["side"] - along)}
    return {**scene, "objects": [moved(thing, turn) for turn, thing in enumerate(scene["objects"])]}


def save_frames(folder, tint, scene, count, stride, first=0):
    """`count` frames, one in `stride`; `tint` seeds the shade of each colour, the same in every frame."""
    for step in range(count):
        save_png(folder / f"{first + step * stride:06d}.png", random.Random(tint), wandered(scene, first, step), scale=2)


def asked_of(rng, scene, kinds, count):
    """`count` different (question, answer, kind)."""
    made = {}
    for _ in range(300):
        kind = rng.choice(kinds)
        asked = question(rng, scene, kind)
        if asked:
            made[asked[0]] = (*asked, kind)
        if len(made) == count:
            return list(made.values())
    raise ValueError(f"fewer than {count} questions about {caption(scene)}")


def msrvtt(root):
    """Six clips, one of them with all sixteen frames; twenty captions and four questions each, and two clips of `train` without frames."""
    videos, sentences, rows, said, answers = [], [], [], {}, {}
    for place, (rng, scene) in enumerate(scenes("msrvtt", 8)):
        name, split = f"video{20_000 + place}", "test" if place < 6 else "train"
        videos.append({"category": rng.randrange(20), "url": "https://example.org/none", "video_id": name, "start time": 10.5 * place,
                       "end time": 10.5 * place + 12.25, "split": split, "id": 20_000 + place})
        sentences += [{"caption": typed(rng, text), "video_id": name, "sen_id": 400_000 + 20 * place + number} for number, text in enumerate(captions(rng, scene, 20, FORMS))]
        if split == "test":
            save_frames(root / "msrvtt-captions/TestVideo" / name, place, scene, 16 if place == 0 else rng.randint(5, 9), 9)
            said[name] = caption(scene)
            rows += generated(rng, scene, 20_000 + place, 4, 500_000 + len(rows), answers)
    seeded("msrvtt/sentences").shuffle(sentences)
    info = {"contributor": "cardeval", "data_created": "2026-01-01 00:00:00", "version": "1.0", "description": "A miniature of MSR-VTT drawn for cardeval; not MSR-VTT data", "year": "2026"}
    write_json(root / "msrvtt-captions/test_videodatainfo.json", {"info": info, "videos": videos, "sentences": sentences})
    write_json(root / "msrvtt-qa/test_qa.json", rows)
    return {"msrvtt-captions": said, "msrvtt-qa": answers}


def generated(rng, scene, video, count, first, answers):
    """Rows of MSRVTT-QA and MSVD-QA; adds the answers by id."""
    asked = asked_of(rng, scene, ["count", "colour", "shape", "where", "background"], count)
    answers.update({str(first + place): answer for place, (_, answer, _) in enumerate(asked)})
    return [{"answer": answer, "category_id": rng.randrange(20), "id": first + place, "question": text, "video_id": video} for place, (text, answer, _) in enumerate(asked)]


def msvd(root):
    """Five clips with four questions each; the mapping names two more."""
    rows, lines, answers = [], [], {}
    for place, (rng, scene) in enumerate(scenes("msvd", 7)):
        start = rng.randrange(200)
        clip = f"{youtube_id(rng)}_{start}_{start + rng.randint(3, 12)}"
        lines.append(f"{clip} vid{3_000 + place}\n")
        if place < 5:
            save_frames(root / "msvd-qa/YouTubeClips" / clip, place, scene, rng.randint(4, 8), 26)
            rows += generated(rng, scene, 3_000 + place, 4, 60_000 + len(rows), answers)
    write_json(root / "msvd-qa/test_qa.json", rows)
    write_text(root / "msvd-qa/youtube_mapping.txt", "".join(sorted(lines)))
    return answers


def vatex(root):
    """Six clips of ten seconds with ten captions each."""
    rows, said = [], {}
    for rng, scene in scenes("vatex", 6):
        start = rng.randrange(300)
        name = f"{youtube_id(rng)}_{start:06d}_{start + 10:06d}"
        save_frames(root / "vatex/videos" / name, start, scene, rng.randint(5, 9), 7)
        rows.append({"videoID": name, "enCap": [typed(rng, text) for text in captions(rng, scene, 10, FORMS)]})
        said[name] = caption(scene)
    write_json(root / "vatex/vatex_public_test_english_v1.1.json", rows)
    return said


def arrival(rng, scene):
    """The scene with one more shape, of a colour and a form that it did not have."""
    colours, shapes = [[known for known in range(len(names)) if all(thing[key] != known for thing in scene["objects"])]
                       for key, names in (("colour", COLOURS), ("shape", SHAPES))]
    cell = rng.choice([cell for cell in range(9) if all(thing["cell"] != cell for thing in scene["objects"])])
    thing = {"cell": cell, "colour": rng.choice(colours), "shape": rng.choice(shapes), "x": cell % 3 * CELL, "y": cell // 3 * CELL, "side": 20}
    return {**scene, "objects": sorted([*scene["objects"], thing], key=lambda one: one["cell"])}


def activitynet(root):
    """Four videos of two parts, the second with one more shape: a caption for each part, and five questions that are right of both."""
    entries, questions, rows, said, answers = {}, [], [], {}, {}
    few = lambda scene, index: len({thing["shape"] for thing in scene["objects"]}) < len(SHAPES)
    for rng, before in scenes("activitynet", 4, wanted=few):
        after, name = arrival(rng, before), f"v_{youtube_id(rng)}"
        turn, end = seconds(rng, 6, 9), seconds(rng, 12, 18)
        spans, parts = [[0, turn], [turn, end]], [before, after]
        entries[name] = {"duration": end, "timestamps": spans, "sentences": [typed(rng, captions(rng, scene, 1, FORMS)[0]) for scene in parts]}
        for half, ((start, end), scene) in enumerate(zip(spans, parts)):
            save_frames(root / "activitynet-captions/videos" / f"{name}[{start}-{end}]", name, scene, 5, 30)
            save_frames(root / "activitynet-captions/videos" / name, name, scene, 3, 70, first=210 * half)
            said[f"{name}[{start}-{end}]"] = caption(scene)
        new = {(thing["colour"], thing["shape"]) for thing in after["objects"]} - {(thing["colour"], thing["shape"]) for thing in before["objects"]}
        named = [f"{COLOURS[colour]} {SHAPES[shape]}" for colour, shape in new]
        asked = [one for one in asked_of(rng, before, list(TYPES), 7) if not any(words in one[0] for words in named)][:5]
        for place, (text, answer, kind) in enumerate(asked):
            key = f"{name}_{place + 1}"
            questions.append({"video_name": name.removeprefix("v_"), "question": text, "question_id": key})
            rows.append({"answer": answer, "type": TYPES[kind], "question_id": key})
            answers[key] = answer
    write_json(root / "activitynet-captions/val_2.json", entries)
    write_json(root / "activitynet-qa/test_q.json", questions)
    write_json(root / "activitynet-qa/test_a.json", rows)
    return {"activitynet-captions": said, "activitynet-qa": answers}


def draw(root):
    """Everything; the canonical captions and the right answers by benchmark."""
    return {**msrvtt(root), **activitynet(root), "vatex": vatex(root), "msvd-qa": msvd(root)}
