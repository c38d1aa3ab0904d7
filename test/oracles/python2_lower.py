"""Digest of what Python 2.7 lowers every code point to, on a wide build: `python2.7 test/oracles/python2_lower.py`."""

from __future__ import print_function

import hashlib

POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
print(hashlib.sha256(u"".join(unichr(c).lower() for c in POINTS).encode("utf-8")).hexdigest())  # noqa: F821
print(sorted(c for c in POINTS if unichr(c).isspace()))  # noqa: F821
