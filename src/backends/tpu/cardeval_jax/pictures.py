"""Pictures of questions: raw RGB as it came over the wire, made ready once, and remembered by the caller's key.

A picture is {"key", "width", "height", "rgb" (base64), "antialias", "fractions", "outlines"}; one that was sent before is {"key"} alone.
"""

import base64
import binascii
import collections
import hashlib
import threading

import numpy as np

from .problem import Problem
from .resize import prepare

#: Bytes of ready pictures that are remembered.
KEPT = 2 ** 28
MOST = 16


class Pictures:
    """Ready pictures [S, S, 3] by key; several threads may ask."""

    def __init__(self, side):
        self.side = side
        self.ready = collections.OrderedDict()
        self.lock = threading.Lock()

    def of(self, images):
        """[(key, pixels)] of a question's pictures. Raises Problem for a picture that is damaged, or unknown without its bytes."""
        if not isinstance(images, list) or not 1 <= len(images) <= MOST or not all(isinstance(image, dict) for image in images):
            count = len(images) if isinstance(images, list) else "none"
            raise Problem("bad_request", f"a question has 1 to {MOST} pictures, got {count}", "PaliGemma answers about pictures only.")
        return [self._one(image) for image in images]

    def _one(self, image):
        key = image.get("key")
        if "rgb" in image:
            pixels = prepare(raw_pixels(image), self.side, bool(image.get("antialias")), outlines_of(image), bool(image.get("fractions")))
            key = str(key) if key else hashlib.sha256(pixels.tobytes()).hexdigest()
            self._remember(key, pixels)
            return key, pixels
        with self.lock:
            if key not in self.ready:
                raise Problem("unknown_image", f"no picture was sent under the key {key!r}, or it was long ago", "Send it with its pixels.")
            self.ready.move_to_end(key)
            return key, self.ready[key]

    def _remember(self, key, pixels):
        with self.lock:
            self.ready[key] = pixels
            while len(self.ready) > 1 and len(self.ready) * pixels.nbytes > KEPT:
                self.ready.popitem(last=False)


def raw_pixels(image):
    """[height, width, 3] bytes."""
    try:
        width, height, data = int(image["width"]), int(image["height"]), base64.b64decode(image["rgb"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Problem("bad_image", f"a picture has width, height and rgb in base64: {error!r}", "See docs/backends.md, section tpu.") from error
    if width < 1 or height < 1 or len(data) != width * height * 3:
        raise Problem("bad_image", f"a picture of {width} × {height} has {width * height * 3} bytes, got {len(data)}", "Send every pixel as red, green, blue, row by row.")
    return np.frombuffer(data, np.uint8).reshape(height, width, 3)


def outlines_of(image):
    """[(box, rgb)] as they are drawn after resizing."""
    outlines = image.get("outlines") or []
    try:
        return [([float(edge) for edge in each["box"]], [int(value) for value in each["rgb"]]) for each in outlines]
    except (KeyError, TypeError, ValueError) as error:
        raise Problem("bad_request", f"an outline has box (4 fractions) and rgb (3 bytes): {error!r}") from error
