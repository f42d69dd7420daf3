#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""table.py RESULTS.jsonl: the bars as a table on stdout. Exit 1 when a bar that must be reached is missed."""
import json
import sys


def text(value):
    return f"{value:.2g}" if abs(value) < 1 else f"{value:.3g}"


def main():
    with open(sys.argv[1]) as lines:
        bars = [json.loads(line) for line in lines]
    print("| bar | what | figure | must | stretch | verdict | counts |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for bar in bars:
        sign = "<=" if bar["better"] == "smaller" else ">="
        counts = ", ".join(f"{name} {value}" for name, value in bar["counts"].items())
        print(f"| {bar['bar']} | {bar['what']} | **{text(bar['figure'])}** | {sign} {text(bar['must'])} | "
              f"{sign} {text(bar['stretch'])} | {bar['verdict']} | {counts} |")
    missed = [bar["bar"] for bar in bars if bar["verdict"] == "missed"]
    if missed:
        print(f"\nMissed: {', '.join(missed)}")
    return 1 if missed else 0


sys.exit(main())
