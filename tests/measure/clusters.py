#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well unknown faces are grouped, through the daemon and its mount, with nobody enrolled.

    python3 clusters.py LABELLED [--bin DIR] [--json]

LABELLED is a folder of people, each a folder of photos. All are copied into one watched folder; then MOUNT/unknown/NNNN/
is read. A photo counts for the largest cluster that shows it (others are of people in its background), or for itself
where none does. BCubed precision and recall (Bagga and Baldwin, 1998), and how many clusters of three photos and more
hold photos of two people.
"""
import argparse
import collections
import json
import pathlib
import shutil
import subprocess
import tempfile

from enrol_and_identify import BUILT, Daemon, labelled_photos


def clusters_of(mount):
    """{photo: number of the largest cluster that shows it}."""
    sizes = {folder.name: [photo.name for photo in folder.iterdir()]
             for folder in (mount / "unknown").iterdir() if folder.name.isdigit()}
    owner = {}
    for number, photos in sorted(sizes.items(), key=lambda item: len(item[1])):
        owner.update({photo: number for photo in photos})
    return owner


def bcubed(owner, label):
    precision = recall = 0
    for photo in label:
        cluster = {p for p in label if owner.get(p, p) == owner.get(photo, photo)}
        person = {p for p in label if label[p] == label[photo]}
        precision += len(cluster & person) / len(cluster)
        recall += len(cluster & person) / len(person)
    return precision / len(label), recall / len(label)


def strangers_after_naming(daemon, label):
    """{person: photos of others}, when each cluster of three photos and more was given the name of most of its photos."""
    for folder in sorted((daemon.mount / "unknown").iterdir()):
        daemon.facefs("wait")  # a name that was given finds more photos, and may leave nothing of a cluster
        photos = [photo.name for photo in folder.iterdir()] if folder.exists() else []
        if not folder.name.isdigit() or len(photos) < 3: continue
        name = collections.Counter(label[photo] for photo in photos).most_common(1)[0][0]
        subprocess.run(["mv", folder, daemon.mount / "people" / name], check=True)
    daemon.facefs("wait")
    return {person.name: sum(label[photo.name] != person.name for photo in person.iterdir())
            for person in (daemon.mount / "people").iterdir()}


def measured(people, programs):
    label = {}
    with tempfile.TemporaryDirectory(prefix="facefs-measure-") as scratch:
        daemon = Daemon(programs, pathlib.Path(scratch), "")
        for name, photos in people.items():
            for photo in photos:
                copy = f"{len(label):06d}{photo.suffix}"
                label[copy] = name
                shutil.copyfile(photo, daemon.photos / copy)
        with daemon.running():
            daemon.facefs("wait")
            owner = clusters_of(daemon.mount)
            strangers = strangers_after_naming(daemon, label)
    precision, recall = bcubed(owner, label)
    groups = collections.defaultdict(set)
    counts = collections.Counter(owner.values())
    for photo, number in owner.items():
        if counts[number] >= 3: groups[number].add(label[photo])
    return {"photos": len(label), "precision": round(100 * precision, 1), "recall": round(100 * recall, 1),
            "clusters of 3 and more": len(groups), "of them mixed": sum(len(who) > 1 for who in groups.values()),
            "people after naming them": len(strangers), "strangers among them": sum(strangers.values())}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=pathlib.Path)
    parser.add_argument("--bin", type=pathlib.Path, default=BUILT)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    figures = measured(labelled_photos(words.labelled), words.bin.resolve())
    print(json.dumps(figures, indent=1) if words.json else "\n".join(f"{name:24} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
