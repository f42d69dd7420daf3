#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many photos get the right name, a wrong one or none, through the daemon and its mount.

    python3 enrol_and_identify.py LABELLED [--bin DIR] [--people G] [--references K] [--splits N]
                                           [--rule bands|vote] [--misses] [--json]

LABELLED is a folder of people, each a folder of photos. In each of N splits (drawn by number, so the same in every
run) G people are enrolled with K photos each. Every other photo of theirs is a probe, every photo of anybody else a
stranger. Each split starts facefsd on empty scratch folders, copies the K photos into MOUNT/enroll/<name>/ and the
probes and strangers into the watched folder, waits, and reads MOUNT/people/<name>/ and MOUNT/maybe/<name>/.

The percentages are of all splits together: of probes for the right and the wrong name, of strangers for strangers,
of both for photos with a face. A photo in both people/ and maybe/ of one name counts as certain. A wrong name may
be a true one, of somebody else in the photo: --misses lists each photo that is not simply right, with the nearest
distance d1, the runner-up's d2 and the scale of each of its faces (facefs tells no d2 of a face without a name).

Needs fusermount3, and facefs, facefsd and facefs-vision in DIR (default build/release/bin).
"""
import argparse
import collections
import contextlib
import ctypes
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BUILT = pathlib.Path(__file__).resolve().parents[2] / "build/release/bin"
PHOTO_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
PATIENCE = 30  # seconds for the mount to come and for the daemon to end
DIE_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG

Split = collections.namedtuple("Split", "references shown")  # {person: [path]} and {name of the copy: path}
FIGURES = (  # title, what is counted, of what
    ("right name, certain", "right certain", "probes"),
    ("right name, certain or maybe", "right", "probes"),
    ("wrong name, certain", "wrong certain", "probes"),
    ("wrong name, maybe", "wrong maybe", "probes"),
    ("strangers, certain", "stranger certain", "strangers"),
    ("strangers, maybe", "stranger maybe", "strangers"),
    ("photos with a face", "with a face", "photos"),
    ("references used", "references used", "references"),
)


class Daemon:
    """A facefsd on empty folders below `scratch`."""

    def __init__(self, programs, scratch, settings):
        self.programs = programs
        self.photos, self.mount, self.data = (scratch / name for name in ("photos", "mount", "data"))
        self.config, self.log = scratch / "config.toml", scratch / "facefsd.log"
        for folder in (self.photos, self.mount, self.data):
            folder.mkdir(mode=0o700)
        self.config.write_text(settings)

    def facefs(self, *words):
        command = [self.programs / "facefs", "--data", self.data, *words]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    @contextlib.contextmanager
    def running(self):
        command = [self.programs / "facefsd", "--config", self.config, "--photos", self.photos,
                   "--mount", self.mount, "--data", self.data]
        with open(self.log, "wb") as log:
            process = subprocess.Popen(command, stderr=log, preexec_fn=end_with_parent)
        try:
            self._wait_until_mounted(process)
            yield self
        finally:
            self._end(process)

    def _wait_until_mounted(self, process):
        deadline = time.monotonic() + PATIENCE
        while not self._is_mounted():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("facefsd does not mount:\n" + self.log.read_text())
            time.sleep(0.05)

    def _is_mounted(self):
        # Not os.path.ismount: it takes the mount of a dead daemon, where every call fails, for none.
        place = str(self.mount).replace(" ", "\\040")  # as the kernel writes it
        return any(line.split()[1] == place for line in open("/proc/self/mounts"))

    def _end(self, process):
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        left = self._is_mounted()
        if left:
            subprocess.run(["fusermount3", "-u", "-z", self.mount], check=False)
        if left or process.returncode != 0:
            print(f"facefsd ended badly: exit {process.returncode}, mount {'left' if left else 'gone'}\n"
                  + self.log.read_text(), file=sys.stderr)


def end_with_parent():
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def photos_in(folder):
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in PHOTO_SUFFIXES)


def labelled_photos(folder):
    people = {path.name: photos_in(path) for path in sorted(folder.iterdir()) if path.is_dir()}
    return {name: photos for name, photos in people.items() if photos}


def draw_split(number, people, enrolled_count, reference_count):
    dice = random.Random(number)
    enrolled = dice.sample(sorted(people), enrolled_count)
    references = {name: dice.sample(people[name], reference_count) for name in enrolled}
    taught = {photo for photos in references.values() for photo in photos}
    rest = [photo for photos in people.values() for photo in photos if photo not in taught]
    # A number for a name: no clash between folders, and nothing in it that tells who it is.
    return Split(references, {f"{i:06d}{photo.suffix}": photo for i, photo in enumerate(rest)})


def fill(daemon, split):
    for name, photos in split.references.items():
        (daemon.mount / "enroll" / name).mkdir()
        for photo in photos:
            shutil.copyfile(photo, daemon.mount / "enroll" / name / photo.name)
    for copy, photo in split.shown.items():
        shutil.copyfile(photo, daemon.photos / copy)
    daemon.facefs("wait")


def names_shown(folder):
    """{photo: names of the folders in `folder` that show it}."""
    names = collections.defaultdict(set)
    for person in folder.iterdir():
        for photo in person.iterdir():
            names[photo.name].add(person.name)
    return names


def outcomes(own, enrolled, certain, maybe):
    """What is counted for one photo of `own` that is in these people's folders."""
    if own not in enrolled:
        yield "strangers"
        if certain: yield "stranger certain"
        elif maybe: yield "stranger maybe"
        return
    yield "probes"
    if own in certain: yield "right certain"
    if own in certain | maybe: yield "right"
    if certain - {own}: yield "wrong certain"
    if maybe - certain - {own}: yield "wrong maybe"


def count_references(daemon, split, counts):
    for name, photos in split.references.items():
        report = (daemon.mount / "enroll" / name / ".report.txt").read_text()
        counts["references"] += len(photos)
        counts["references used"] += sum(line.split("\t")[1] == "used" for line in report.splitlines())


def count_split(daemon, split, counts):
    """Adds the split's counts. Returns the copies whose outcome is not the one hoped for."""
    certain, maybe, unknown = (names_shown(daemon.mount / folder) for folder in ("people", "maybe", "unknown"))
    misses = []
    for copy, photo in split.shown.items():
        own = photo.parent.name
        outcome = set(outcomes(own, split.references, certain[copy], maybe[copy]))
        counts.update(outcome)
        counts["with a face"] += bool(certain[copy] or maybe[copy] or unknown[copy])
        if outcome not in ({"strangers"}, {"probes", "right certain", "right"}):
            misses.append(copy)
    status = json.loads((daemon.mount / ".status/status.json").read_text())
    counts.update({key: status[key] for key in ("photos", "faces", "failed")})
    count_references(daemon, split, counts)
    return misses


def explained(daemon, split, number, copy):
    told = json.loads(daemon.facefs("explain", daemon.photos / copy, "--json"))
    for face in told["faces"]:
        nobody = {"person": None, "distance": None}
        second = face["runner_up"] or nobody
        first, second = (face, second) if face["person"] else (second, nobody)
        yield {"split": number, "photo": "/".join(split.shown[copy].parts[-2:]),
               "enrolled": split.shown[copy].parent.name in split.references, "verdict": face["verdict"],
               "nearest": first["person"], "d1": first["distance"], "next": second["person"],
               "d2": second["distance"], "scale": face.get("scale"), "width": face["box"][2]}


def measure_split(number, people, words, counts, explanations):
    split = draw_split(number, people, words.people, words.references)
    with tempfile.TemporaryDirectory(prefix="facefs-measure-") as scratch:
        daemon = Daemon(words.bin, pathlib.Path(scratch).resolve(), f'[recognition]\nrule = "{words.rule}"\n')
        with daemon.running():
            fill(daemon, split)
            misses = count_split(daemon, split, counts)
            for copy in misses if words.misses else []:
                explanations.extend(explained(daemon, split, number, copy))


def parsed_words():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=pathlib.Path, metavar="LABELLED", help="a folder of people, each of photos")
    parser.add_argument("--bin", type=pathlib.Path, default=BUILT, metavar="DIR", help="where the programs are")
    parser.add_argument("--people", type=int, metavar="G", help="how many are enrolled (default half)")
    parser.add_argument("--references", type=int, default=3, metavar="K", help="photos that teach each (default 3)")
    parser.add_argument("--splits", type=int, default=20, metavar="N", help="how many times (default 20)")
    parser.add_argument("--rule", choices=("bands", "vote"), default="bands")
    parser.add_argument("--misses", action="store_true", help="explain every photo that is not simply right")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser, parser.parse_args()


def print_tables(counts, figures, explanations):
    print("| figure | % | count |\n| --- | --- | --- |")
    for title, counted, of in FIGURES:
        print(f"| {title} | {figures[title]:.1f} | {counts[counted]} of {counts[of]} |")
    print(f"\n{counts['faces']} faces in {counts['photos']} photos shown, {counts['failed']} failed")
    if explanations:
        print("\n| " + " | ".join(explanations[0]) + " |\n|" + " --- |" * len(explanations[0]))
    for face in explanations:
        print("| " + " | ".join("-" if value is None else str(value) for value in face.values()) + " |")


def main():
    # So that a terminated measurement still ends its daemon.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    parser, words = parsed_words()
    words.bin = words.bin.resolve()
    if not (words.bin / "facefsd").exists():
        parser.error(f"no facefsd in {words.bin}")
    people = labelled_photos(words.labelled)
    words.people = words.people or len(people) // 2
    if not 1 <= words.people <= len(people) or words.references >= min(map(len, people.values())):
        parser.error(f"{len(people)} people: too few, or somebody has no more than {words.references} photos")
    counts, explanations = collections.Counter({counted: 0 for _, counted, _ in FIGURES}), []
    for number in range(words.splits):
        measure_split(number, people, words, counts, explanations)
    figures = {title: 100 * counts[counted] / max(1, counts[of]) for title, counted, of in FIGURES}
    if words.json:
        print(json.dumps({"percent": figures, "counts": counts, "misses": explanations}, indent=1))
    else:
        print_tables(counts, figures, explanations)


if __name__ == "__main__":
    main()
