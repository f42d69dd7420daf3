#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""python_bench.py BIN PACKAGES: a photo from its bytes to embeddings against Python's face_recognition 1.3.0, as its command
line does it (1600 pixels on the long side, HOG upsampled once), on the same photos in turns: a line of JSON
(tests/bench/bars.h says how). PACKAGES is where those of face_recognition_peer.txt are. Photos are turned upright for it,
which it would not do."""
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time

from mount_bench import run, tell

PHOTOS = 8  # a whole round of the recipe
ROUNDS = 3
SIDE = 1600


def reader_of(face_recognition, numpy, pillow, photos):
    def read():
        start, faces = time.perf_counter(), 0
        for photo in photos:
            picture = pillow.ImageOps.exif_transpose(pillow.Image.open(io.BytesIO(photo))).convert("RGB")
            picture.thumbnail((SIDE, SIDE), pillow.Image.LANCZOS)
            faces += len(face_recognition.face_encodings(numpy.array(picture)))
        return (time.perf_counter() - start) * 1000, faces
    return read


def main():
    programs, packages = sys.argv[1:3]
    sys.path.insert(0, packages)
    import face_recognition, numpy, PIL.Image, PIL.ImageOps
    with tempfile.TemporaryDirectory(prefix="facefs-bench-") as folder:
        run(os.path.join(programs, "make_photos"), folder, PHOTOS)
        photos = [open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))]
        ours = subprocess.Popen([os.path.join(programs, "read_photos"), folder], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)

        def read_ours():
            print(file=ours.stdin, flush=True)
            ms, faces = ours.stdout.readline().split()
            return float(ms), int(faces)

        read_theirs = reader_of(face_recognition, numpy, PIL, photos)
        read_ours()  # both once to warm up
        read_theirs()
        turns = [(read_ours(), read_theirs()) for _ in range(ROUNDS)]
        ours.stdin.close()
        ours.wait()
    ms, peer_ms = (statistics.median(turn[side][0] for turn in turns) for side in (0, 1))
    tell("B4 Python", "a photo from bytes to embeddings, photos/s against Python's face_recognition", peer_ms / ms, 6, 10,
         {"ms": round(ms, 1), "peer_ms": round(peer_ms, 1), "photos": PHOTOS, "found": turns[0][0][1],
          "peer_found": turns[0][1][1]}, larger=True)


main()
