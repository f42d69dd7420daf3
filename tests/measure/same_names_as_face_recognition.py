#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether `facefs sort` under the seed's rule puts the same names to photos as Python's face_recognition.

    python3 -m venv VENV
    VENV/bin/pip install 'setuptools<81' numpy pillow click cbor2 dlib-bin==20.0.1.post1 face_recognition_models==0.3.0
    VENV/bin/pip install --no-deps face_recognition==1.3.0
    VENV/bin/python same_names_as_face_recognition.py REFERENCES PHOTOS [--bin DIR]

REFERENCES is a folder for each person with photos of them, PHOTOS is looked through with all folders below. One side
is `facefs sort --rule vote --detector hog --json REFERENCES PHOTOS OUT`. The other is face_recognition 1.3.0, and the
seed's rule on top: every face of every reference photo is a reference for that person; for each face of a photo all
references within 0.6 vote, the name with most votes wins, a tie goes to the nearest. Pictures are read upright.

Printed are the photos and names that agree, how far the two encodings of one face lie apart, and a line for each name
that one side alone gave to a photo: the photo's smallest distance to that person by either side's encodings, and
whether the rule as told above names them on the encodings of facefs too. Where it says yes and facefs does not (or the
other way round) the rule or the choice of references differs, else the pictures, boxes or encodings do. The encodings
of facefs are read from OUT/encodings.cbor, its cache. What facefs says about reference photos comes last.

DIR holds facefs and facefs-vision (default build/release/bin). dlib-bin is dlib already built.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import subprocess
import tempfile

import cbor2
import face_recognition
import numpy
import PIL.Image
import PIL.ImageOps

BUILT = pathlib.Path(__file__).resolve().parents[2] / "build/release/bin"
PHOTO_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
TOLERANCE = 0.6
CACHE_FORMAT = 1
READING = b"\3"  # how the packet of a photo that was read begins
PACKET_HEAD = 39  # bytes before its faces
FACE_NUMBERS = 144  # box 4, landmarks 10, score, quality, embedding 128
SAME_FACE = 0.5  # overlap of two boxes

Face = collections.namedtuple("Face", "box encoding")  # the box is left, top, width, height
Side = collections.namedtuple("Side", "faces references names")  # {path: [Face]}, {name: [Face]}, {photo: {name}}


def photos_in(folder):
    return sorted(str(path) for path in folder.rglob("*")
                  if path.suffix.lower() in PHOTO_SUFFIXES and not path.name.startswith("."))


def all_paths(people, photos):
    return {path for paths in people.values() for path in paths}.union(photos)


def upright_pixels(path):
    # face_recognition.load_image_file would leave a photo as it is stored, lying on its side.
    with PIL.Image.open(path) as image:
        return numpy.array(PIL.ImageOps.exif_transpose(image).convert("RGB"))


def faces_by_face_recognition(path):
    try:
        pixels = upright_pixels(path)
    except OSError:  # Pillow cannot read it
        return []
    places = face_recognition.face_locations(pixels, number_of_times_to_upsample=1, model="hog")
    boxes = [(left, top, right - left, bottom - top) for top, right, bottom, left in places]
    return [Face(*both) for both in zip(boxes, face_recognition.face_encodings(pixels, places))]


def names_by_vote(faces, references):
    return {winner_for(face, references) for face in faces} - {None}


def winner_for(face, references):
    ranks = []
    for name, known in references.items():
        distances = distances_to(known, face)
        votes = int((distances <= TOLERANCE).sum())
        if votes:
            ranks.append((-votes, distances.min(), name))
    return min(ranks)[2] if ranks else None


def distances_to(known, face):
    return numpy.array([numpy.linalg.norm(other.encoding - face.encoding) for other in known])


def references_of(people, faces):
    return {name: [face for path in paths for face in faces[path]] for name, paths in people.items()}


def face_recognition_side(people, photos):
    faces = {path: faces_by_face_recognition(path) for path in all_paths(people, photos)}
    references = references_of(people, faces)
    return Side(faces, references, {path: names_by_vote(faces[path], references) for path in photos})


class FacefsCache:
    """The faces that facefs found, by the content of a photo."""

    def __init__(self, file):
        cache = cbor2.loads(file.read_bytes())
        if cache["format"] != CACHE_FORMAT:
            raise SystemExit(f"{file} has format {cache['format']}, this script reads {CACHE_FORMAT}")
        self.packets = {key.split("/photo/")[0]: packet for key, packet in cache["photos"].items()}

    def faces_of(self, path):
        content = hashlib.blake2b(pathlib.Path(path).read_bytes(), digest_size=32).hexdigest()
        packet = self.packets.get(content, b"")
        if packet[:1] != READING:
            return []  # the photo could not be read
        count = int.from_bytes(packet[PACKET_HEAD - 4:PACKET_HEAD], "little")  # after them: when the photo was taken
        rows = numpy.frombuffer(packet, "<f4", count * FACE_NUMBERS, PACKET_HEAD).reshape(-1, FACE_NUMBERS)
        return [Face(row[:4], row[-128:]) for row in rows]


def facefs_side(words, people, photos):
    """The side, and what facefs said on stderr."""
    with tempfile.TemporaryDirectory() as out:
        command = [words.bin.resolve() / "facefs", "sort", "--rule", "vote", "--detector", "hog", "--json",
                   words.references, words.photos, out]
        run = subprocess.run(command, check=False, capture_output=True, text=True)
        if run.returncode != 0:
            raise SystemExit(run.stderr)
        cache = FacefsCache(pathlib.Path(out, "encodings.cbor"))
    index = json.loads(run.stdout)
    names = {path: {name for name, shown in index.items() if path in shown} for path in photos}
    faces = {path: cache.faces_of(path) for path in all_paths(people, photos)}
    return Side(faces, references_of(people, faces), names), run.stderr


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def distances_between_sides(facefs, other, paths):
    """How far the two encodings of each face lie apart, for the faces that both sides found."""
    return [float(numpy.linalg.norm(ours.encoding - theirs.encoding)) for path in paths
            for ours in facefs.faces[path] for theirs in other.faces[path] if overlap(ours.box, theirs.box) > SAME_FACE]


def nearest(side, photo, name):
    distances = [d for face in side.faces[photo] for d in distances_to(side.references[name], face)]
    return f"{min(distances):.4f}" if distances else "-"


def print_names(facefs, other):
    counts = [sum(map(len, side.names.values())) for side in (facefs, other)]
    shared = sum(len(facefs.names[photo] & other.names[photo]) for photo in other.names)
    same = sum(facefs.names[photo] == other.names[photo] for photo in other.names)
    print("| what | facefs | face_recognition | both |\n| --- | --- | --- | --- |")
    print(f"| photos; with the same names | {len(facefs.names)} | {len(other.names)} | {same} |")
    print(f"| names of photos | {counts[0]} | {counts[1]} | {shared} |")


def print_faces(title, facefs, other, paths):
    counts = [sum(len(side.faces[path]) for path in paths) for side in (facefs, other)]
    apart = distances_between_sides(facefs, other, paths)
    print(f"| faces of {len(paths)} {title} | {counts[0]} | {counts[1]} | {len(apart)} |")
    if apart:
        print(f"| their encodings apart, median / largest | | | {numpy.median(apart):.1g} / {max(apart):.1g} |")


def print_differences(facefs, other):
    rows = [(photo, name) for photo in other.names for name in sorted(facefs.names[photo] ^ other.names[photo])]
    if not rows:
        return
    print("\n| photo | name | given by | nearest, facefs | nearest, face_recognition | this rule on facefs's faces |")
    print("| --- | --- | --- | --- | --- | --- |")
    for photo, name in rows:
        giver = "facefs" if name in facefs.names[photo] else "face_recognition"
        told = "yes" if name in names_by_vote(facefs.faces[photo], facefs.references) else "no"
        distances = f"{nearest(facefs, photo, name)} | {nearest(other, photo, name)}"
        print(f"| {photo} | {name} | {giver} | {distances} | {told} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("references", type=pathlib.Path, metavar="REFERENCES", help="a folder for each person")
    parser.add_argument("photos", type=pathlib.Path, metavar="PHOTOS", help="the photos to look through")
    parser.add_argument("--bin", type=pathlib.Path, default=BUILT, metavar="DIR", help="where the programs are")
    words = parser.parse_args()
    people = {path.name: photos_in(path) for path in sorted(words.references.iterdir()) if path.is_dir()}
    photos = photos_in(words.photos)
    facefs, said = facefs_side(words, people, photos)
    other = face_recognition_side(people, photos)
    print_names(facefs, other)
    print_faces("photos", facefs, other, photos)
    print_faces("reference photos", facefs, other, all_paths(people, []))
    print_differences(facefs, other)
    print("\n" + said if said else "", end="")


if __name__ == "__main__":
    main()
