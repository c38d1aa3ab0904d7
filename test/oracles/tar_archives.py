"""Writes test/golden/tar-archives.json: archives of GNU tar and of Python's tarfile."""
import base64, gzip, io, json, os, subprocess, tarfile, tempfile
LONG = "photos/" + "/".join(["a" * 60] * 3) + "/long.jpg"
out = {}
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for name, text in {"photos/val/a.jpg": "first bytes", "photos/ünï 猫.txt": "x", "photos/empty.txt": "", LONG: "long name"}.items():
        os.makedirs(os.path.dirname(name), exist_ok=True)
        open(name, "w").write(text)
    os.symlink("val/a.jpg", "photos/link.jpg")
    for name, command in {
        "gnu": "tar --format=gnu -cf - photos", "pax": "tar --format=pax -cf - photos", "ustar": "tar --format=ustar -cf - photos/val photos/empty.txt " + LONG,
        "dotted": "tar -cf - ./photos/val", "absolute": "tar -cPf - " + folder + "/photos/val/a.jpg",
    }.items():
        # gzip for the golden file alone: tar pads to 10,240 bytes.
        out[name] = {"command": command.replace(folder, "/tmp/x"), "gzip": base64.b64encode(gzip.compress(subprocess.check_output(command, shell=True), mtime=0)).decode()}
def made(name, entries, **options):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", **options) as archive:
        for entry, text in entries:
            info = tarfile.TarInfo(entry)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    out[name] = {"command": f"Python tarfile, {entries!r}", "gzip": base64.b64encode(gzip.compress(buffer.getvalue(), mtime=0)).decode()}
made("webdataset", [("000000.jpg", b"jpeg"), ("000000.json", b"{}"), ("000001.jpg", b"other")])
made("twice", [("a.jpg", b"old"), ("a.jpg", b"newer")])
made("climbing", [("../secret.txt", b"x")])
print(json.dumps({"tools": "GNU tar, Python tarfile; test/oracles/tar_archives.py", "archives": out}, indent=1, ensure_ascii=False))
