#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""evaluation_bars.py FACEFS LABELLED [UNLIKE [MORE...]]: the protocol of docs/matching.md as bars. LABELLED: 100 press
photos of ten people, five enrolled. UNLIKE: 391 photos of 15 people unlike those that dlib's network was trained on, ten
enrolled. With MORE, all folders are one library besides, fifteen enrolled. Other folders have their own lines. The peer
is dlib's network, in the same run."""
import json
import subprocess
import sys

facefs, labelled, *others = sys.argv[1:]


def tell(bar, what, figure, must, stretch, better, counts):
    reaches = (lambda line: figure >= line) if better == "larger" else (lambda line: figure <= line)
    verdict = "stretch" if reaches(stretch) else "must" if reaches(must) else "missed"
    print(json.dumps({"bar": bar, "what": what, "figure": figure, "must": must, "stretch": stretch, "better": better,
                      "verdict": verdict, "counts": counts}))


def evaluated(folders, people, *more, references=("1", "3", "5")):
    words = [facefs, "evaluate", *folders, "--people", str(people), "--references", *references, *more, "--json"]
    figures = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return figures, {m["references"]: m for m in figures["matching"] if m["rule"] == "bands"}


def worst(rows, key):
    return max(row[key] for row in rows.values())


def press():
    figures, rows = evaluated([labelled], 5)
    _, peer = evaluated([labelled], 5, "--embedder", "dlib")
    for references, must, stretch in ((1, 90, 94), (3, 98.5, 100)):
        tell(f"C0 certain {references}", f"right name, certain, {references} references, %", rows[references]["right_certain"],
             must, stretch, "larger", {"probes": rows[references]["probes"], "dlib": peer[references]["right_certain"]})
    tell("C0 maybe", "right name, certain or maybe, 3 references, %", rows[3]["right"], 99, 100, "larger", {"probes": rows[3]["probes"]})
    tell("C0 wrong", "wrong name, certain, %", worst(rows, "wrong_certain"), 0, 0, "smaller", {"probes": rows[3]["probes"]})
    tell("C0 strangers", "strangers taken for somebody, certain, %", worst(rows, "strangers_certain"), 0.3, 0, "smaller",
         {"strangers": rows[3]["strangers"]})
    clusters = figures["clusters"]
    tell("C0 clusters", "clusters with nobody enrolled, BCubed recall, %", clusters["recall"], 95, 98, "larger",
         {"precision": clusters["precision"], "mixed": clusters["mixed"]})
    tell("C0 found", "photos with a face, %", figures["photos_with_a_face"], 100, 100, "larger", {"photos": figures["photos"]})
    stability = figures["stability"]
    tell("C0 order", "faces elsewhere when the photos come in another order, %", stability["moved_by_order"], 0, 0, "smaller", {})
    tell("C0 growth", "faces elsewhere when the library grows to twice its size, %", stability["moved_by_growth"], 0.5, 0,
         "smaller", {"moved_by_naming": stability["moved_by_naming"]})


def engines():
    for name, engine, more in (("B1a flips", "dlib", ["--embedder", "dlib"]), ("B1 sface flips", "bf16", [])):
        figures, _ = evaluated([labelled], 5, *more, "--compare-with", engine, references=("3",))
        compared = figures["compared"]
        what = "dlib's own engine" if engine == "dlib" else "SFace in bf16"
        tell(name, f"decisions that are others with {what}", compared["flipped"], 0, 0, "smaller", {"decisions": compared["decisions"]})


def unlike():
    figures, rows = evaluated([others[0]], 10)
    _, peer = evaluated([others[0]], 10, "--embedder", "dlib")
    for references, must, stretch in ((1, 22, 30), (3, 58, 70), (5, 72, 82)):
        tell(f"C0 unlike {references}", f"people unlike dlib's, right and certain, {references} references, %",
             rows[references]["right_certain"], must, stretch, "larger",
             {"probes": rows[references]["probes"], "dlib": peer[references]["right_certain"],
              "dlib_strangers": peer[references]["strangers_certain"]})
    tell("C0 unlike wrong", "wrong name, certain, %", worst(rows, "wrong_certain"), 0, 0, "smaller", {"probes": rows[3]["probes"]})
    tell("C0 unlike strangers", "strangers taken for one of them, certain, %", worst(rows, "strangers_certain"), 0.3, 0.1,
         "smaller", {"strangers": rows[3]["strangers"]})
    clusters = figures["clusters"]
    tell("C0 unlike clusters", "their clusters, BCubed recall, %", clusters["recall"], 33, 70, "larger", {"mixed": clusters["mixed"]})
    tell("C0 unlike pure", "their clusters, BCubed precision, %", clusters["precision"], 99.5, 100, "larger", {"mixed": clusters["mixed"]})


def all_in_one():
    _, rows = evaluated([labelled, *others], 15, references=("1", "3"))
    tell("C0 all wrong", "all folders as one library: wrong name, certain, %", worst(rows, "wrong_certain"), 0, 0, "smaller",
         {"probes": rows[3]["probes"]})
    tell("C0 all strangers", "all folders as one library: strangers, certain, %", worst(rows, "strangers_certain"), 0.3, 0.1,
         "smaller", {"strangers": rows[3]["strangers"], "right": rows[3]["right_certain"]})


press()
engines()
if others:
    unlike()
if len(others) > 1:
    all_in_one()
