#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""evaluation_bars.py FACEFS LABELLED: the protocol of docs/matching.md as bars. The lines are those that hold on 100 press
photos of ten people, five enrolled; another folder has its own."""
import json
import subprocess
import sys


def tell(bar, what, figure, must, stretch, better, counts):
    reaches = (lambda line: figure >= line) if better == "larger" else (lambda line: figure <= line)
    verdict = "stretch" if reaches(stretch) else "must" if reaches(must) else "missed"
    print(json.dumps({"bar": bar, "what": what, "figure": figure, "must": must, "stretch": stretch, "better": better,
                      "verdict": verdict, "counts": counts}))


def main():
    facefs, labelled = sys.argv[1:3]
    words = [facefs, "evaluate", labelled, "--people", "5", "--references", "3", "--compare-with", "dlib", "--json"]
    figures = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    row = next(m for m in figures["matching"] if m["rule"] == "bands")
    counts = {"probes": row["probes"], "strangers": row["strangers"]}
    tell("C0 certain", "right name, certain, %", row["right_certain"], 93, 97, "larger", counts)
    tell("C0 maybe", "right name, certain or maybe, %", row["right"], 99, 100, "larger", counts)
    tell("C0 wrong", "wrong name, certain, %", row["wrong_certain"], 0, 0, "smaller", counts)
    tell("C0 strangers", "strangers taken for somebody, certain, %", row["strangers_certain"], 0.3, 0, "smaller", counts)
    clusters = figures["clusters"]
    tell("C0 clusters", "clusters with nobody enrolled, BCubed recall, %", clusters["recall"], 70, 90, "larger",
         {"precision": clusters["precision"], "mixed": clusters["mixed"]})
    tell("C0 found", "photos with a face, %", figures["photos_with_a_face"], 100, 100, "larger", {"photos": figures["photos"]})
    compared = figures["compared"]
    tell("B1a flips", "decisions that are others than with dlib's own engine", compared["flipped"], 0, 0, "smaller",
         {"decisions": compared["decisions"]})
    stability = figures["stability"]
    tell("C0 order", "faces elsewhere when the photos come in another order, %", stability["moved_by_order"], 0, 0, "smaller",
         {"moved_by_growth": stability["moved_by_growth"]})


main()
