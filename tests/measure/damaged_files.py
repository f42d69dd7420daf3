#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What facefs makes of damaged picture files, beside what others show of them.

    apt-get install libjpeg-turbo-progs imagemagick python3-pil python3-numpy
    damaged_files.py PHOTOS [--seeds 100] [--bin DIR] [--models DIR] [--kinds REGEX] [--json FILE]

PHOTOS is a folder of JPEG photos with faces. Each kind of damage below is done to them with each seed. A reader shows a
file when it answers a picture of the whole size: djpeg (exit 0 or 2), Pillow, Pillow with LOAD_TRUNCATED_IMAGES, and
ImageMagick. It shows it whole when nine tenths of the rows are as in the undamaged picture (mean difference under 24
of 255). For each kind is printed: how many files two readers show, and show whole; which share of each facefs refuses; of
how many it tells that they are damaged; the files that some reader shows, and none half of as it was, and how many of those are neither
refused nor told; and the faces that count, and those among them that are nobody's of the undamaged picture.

DIR holds damaged_files_verdicts (built with -DFACEFS_TESTS=ON; default build/release/bin).
"""
import argparse
import concurrent.futures
import io
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import tempfile
import warnings
import zlib

import numpy
import PIL.Image
import PIL.ImageFile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIDE = 640  # of the pictures made, so that a run takes minutes
READERS = ("djpeg", "strict", "lax", "magick")


# ---- the undamaged files

def jpegtran(jpeg, *options):
    return subprocess.run(["jpegtran", *options], input=jpeg, stdout=subprocess.PIPE, check=True).stdout


def saved(image, *arguments, **options):
    out = io.BytesIO()
    image.save(out, *arguments, **options)
    return out.getvalue()


def undamaged(photo):
    """{kind of file: bytes}"""
    image = PIL.Image.open(photo).convert("RGB")
    image.thumbnail((SIDE, SIDE))
    jpeg = saved(image, "JPEG", quality=90)
    return {"jpeg": jpeg, "restarts": jpegtran(jpeg, "-restart", "4B", "-copy", "none"),
            "rows": jpegtran(jpeg, "-restart", "1", "-copy", "none"), "progressive": jpegtran(jpeg, "-progressive"),
            "png": saved(image, "PNG"), "webp": saved(image, "WEBP", quality=85),
            "animated": saved(image, "WEBP", save_all=True, append_images=[image.rotate(180)], quality=85)}


# ---- the damages: bytes and a random generator in, bytes out

def scan_begin(jpeg):
    return jpeg.index(b"\xff\xda") + 14


def somewhere(data, rng, begin=0.0, end=1.0, after=0):
    first = after + int((len(data) - after) * begin)
    return rng.randrange(first, max(first + 1, after + int((len(data) - after) * end)))


def overwritten(data, at, new):
    return data[:at] + new[:len(data) - at] + data[at + len(new):]


def flipped(data, at, rng):
    return overwritten(data, at, bytes([data[at] ^ 1 << rng.randrange(8)]))


def cut(begin):
    return lambda data, rng: data[:somewhere(data, rng, begin)]


def flips(count):
    def damage(data, rng):
        for _ in range(count): data = flipped(data, somewhere(data, rng, after=600), rng)
        return data
    return damage


def random_block(size, begin):
    def damage(data, rng):
        at = somewhere(data, rng, begin, after=scan_begin(data) if data[:2] == b"\xff\xd8" else 100)
        return overwritten(data, at - at % 512, rng.randbytes(size))
    return damage


def hole(data, rng):
    at = somewhere(data, rng, 0.1)
    return overwritten(data, at - at % 512, bytes(4096))


def stray_bytes(data, rng):
    at = somewhere(data, rng, after=scan_begin(data))
    return data[:at] + rng.randbytes(rng.randrange(1, 17)) + data[at:]


def lost_bytes(data, rng):
    at = somewhere(data, rng, after=scan_begin(data))
    return data[:at] + data[at + rng.randrange(1, 65):-2] + data[-2:]


def late_marker(data, rng):
    """One bit of a stuffed zero becomes a marker."""
    places = [m.start() + 1 for m in re.finditer(b"\xff\x00", data) if m.start() > len(data) * 0.8]
    return flipped(data, rng.choice(places), rng) if places else flipped(data, len(data) - 100, rng)


def extraneous(data, rng):
    """Some bytes before each restart marker, as some cameras write them."""
    begin, stray = scan_begin(data), bytes(rng.randrange(1, 200) for _ in range(rng.randrange(1, 8)))
    return data[:begin] + re.sub(b"\xff[\xd0-\xd7]", lambda m: stray + m.group(), data[begin:])


def lost_restart(data, rng):
    places = [m.start() for m in re.finditer(b"\xff[\xd0-\xd7]", data)]
    at = rng.choice(places)
    return overwritten(data, at, b"\x12\x34")


def header(data, rng):
    return flipped(data, rng.randrange(2, scan_begin(data)), rng)


def no_end_mark(data, rng):
    return data[:-rng.randrange(1, 13)]


def bad_checksum(data, rng):
    """The checksum of a chunk, which is all that is wrong."""
    at = data.index(b"IDAT") - 4
    end = at + 8 + struct.unpack(">I", data[at:at + 4])[0]
    return flipped(data, end + rng.randrange(4), rng)


def wrong_size(data, rng):
    return data[:4] + struct.pack("<I", len(data) - 8 + rng.choice([-2, 2, 100, 4096])) + data[8:]


KINDS = {
    "jpeg: cut in its last half": ("jpeg", cut(0.5)),
    "jpeg: one bit": ("jpeg", flips(1)),
    "jpeg: ten bits": ("jpeg", flips(10)),
    "jpeg: a random sector": ("jpeg", random_block(512, 0)),
    "jpeg: a random sector, late": ("jpeg", random_block(512, 0.9)),
    "jpeg: a hole of zeros": ("jpeg", hole),
    "jpeg: stray bytes": ("jpeg", stray_bytes),
    "jpeg: lost bytes": ("jpeg", lost_bytes),
    "jpeg: a bit makes a marker": ("jpeg", late_marker),
    "jpeg: a bit of its header": ("jpeg", header),
    "jpeg, restarts: stray before each": ("restarts", extraneous),
    "jpeg, restarts: one lost": ("rows", lost_restart),
    "jpeg, restarts: a random sector": ("rows", random_block(512, 0)),
    "progressive: cut in its last half": ("progressive", cut(0.5)),
    "progressive: a random sector": ("progressive", random_block(512, 0)),
    "png: cut in its last tenth": ("png", cut(0.9)),
    "png: lacks its end": ("png", no_end_mark),
    "png: a wrong checksum": ("png", bad_checksum),
    "webp: cut in its last tenth": ("webp", cut(0.9)),
    "webp: one bit": ("webp", flips(1)),
    "webp: a wrong size": ("webp", wrong_size),
    "webp: an animation": ("animated", lambda data, rng: data),
}


# ---- the readers: a path in, a picture or None out

def of_pnm(pnm):
    try:
        return PIL.Image.open(io.BytesIO(pnm)).convert("RGB")
    except (OSError, SyntaxError):
        return None


def by_djpeg(path):
    if path.suffix != ".jpg": return None
    done = subprocess.run(["djpeg", "-pnm", path], capture_output=True)
    return of_pnm(done.stdout) if done.returncode in (0, 2) else None


def by_pillow(path):
    try:
        image = PIL.Image.open(path)
        image.load()
        return image.convert("RGB")
    except Exception:  # whatever a damaged file makes it raise
        return None


def by_magick(path):
    done = subprocess.run([os.environ.get("CONVERT", "convert"), f"{path}[0]", "-depth", "8", "ppm:-"], capture_output=True)
    return of_pnm(done.stdout) if done.stdout else None


def rows_alike(image, true):
    difference = numpy.abs(numpy.asarray(image, numpy.int16) - numpy.asarray(true, numpy.int16)).mean(axis=(1, 2))
    return float((difference < 24).mean())


def shown(path, true):
    """{reader: the share of rows that are as they were}, for those that answer a picture of the whole size."""
    warnings.simplefilter("ignore")
    readers = {"djpeg": by_djpeg, "strict": by_pillow, "lax": by_pillow, "magick": by_magick}
    shares = {}
    for name in READERS:
        PIL.ImageFile.LOAD_TRUNCATED_IMAGES = name == "lax"
        image = readers[name](path)
        if image is not None and image.size == true.size: shares[name] = rows_alike(image, true)
    return shares


def made(task):
    kind, seed, folder, photos = task
    file, damage = KINDS[kind]
    rng = random.Random(f"{kind} {seed}")
    photo = photos[seed % len(photos)]
    suffix = {"png": ".png", "webp": ".webp", "animated": ".webp"}.get(file, ".jpg")
    original = folder / f"{photo}.{file}{suffix}"
    path = folder / f"{zlib.crc32(kind.encode())}-{seed}{suffix}"
    path.write_bytes(damage(original.read_bytes(), rng))
    return kind, path, original, shown(path, by_pillow(original))


# ---- facefs

def verdicts(programs, models, pairs):
    lines = "".join(f"{path}\t{original}\n" for path, original in pairs)
    done = subprocess.run([programs / "damaged_files_verdicts", models], input=lines, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def summary(rows):
    by_two = [r for r in rows if len(r["shown"]) >= 2]
    whole = [r for r in rows if sum(share >= 0.9 for share in r["shown"].values()) >= 2]
    bad = [r for r in rows if r["shown"] and max(r["shown"].values()) < 0.5]
    refused = lambda some: sum(r["verdict"].startswith("refused") for r in some)
    return {"files": len(rows), "shown": len(by_two), "shown, refused": refused(by_two), "whole": len(whole),
            "whole, refused": refused(whole), "refused": refused(rows), "told": sum(r["verdict"] == "told" for r in rows),
            "bad": len(bad), "bad, untold": sum(r["verdict"] == "read" for r in bad),
            "not-an-image": sum(r["verdict"] == "refused not-an-image" for r in rows),
            "faces": sum(r["faces"] for r in rows), "strange": sum(r["strange"] for r in rows)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--models", type=pathlib.Path, default=ROOT / "build/models")
    parser.add_argument("--kinds", default=".")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path, help="where the files stay")
    arguments = parser.parse_args()
    kinds = [kind for kind in KINDS if re.search(arguments.kinds, kind)]
    with tempfile.TemporaryDirectory(prefix="facefs-damaged-") as scratch:
        folder = arguments.keep or pathlib.Path(scratch)
        folder.mkdir(exist_ok=True)
        photos = sorted(arguments.photos.glob("*.jpg"))
        for photo in photos:
            for file, data in undamaged(photo).items():
                suffix = {"png": ".png", "webp": ".webp", "animated": ".webp"}.get(file, ".jpg")
                (folder / f"{photo.stem}.{file}{suffix}").write_bytes(data)
        tasks = [(kind, seed, folder, [p.stem for p in photos]) for kind in kinds for seed in range(arguments.seeds)]
        with concurrent.futures.ProcessPoolExecutor() as pool: files = list(pool.map(made, tasks, chunksize=8))
        said = verdicts(arguments.bin, arguments.models, [(path, original) for _, path, original, _ in files])
    rows = [{"kind": kind, "path": str(path), "shown": shares, "verdict": verdict, "faces": int(faces), "strange": int(strange),
             "spoiled": int(spoiled), "sentence": sentence}
            for (kind, path, _, shares), (verdict, faces, strange, spoiled, sentence) in zip(files, said, strict=True)]
    if arguments.json: arguments.json.write_text(json.dumps(rows, indent=0))
    tables = {kind: summary([r for r in rows if r["kind"] == kind]) for kind in kinds} | {"all": summary(rows)}
    print("| damage | " + " | ".join(tables["all"]) + " |\n|---" * 1 + "|---:" * len(tables["all"]) + "|")
    for kind, table in tables.items(): print(f"| {kind} | " + " | ".join(map(str, table.values())) + " |")


if __name__ == "__main__":
    main()
