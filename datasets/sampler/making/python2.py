"""Pickles as Python 2 wrote them, protocol 2: every text is a `str` of bytes."""

import io
import pickle
import struct


class Python2Pickler(pickle._Pickler):
    """Texts are not remembered, so that the bytes do not hang on which equal texts are one object."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_text(self, text):
        content = text.encode("utf-8")
        short = len(content) < 256
        self.write((pickle.SHORT_BINSTRING + bytes([len(content)]) if short else pickle.BINSTRING + struct.pack("<i", len(content))) + content)

    dispatch[str] = save_text


def pickled(value):
    out = io.BytesIO()
    Python2Pickler(out, 2, fix_imports=False).dump(value)
    return out.getvalue()
