#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mount_bench.py BIN MODELS PHOTO_SET: what the mount costs, against the disk's own folders and against libfuse's
passthrough_ll: bars B7, B8, B12 and B13, a line of JSON each (tests/bench/bars.h says how). Needs /dev/fuse."""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PHOTOS = 10_000
LARGE = 60
SCANNED = 60
LARGE_BYTES = 4 << 20
ROUNDS = 5


def run(*words, **more):
    return subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True, **more).stdout


def milliseconds(act):
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def in_turns(ours, theirs, before=lambda: None, rounds=ROUNDS):
    """Both in turns; `before` each round, untimed."""
    a, b = [], []
    for _ in range(rounds):
        before()
        a.append(milliseconds(ours))
        b.append(milliseconds(theirs))
    return statistics.median(a), statistics.median(b)


def tell(bar, what, figure, must, stretch, counts, larger=False):
    reaches = (lambda line: figure >= line) if larger else (lambda line: figure <= line)
    verdict = "stretch" if reaches(stretch) else "must" if reaches(must) else "missed"
    print(json.dumps({"bar": bar, "what": what, "figure": figure, "must": must, "stretch": stretch,
                      "better": "larger" if larger else "smaller", "verdict": verdict, "counts": counts}), flush=True)


class Library:
    """A daemon on scratch folders whose gallery knows PHOTOS small photos and LARGE large ones of one person."""

    def __init__(self, home, programs, models, photo_set):
        self.home, self.bin, self.models = home, programs, models
        self.photos, self.faces, self.data = (os.path.join(home, name) for name in ("photos", "faces", "data"))
        for folder in (self.photos, self.faces, self.data):
            os.mkdir(folder, 0o700)
        shutil.copy(os.path.join(photo_set, "obama2.jpg"), os.path.join(self.photos, "o2.jpg"))
        self.start()
        os.mkdir(os.path.join(self.faces, "enroll/Obama"))
        shutil.copy(os.path.join(photo_set, "obama.jpg"), os.path.join(self.faces, "enroll/Obama/"))
        self.facefs("wait")
        self.stop()
        for count, size in ((PHOTOS, 0), (LARGE, LARGE_BYTES)):
            run(os.path.join(self.bin, "make_library"), self.data, self.photos, "o2.jpg", count, size)
        self.start()

    def facefs(self, *words):
        return run(os.path.join(self.bin, "facefs"), "--data", self.data, *words)

    def start(self):
        words = [os.path.join(self.bin, "facefsd"), "--photos", self.photos, "--mount", self.faces, "--data", self.data,
                 "--models", self.models]
        self.daemon = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        while not os.path.exists(os.path.join(self.faces, ".status/status.json")):
            if self.daemon.poll() is not None:
                sys.exit("facefsd ended instead of mounting")
            time.sleep(0.01)
        self.facefs("wait")

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait()

    def restart(self):
        self.stop()
        self.start()

    def requests(self):
        return json.loads(self.facefs("requests", "--json"))

    @property
    def joined(self):
        return os.path.join(self.faces, "people/Obama")


def listing(words, folder):
    with open(os.devnull, "w") as nowhere:
        subprocess.run(words + [folder], check=True, stdout=nowhere)


def listing_bars(library, plain):
    for bar, words, must, stretch in (("B7", ["ls"], 1.5, 1.0), ("B7a", ["ls", "-l"], 1.0, 0.8)):
        listing(words, library.joined), listing(words, plain)
        ours, theirs = in_turns(lambda: listing(words, library.joined), lambda: listing(words, plain))
        tell(bar, f"{' '.join(words)} of {PHOTOS} photos, warm, against a folder of as many files on the disk", ours / theirs,
             must, stretch, {"ms": round(ours, 1), "peer_ms": round(theirs, 1)})
    words = ["ls", "-l"]
    ours, theirs = in_turns(lambda: listing(words, library.joined), lambda: listing(words, plain), library.restart)
    tell("B7b", "ls -l the first time after mounting, against the disk", ours / theirs, 2, 1.1,
         {"ms": round(ours, 1), "peer_ms": round(theirs, 1)})
    library.restart()
    before = library.requests()
    listing(words, library.joined)
    asked = {kind: times - before.get(kind, 0) for kind, times in library.requests().items()}
    asked = {kind: times for kind, times in asked.items() if times > 0 and kind not in ("statfs", "forget")}
    tell("B7c", "requests of the kernel for that", sum(asked.values()), 100, 60, asked)


def read_all(folder, names):
    for name in names:
        with open(os.path.join(folder, name), "rb", buffering=0) as photo:
            while photo.read(1 << 17):
                pass


def open_all(folder, names):
    for name in names:
        descriptor = os.open(os.path.join(folder, name), os.O_RDONLY)
        os.pread(descriptor, 4096, 0)
        os.close(descriptor)


def reading_bars(library, peer):
    """`peer`: where passthrough_ll shows the photos' folder."""
    large = [name for name in os.listdir(library.photos) if name.endswith(f"_{LARGE_BYTES}.jpg")]
    small = [name for name in os.listdir(library.photos) if name.endswith("_0.jpg")][:500]
    for act, names in ((read_all, large), (open_all, small)):
        act(library.joined, names), act(peer, names)
    ours, theirs = in_turns(lambda: read_all(library.joined, large), lambda: read_all(peer, large), rounds=41)
    tell("B8", f"{LARGE} photos of 4 MiB read from end to end, bytes/s against passthrough_ll", theirs / ours, 0.95, 1.0,
         {"ms": round(ours, 1), "peer_ms": round(theirs, 1), "bytes": LARGE * LARGE_BYTES}, larger=True)
    ours, theirs = in_turns(lambda: open_all(library.joined, small), lambda: open_all(peer, small), rounds=41)
    tell("B8a", "open, read 4 KiB and close, against passthrough_ll", ours / theirs, 1.1, 0.7,
         {"us_each": round(ours * 1000 / len(small), 1), "peer_us_each": round(theirs * 1000 / len(small), 1)})


def passthrough(home, folder):
    """libfuse's own example, built as its first lines say; mounted, or nothing where it cannot be."""
    source = "/usr/share/doc/libfuse3-dev/examples/passthrough_ll.c"
    if not os.path.exists(source):
        return None, None
    program, mount = os.path.join(home, "passthrough_ll"), os.path.join(home, "peer")
    flags = run("pkg-config", "--cflags", "--libs", "fuse3").split()
    build = os.path.join(home, "source")
    shutil.copytree(os.path.dirname(source), build)
    run("gcc", "-O2", "-w", "-D_GNU_SOURCE", "-DHAVE_CONFIG_H=0", os.path.join(build, "passthrough_ll.c"), *flags, "-o", program)
    os.mkdir(mount)
    server = subprocess.Popen([program, "-f", "-o", f"source={folder},cache=always", mount], stderr=subprocess.DEVNULL)
    while not os.path.ismount(mount):
        if server.poll() is not None:
            return None, None
        time.sleep(0.01)
    return server, mount


def descendants_of(pid):
    """Workers are the fork server's children, not the daemon's."""
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as listed:
            for child in map(int, listed.read().split()):
                found += [child] + descendants_of(child)
    return found


def switches(pids):
    total = 0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/status") as status:
                total += sum(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt_switches"))
    return total


def wait_until_quiet(pids):
    """What waits after the last change has passed: nothing woke for two seconds, looked at for half a minute at most."""
    last, since, end = switches(pids), time.monotonic(), time.monotonic() + 30
    while time.monotonic() - since < 2 and time.monotonic() < end:
        time.sleep(0.1)
        now = switches(pids)
        if now != last:
            last, since = now, time.monotonic()


def woken_a_second(pids, seconds=10):
    """Once it is quiet. The time is what is measured: there is nothing to wait for."""
    wait_until_quiet(pids)
    before = switches(pids)
    time.sleep(seconds)
    return (switches(pids) - before) / seconds


def idle_bar(library):
    pids = [library.daemon.pid] + descendants_of(library.daemon.pid)
    woken = woken_a_second(pids)
    with open(f"/proc/{library.daemon.pid}/status") as status:
        resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    tell("B12", "wake-ups a second of facefsd and the processes that it has started when nothing happens", woken, 1, 0,
         {"processes": len(pids), "facefsd_resident_KiB": resident, "photos": PHOTOS})


def scanning_bar(library):
    """`ls` while two workers have new photos of twelve megapixels, some of which come into the folder that is listed."""
    fresh = os.path.join(library.home, "fresh")
    os.mkdir(fresh)
    run(os.path.join(library.bin, "make_photos"), fresh, SCANNED)
    idle = statistics.median(milliseconds(lambda: listing(["ls"], library.joined)) for _ in range(20))
    run("cp", "-r", fresh, library.photos)
    during = []
    while not during or json.loads(library.facefs("status", "--json"))["pending"] > 0:
        during.append(milliseconds(lambda: listing(["ls"], library.joined)))
        time.sleep(0.02)
    tell("B13", f"ls of {PHOTOS} photos during a scan, against idle", statistics.median(during) / idle, 3, 1.5,
         {"ms": round(statistics.median(during), 1), "idle_ms": round(idle, 1), "worst_ms": round(max(during), 1),
          "listings": len(during), "scanned": SCANNED})
    library.facefs("wait")


def main():
    programs, models, photo_set = sys.argv[1:4]
    home = tempfile.mkdtemp(prefix="facefs-bench-", dir="/var/tmp")  # a disk: /tmp may be memory
    library = server = None
    try:
        plain = os.path.join(home, "plain")
        os.mkdir(plain)
        for i in range(PHOTOS):
            with open(os.path.join(plain, f"IMG_{i:07d}_0.jpg"), "w") as file:
                file.write("as long a file as a photo of the library")
        library = Library(home, programs, models, photo_set)
        listing_bars(library, plain)
        server, peer = passthrough(home, library.photos)
        if server:
            reading_bars(library, peer)
        else:
            print("passthrough_ll could not be built or mounted: B8 is left out", file=sys.stderr)
        scanning_bar(library)
        idle_bar(library)
    finally:
        if server:
            subprocess.run(["fusermount3", "-u", "-z", os.path.join(home, "peer")], check=False)
            server.wait()
        if library and library.daemon.poll() is None:
            library.stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
