"""Bilinear resizing and outlines as TensorFlow does them, bit for bit: numpy's float32 in TensorFlow's order.

The same rules as src/geometry/resize-bilinear.ts and draw-outline.ts, held to the same golden vectors.
Source: tensorflow/core/kernels/image/{resize_bilinear_op,scale_and_translate_op,draw_bounding_box_op}.cc.
"""

import numpy as np

F = np.float32


def prepare(picture, side, antialias, outlines=(), fractions=False):
    """Bytes [h, w, 3] squashed to side × side, cut to bytes, then outlined; `outlines` are (box, rgb) with edges as fractions.

    With `fractions` they are not cut: frames of videos (big_vision pp/proj/paligemma/video.py@0127fb6b).
    """
    squashed = picture
    if picture.shape[:2] != (side, side):
        squashed = resize(picture, side, side, antialias)
        squashed = squashed if fractions else to_bytes(squashed)
    if outlines:
        squashed = squashed.copy()
    for box, rgb in outlines:
        draw_outline(squashed, box, rgb)
    return squashed


def to_bytes(picture):
    """Clipped to 0..255 and cut to whole numbers; nothing is rounded."""
    return np.clip(picture, 0, 255).astype(np.uint8)


def resize(picture, height, width, antialias):
    """[h, w, 3] to float32 [height, width, 3]."""
    picture = picture.astype(F)
    return resize_smoothly(picture, height, width) if antialias else resize_sharply(picture, height, width)


def resize_sharply(picture, height, width):
    """Four neighbours, first along the row."""
    above, below, down = neighbours(picture.shape[0], height)
    left, right, across = neighbours(picture.shape[1], width)
    across, down = across[None, :, None], down[:, None, None]
    def mix(start, end, share):
        return start + (end - start) * share
    rows = np.unique(np.concatenate([above, below]))
    mixed = np.empty((picture.shape[0], width, 3), F)
    mixed[rows] = mix(picture[rows][:, left], picture[rows][:, right], across)
    return mix(mixed[above], mixed[below], down)


def neighbours(source, target):
    """For every output place: the two source places, and the share of the second."""
    scale = F(source / target)
    place = (np.arange(target, dtype=F) + F(0.5)) * scale - F(0.5)
    floor = np.floor(place)
    return np.maximum(floor, 0).astype(np.int64), np.minimum(np.ceil(place), source - 1).astype(np.int64), (place - floor).astype(F)


def resize_smoothly(picture, height, width):
    """A triangle summed over rows, then over columns."""
    down = weigh(picture, *spans(picture.shape[0], height))
    return weigh(down.transpose(1, 0, 2), *spans(picture.shape[1], width)).transpose(1, 0, 2)


def weigh(lines, start, count, weights):
    """Sums of lines [source, …] under every output place's triangle, one line after another as TensorFlow adds them."""
    out = np.zeros((len(start), *lines.shape[1:]), F)
    for k in range(weights.shape[1]):
        used = np.flatnonzero(k < count)
        out[used] += weights[used, k][:, None, None] * lines[start[used] + k]
    return out


def spans(source, target):
    """For every output place: first source place, how many, and their weights, which sum to 1."""
    inverse = F(1) / F(target / source)
    radius = max(inverse, F(1))
    shrink = F(1) / radius
    centre = (np.arange(target, dtype=F) + F(0.5)) * inverse
    first = np.clip(np.ceil(centre - radius - F(0.5)), 0, source - 1).astype(np.int64)
    last = np.clip(np.floor(centre + radius - F(0.5)), 0, source - 1).astype(np.int64)
    count = np.where(centre > source, 0, last - first + 1)
    offsets = np.arange(max(int(count.max()), 1))
    distance = np.abs((((first[:, None] + offsets).astype(F) + F(0.5)) - centre[:, None]) * shrink)
    weights = np.where((distance < 1) & (offsets < count[:, None]), F(1) - distance, F(0)).astype(F)
    total = np.zeros(target, F)
    for k in offsets:
        total += weights[:, k]
    share = np.divide(F(1), total, out=np.zeros(target, F), where=total != 0)
    return first, count, weights * share[:, None]


def draw_outline(picture, box, rgb):
    """Lines of one pixel in place; edges cut toward zero, those outside left out, an inverted box draws nothing."""
    last = np.array(picture.shape[:2], F) - 1
    (top, left), (bottom, right) = (np.trunc(np.array(edge, F) * last) for edge in (box[:2], box[2:]))
    if not (top <= bottom and left <= right) or top > last[0] or bottom < 0 or left > last[1] or right < 0:
        return
    rows = slice(int(max(top, 0)), int(min(bottom, last[0])) + 1)
    columns = slice(int(max(left, 0)), int(min(right, last[1])) + 1)
    for row in (edge for edge in (top, bottom) if 0 <= edge <= last[0]):
        picture[int(row), columns] = rgb
    for column in (edge for edge in (left, right) if 0 <= edge <= last[1]):
        picture[rows, int(column)] = rgb
