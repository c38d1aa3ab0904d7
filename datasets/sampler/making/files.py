"""Writes annotation files the same way every time: UTF-8, no escapes, line feeds, keys in the order they are given in."""

import csv
import hashlib
import io
import json


def write_bytes(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_text(path, text):
    write_bytes(path, text.encode("utf-8"))


def write_json(path, value, indent=None):
    separators = (", ", ": ") if indent is None else (",", ": ")
    write_text(path, json.dumps(value, ensure_ascii=False, indent=indent, separators=separators) + ("\n" if indent else ""))


def write_jsonl(path, rows):
    write_text(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_csv(path, header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_text(path, out.getvalue())


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pictures_digest(root, paths):
    """One digest of many files: sha256 over the sorted lines 'digest  path' that sha256sum would print."""
    lines = sorted(f"{sha256(path)}  {path.relative_to(root).as_posix()}\n" for path in paths)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
