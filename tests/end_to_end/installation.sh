#!/usr/bin/env bash
# installation.sh BUILD SOURCE PHOTOS: installs into a folder of its own and does there what somebody does who has just
# installed facefs: looks for the pages and the unit, sorts a few photos, mounts and is served. Each program finds the
# others, and the models, where they were installed, without being told.
set -euo pipefail
build=$1 source=$2 photos=$3
prefix=$(mktemp -d)
home=$(mktemp -d)
daemon=''
cleanup() {
  if [ -n "$daemon" ]; then kill "$daemon" 2>/dev/null && wait "$daemon" || true; fi
  fusermount3 -u -z -q "$home/faces" 2> /dev/null || true
  rm -rf "$prefix" "$home"
}
trap cleanup EXIT
fail() { printf '%s\n' "$*" >&2; [ ! -f "$home/log" ] || cat "$home/log" >&2; exit 1; }
installed() { [ -f "$prefix/$1" ] && [ -r "$prefix/$1" ] || fail "$1 is not installed"; }

cmake --install "$build" --prefix "$prefix" > "$home/installing" || fail "$(cat "$home/installing")"
export HOME=$home PATH=$prefix/bin:$PATH
unset XDG_CONFIG_HOME XDG_DATA_HOME

# What is read.
for page in share/man/man1/facefs.1 share/man/man8/facefsd.8; do installed "$page"; done
for page in README.md LICENSE CHANGELOG.md; do
  installed "share/doc/facefs/$page"
  cmp -s "$source/$page" "$prefix/share/doc/facefs/$page" || fail "$page is another one than this repository's"
done
for link in $(grep -o '](docs/[^)]*)' "$source/README.md" | tr -d ']()'); do installed "share/doc/facefs/$link"; done
[ ! -e "$prefix/share/doc/facefs/docs/man" ] || fail "the manual pages are installed twice"

# The unit starts the program that is installed, and names a page that is there.
unit=$prefix/lib/systemd/user/facefs.service
installed lib/systemd/user/facefs.service
grep -qx "ExecStart=$prefix/bin/facefsd" "$unit" || fail "the unit starts something else: $(grep ExecStart= "$unit")"
grep -q "file://$prefix/share/doc/facefs/README.md" "$unit" || fail "the unit names no page: $(grep Documentation= "$unit")"

# What it promises: that a kill leaves no dead mount behind, that systemd waits until the mount is there, that what is
# written is the user's alone, that memory running short ends a worker and not the mount, and no core file with faces.
for line in Type=notify "ExecStopPost=-$prefix/bin/facefsd --release" Restart=on-failure KillMode=mixed \
  TimeoutStopSec=10 UMask=0077 LimitCORE=0 OOMPolicy=continue WantedBy=default.target; do
  grep -qx -e "$line" "$unit" || fail "the unit does not say $line"
done
! grep -qE '^(NoNewPrivileges|Private|Protect|Restrict|SystemCall|Capability|DynamicUser)' "$unit" || fail "the unit takes fusermount3 away"
# Is systemd not to try again after that status?
is_final() { sed -n 's/^RestartPreventExitStatus=//p' "$unit" | tr ' ' '\n' | grep -qx "$1"; }

# The programs: what sort and facefsd do needs facefs-vision and the models.
[ -n "$(ls "$prefix/share/facefs/models")" ] || fail "the models are not installed"
[ "$(command -v facefs)" = "$prefix/bin/facefs" ] || fail "facefs is not installed"
version=$(sed -n 's/^project(facefs VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
for program in facefs facefsd; do
  "$prefix/bin/$program" --version | grep -qF "$version" || fail "$program --version does not say $version"
done
mkdir -p "$home/people/Obama" "$home/photos" "$home/faces"
cp "$photos"/obama.jpg "$photos"/obama2.jpg "$home/people/Obama/"
cp "$photos"/obama3.jpg "$photos"/biden.jpg "$home/photos/"
printf 'no = "such key"\n' > "$home/bad.toml"
status=0; facefsd --config "$home/bad.toml" > "$home/refused" 2>&1 || status=$?
[ "$status" -ne 0 ] && is_final "$status" || fail "systemd would start facefsd again and again on a bad configuration: $status"
facefs sort "$home/people" "$home/photos" "$home/out" > "$home/sorted" 2>&1 || fail "sort failed: $(cat "$home/sorted")"
grep -q '^Obama: 1 photo$' "$home/sorted" || fail "sort found somebody else: $(cat "$home/sorted")"

if [ ! -e /dev/fuse ] && [ -n "${FACEFS_WITHOUT_MOUNT:-}" ]; then echo "no mount can be made here: facefsd is left out"; exit 77; fi
facefsd --photos "$home/photos" --mount "$home/faces" 2> "$home/log" &
daemon=$!
for _ in $(seq 300); do [ ! -f "$home/faces/.status/status.json" ] || break; kill -0 "$daemon" || break; sleep 0.1; done
[ -f "$home/faces/.status/status.json" ] || fail "facefsd did not mount"
status=0; facefsd --photos "$home/photos" --mount "$home/other" > "$home/refused" 2>&1 || status=$?
[ "$status" -ne 0 ] && is_final "$status" || fail "systemd would start a second facefsd again and again: $status"
mkdir "$home/faces/enroll/Obama"
cp "$photos"/obama.jpg "$photos"/obama2.jpg "$home/faces/enroll/Obama/"
facefs wait --timeout 120 || fail "facefs wait failed"
cmp "$home/photos/obama3.jpg" "$home/faces/people/Obama/obama3.jpg" || fail "the mount does not show obama3.jpg"
[ ! -e "$home/faces/people/Obama/biden.jpg" ] || fail "the mount takes somebody else for Obama"
cp "$photos/obama_partial_face.jpg" "$home/photos/"  # whoever has looked at people/Obama hears of it, by facefs-poke
facefs wait --timeout 120 || fail "facefs wait failed"
cmp "$photos/obama_partial_face.jpg" "$home/faces/people/Obama/obama_partial_face.jpg" || fail "a new photo is not shown"
pgrep -P "$daemon" facefs-poke > /dev/null || fail "facefs-poke does not run"
pgrep -P "$daemon" facefs-keeper > /dev/null || fail "facefs-keeper does not run"
kill "$daemon"
wait "$daemon" || fail "facefsd ended with $?"
daemon=''
[ -z "$(ls -A "$home/faces")" ] || fail "the mount is still there"

# Killed, as by systemd when it does not end in time: what the unit does afterwards takes the mount away.
mkdir -p "$home/.config/facefs"
printf 'roots = ["%s"]\nmount = "%s"\n' "$home/photos" "$home/faces" > "$home/.config/facefs/config.toml"
$(sed -n 's/^ExecStart=//p' "$unit") 2> "$home/log" &
daemon=$!
for _ in $(seq 300); do [ ! -f "$home/faces/.status/status.json" ] || break; kill -0 "$daemon" || break; sleep 0.1; done
[ -f "$home/faces/.status/status.json" ] || fail "facefsd did not mount again"
kill -KILL "$daemon"
wait "$daemon" 2> /dev/null || true
daemon=''
$(sed -n 's/^ExecStopPost=-//p' "$unit") > "$home/released" 2>&1 || fail "releasing failed: $(cat "$home/released")"
! grep -qF " $home/faces " /proc/self/mounts || fail "the mount is still there after a kill"
