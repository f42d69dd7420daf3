#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""large_bench.py BIN MODELS FOLDER: facefsd on the library that `make_gallery FOLDER 1000000 files` made: how soon the
mount answers, what it weighs, that it rests, and a find over 100,000 photos: bars B9, B11, B12 and B7d."""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from mount_bench import descendants_of, in_turns, run, tell, woken_a_second

STARTS = 3
LIGHT = 400  # MB: what B11 must be
FOUND_FOLDERS = 21  # of some 4,750 photos each


class Daemon:
    def __init__(self, programs, models, folder):
        self.bin, self.models, self.folder = programs, models, folder
        self.faces = os.path.join(folder, "faces")
        os.makedirs(self.faces, exist_ok=True)

    def start(self):
        """Seconds until the mount answers."""
        words = [os.path.join(self.bin, "facefsd"), "--photos", os.path.join(self.folder, "photos"), "--mount", self.faces,
                 "--data", os.path.join(self.folder, "data"), "--models", self.models]
        began = time.perf_counter()
        self.process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        while not os.path.exists(os.path.join(self.faces, ".status/status.json")):
            if self.process.poll() is not None:
                sys.exit("facefsd ended instead of mounting")
            time.sleep(0.002)
        return time.perf_counter() - began

    def wait(self):
        run(os.path.join(self.bin, "facefs"), "--data", os.path.join(self.folder, "data"), "wait", "--timeout", "600")

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def wait_until_light(self):
        """It looks at its pages every ten seconds; looked at for twenty at most."""
        end = time.monotonic() + 20
        while self.resident("VmRSS") > LIGHT and time.monotonic() < end:
            time.sleep(0.1)

    def resident(self, kind):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(kind)) / 1024


def find(folders):
    subprocess.run(["find"] + folders, check=True, stdout=subprocess.DEVNULL)


def find_bar(daemon, scratch):
    people = os.path.join(daemon.faces, "people")
    ours = [os.path.join(people, name) for name in sorted(os.listdir(people))[1:FOUND_FOLDERS + 1]]
    theirs, photos = [], 0
    for folder in ours:
        theirs.append(os.path.join(scratch, os.path.basename(folder)))
        os.mkdir(theirs[-1])
        for name in os.listdir(folder):
            open(os.path.join(theirs[-1], name), "w").close()
            photos += 1
    find(ours), find(theirs)
    a, b = in_turns(lambda: find(ours), lambda: find(theirs))
    tell("B7d", f"find over {FOUND_FOLDERS} people with {photos} photos, against the disk", a / b, 2, 1,
         {"ms": round(a, 1), "peer_ms": round(b, 1)})


def main():
    programs, models, folder = sys.argv[1:4]
    scratch = tempfile.mkdtemp(prefix="facefs-bench-", dir="/var/tmp")
    daemon = Daemon(programs, models, folder)
    try:
        starts, scans = [], []
        for _ in range(STARTS):
            starts.append(daemon.start())
            began = time.perf_counter()
            daemon.wait()
            scans.append(time.perf_counter() - began)
            if len(starts) < STARTS:
                daemon.stop()
        photos = len(os.listdir(os.path.join(folder, "photos")))
        tell("B9", "start with a million faces until the mount answers, s", statistics.median(starts), 1, 0.25,
             {"photos": photos, "all_photos_looked_at_after_s": round(statistics.median(scans), 1)})
        find_bar(daemon, scratch)
        pids = [daemon.process.pid] + descendants_of(daemon.process.pid)
        woken = woken_a_second(pids)
        daemon.wait_until_light()
        tell("B11", "resident memory with a million faces after all that, MB", daemon.resident("VmRSS"), 400, 250,
             {"of_its_own": round(daemon.resident("RssAnon")), "most": round(daemon.resident("VmHWM"))})
        tell("B12 million", "wake-ups a second with a million faces when nothing happens", woken, 1, 0, {"photos": photos})
    finally:
        if daemon.process.poll() is None:
            daemon.stop()
        shutil.rmtree(scratch, ignore_errors=True)


main()
