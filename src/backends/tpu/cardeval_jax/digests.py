"""sha256 of large files, remembered by size and time: a checkpoint of 6 GB is read once for it, not at every start."""

import hashlib
import json
import os
import pathlib


def digest_of(path, cache=None):
    """Hex sha256. `cache` is a folder, or None to compute always."""
    path = pathlib.Path(path).resolve()
    facts = path.stat()
    key = f"{path} {facts.st_size} {facts.st_mtime_ns} {facts.st_ino}"
    known = pathlib.Path(cache) / "digests" / hashlib.sha256(key.encode()).hexdigest() if cache else None
    if known is not None and known.exists():
        return json.loads(known.read_text("utf-8"))["sha256"]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if known is not None and facts.st_size > 2 ** 24:
        known.parent.mkdir(parents=True, exist_ok=True)
        fresh = known.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps({"file": key, "sha256": digest}), "utf-8")
        fresh.replace(known)
    return digest
