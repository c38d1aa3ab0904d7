"""FairFace in its official layout, without a face: scenes of shapes, with labels that are drawn by lot and perceived by nobody."""

from files import write_csv
from language import caption
from pictures import save_jpeg, scenes, seeded

GENDERS = ["Male", "Female"]
RACES = ["East Asian", "White", "Latino_Hispanic", "Southeast Asian", "Black", "Indian", "Middle Eastern"]
AGES = ["0-2", "3-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "more than 70"]
PICTURES = 36


def fairface(root):
    """fairface_label_val.csv and val/*.jpg; every subgroup has at least four pictures."""
    labels = []
    for name, values in (("gender", GENDERS), ("race", RACES), ("age", AGES)):
        column = [values[place % len(values)] for place in range(PICTURES)]
        seeded(f"fairface/{name}").shuffle(column)
        labels.append(column)
    rows, canonical = [], {}
    for place, (rng, scene) in enumerate(scenes("fairface", PICTURES)):
        file = f"val/{place + 1}.jpg"
        save_jpeg(root / "fairface" / file, rng, scene, scale=2)
        gender, race, age = (column[place] for column in labels)
        rows.append((file, age, gender, race, rng.random() < .5))
        canonical[file] = caption(scene)
    write_csv(root / "fairface/fairface_label_val.csv", ("file", "age", "gender", "race", "service_test"), rows)
    return canonical
