"""Golden pickles of all protocols, written by Python 3 and as Python 2 wrote them, with what `pickle.loads` makes of them.

    python3 test/oracles/pickles.py test/golden      (CPython 3.11)

Python 2's texts are bytes: the pickler below writes them with the opcodes of its time (STRING, SHORT_BINSTRING, BINSTRING), which
`pickle.loads(…, encoding="utf-8")` reads. What JSON lacks is written as {"$bytes": hex}, {"$set": […]}, {"$int": digits}, {"$float": name}.
"""

import base64
import gzip
import io
import json
import math
import pathlib
import pickle
import platform
import struct
import sys


class Python2Pickler(pickle._Pickler):
    """Writes every text as Python 2 wrote a `str`, and whole numbers beyond 32 bits as its `long`."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_text(self, text):
        content = text.encode("utf-8")
        if self.proto == 0:
            self.write(pickle.STRING + repr(content)[1:].encode("ascii") + b"\n")
        elif len(content) < 256:
            self.write(pickle.SHORT_BINSTRING + bytes([len(content)]) + content)
        else:
            self.write(pickle.BINSTRING + struct.pack("<i", len(content)) + content)
        self.memoize(text)

    dispatch[str] = save_text


def ref(index):
    return {"ref_id": index, "ann_id": 1_700_000 + index, "category_id": 1, "image_id": 581_857, "split": "val", "file_name": f"COCO_train2014_000000581857_{index}.jpg",
            "sent_ids": [3 * index, 3 * index + 1],
            "sentences": [{"tokens": ["the", "dog's", "head"], "raw": "THE dog's \"head\"", "sent_id": 3 * index, "sent": "the dogs head"},
                          {"tokens": ["left", "café"], "raw": "left\tcafé\n\\ 犬 \U0001f415", "sent_id": 3 * index + 1, "sent": "left café"}]}


SHARED = ["once", {"k": 1}]
VALUES = {
    "refs": [ref(index) for index in range(3)],
    "whole numbers": [0, 1, -1, 127, 128, 255, 256, 65535, 65536, -32768, 2**31 - 1, -2**31, 2**31, 2**53 - 1, -2**53 + 1, 2**53, 2**64, -2**200, 10**400],
    "broken numbers": [0.0, -0.0, 1.5, -2.25e-7, 1e300, 5e-324, 0.1, math.inf, -math.inf, math.nan],
    "truths": [True, False, None, [True], (False, 1, 0)],
    "texts": ["", "a", "it's", 'say "x"', "both ' and \"", "back\\slash \\u0041 \\n", "tab\t line\n return\r nul\0 \x1a \x7f", "ü 犬 \U0001f415 \u2028", "x" * 300, "é" * 200],
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((), ((),))],
    "lists": [[], [[]], [0] * 1001, [1, [2, [3, [4]]]]],
    "dictionaries": [{}, {"a": {}}, {"__proto__": 1, "constructor": 2, "toString": {}}, {5: "five", -1: "minus", 2**70: "much"}, {str(i): 0 for i in range(1001)}],
    "repeated": [SHARED, SHARED, {"again": SHARED}, "once", "once"],
}
NEWER = {"bytes": [b"", b"\0\xff", b"x" * 300], "sets": [set(), {1}, frozenset(), frozenset({"a"})]}


def plain(value):
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": bytes(value).hex()}
    if isinstance(value, (set, frozenset)):
        return {"$set": sorted(plain(item) for item in value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and (not math.isfinite(value) or value == 0):
        return {"$float": repr(value)}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return {"$int": str(value)}
    return value


def case(name, content):
    value = pickle.loads(content, encoding="utf-8")
    return {"name": name, "pickle": base64.b64encode(content).decode(), "value": plain(value)}


def python2(value, protocol):
    out = io.BytesIO()
    Python2Pickler(out, protocol, fix_imports=False).dump(value)
    return out.getvalue()


def cases():
    for name, value in VALUES.items():
        for protocol in range(6):
            yield case(f"{name}, protocol {protocol}", pickle.dumps(value, protocol))
        for protocol in range(3):
            yield case(f"{name}, Python 2, protocol {protocol}", python2(value, protocol))
    for name, value in NEWER.items():
        for protocol in range(3 if name == "bytes" else 4, 6):
            yield case(f"{name}, protocol {protocol}", pickle.dumps(value, protocol))
    yield case("a bytearray, protocol 5", pickle.dumps(bytearray(b"\x01\x02"), 5))
    for name, content in BY_HAND.items():
        yield case(name, content)


BY_HAND = {
    "every escape of Python 2": b"S'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\x41\\101\\0\\7z\\q'\n.",
    "double quotes": b"S\"it's\"\n.",
    "long with and without L": b"(lL5L\naL-7\naL123456789012345678901234567890L\na.",
    "number with plus": b"I+5\n.",
    "pop, dup and pop mark": b"]q\x00(K\x01K\x021K\x05a2K\x07a0.",
    "a mark that is popped": b"K\x01((00.",
    "put and get in lines": b"(lp0\nS'x'\np1\nag1\nag1\na.",
    "long memory places": b"]r\x01\x00\x01\x00X\x01\x00\x00\x00yr\x02\x00\x01\x00aj\x02\x00\x01\x00a.",
    "an old dictionary": b"(S'a'\nI1\nS'b'\n(I2\ntd.",
    "bytes after the end": b"K\x05.garbage",
    "two values at the end": b"K\x01K\x02.",
    "a frame that ends early": b"\x80\x04\x95\x01\x00\x00\x00\x00\x00\x00\x00K\x05.",
    "LONG4 of 300 bytes": b"\x80\x02\x8b\x2c\x01\x00\x00" + b"\x01" * 300 + b".",
    "an empty LONG1": b"\x8a\x00.",
    "a unicode line": "V\\u0041\\U0001f415\\x \\\\u0042 é\n.".encode("latin-1"),
}


if __name__ == "__main__":
    head = {"reference": "pickle.loads(…, encoding='utf-8')", "command": "python3 test/oracles/pickles.py test/golden", "versions": {"python": platform.python_version()}}
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in cases())
    content = json.dumps(head)[:-1] + ',\n"cases": [\n' + rows + "\n]}\n"
    (pathlib.Path(sys.argv[1]) / "pickles.json.gz").write_bytes(gzip.compress(content.encode(), mtime=0))
