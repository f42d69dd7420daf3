#!/usr/bin/env bash
# debian13.sh [RELEASE [bench]]: proves that facefs builds and passes its tests (or keeps its bars) on that release of Debian
# (trixie, which is 13) from nothing: debootstrap makes a bare tree of it, what git knows of the working tree is copied in,
# and ./dev test (or ./dev bench) runs there. ./dev test --container and ./dev bench --container start it. Needs root and
# /dev/fuse.
#
# All that is mounted is mounted in a namespace of its own, and all that runs in there ends with it, so that nothing is left
# of either even when this is killed; the tree is removed at the end. It lies in FACEFS_CONTAINER_FOLDER (/var/tmp), which
# needs 6 GB. Mirror, apt's way there, certificates and pip's configuration are this machine's.
set -euo pipefail
release=${1:-trixie}
what=${2:-test}
repository=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
die() { printf '%s\n' "$*" >&2; exit 1; }

# The first mirror of Debian itself in this machine's list; nothing where it has none: then debootstrap knows one.
mirror() {
  { grep -rhs '^deb ' /etc/apt/sources.list /etc/apt/sources.list.d/*.list | sed 's/\[[^]]*\]//' | cut -d' ' -f2-
    sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null; } | grep -oE '(http|https|file|mirror\+file):[^ ]*/debian/?( |$)' | head -n 1 || true
}

# How this machine comes to packages: apt's proxies and patience, its administrator's certificates, names, pip's files.
copy_the_way_out() {
  apt-config dump | grep -E '^Acquire::(http|https|ftp|Check|Retries)' > "$tree/etc/apt/apt.conf.d/90this-machine" || true
  cp -L /etc/resolv.conf /etc/hosts "$tree/etc/"
  local file
  for file in .config/pip/pip.conf .pip/pip.conf; do
    [ -f "$HOME/$file" ] && install -D -m 600 "$HOME/$file" "$tree/root/$file"
  done
  for file in /etc/pip.conf "${PIP_CONFIG_FILE:-}" /usr/local/share/ca-certificates/*; do
    [ -f "$file" ] && mkdir -p "$(dirname "$tree$file")" && cp -L "$file" "$tree$file"
  done
  return 0
}

copy_the_repository() {
  mkdir -p "$tree/facefs"
  git -C "$repository" -c safe.directory="$repository" ls-files -z |
    rsync -a --from0 --files-from=- --ignore-missing-args "$repository/" "$tree/facefs/"
}

# What the environment says of proxies, of certificates and to pip.
way_out_in_words() { env | grep -iE '^((http|https|ftp|all|no)_proxy|pip_[a-z_]*|ssl_cert_file|requests_ca_bundle)=' || true; }

# In a mount and process namespace of our own: what a system has mounted, then nothing but the tree.
run_inside() {
  mount --bind "$tree" "$tree"
  mount -t proc proc "$tree/proc"
  mount --rbind /sys "$tree/sys"
  touch "$tree/dev/fuse"
  mount --bind /dev/fuse "$tree/dev/fuse"
  mkdir -p "$tree/dev/shm" "$tree/dev/pts" "$tree/outside"
  mount -t tmpfs -o mode=1777 tmpfs "$tree/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$tree/dev/pts"
  cd "$tree"
  pivot_root . outside
  cd /facefs
  umount -l /outside
  mapfile -t words < <(way_out_in_words)
  exec env -i "${words[@]}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    ${JOBS:+JOBS="$JOBS"} ./dev "$what"
}

if [ -n "${FACEFS_CONTAINER_TREE:-}" ]; then tree=$FACEFS_CONTAINER_TREE; run_inside; fi

[ "$(id -u)" -eq 0 ] || die "A tree of another Debian can be made and entered by root alone: sudo ./dev test --container $release"
(exec 3<>/dev/fuse) 2>/dev/null || die "/dev/fuse cannot be opened: load the kernel's module (modprobe fuse), or give this container the device"
tree=$(mktemp -d "${FACEFS_CONTAINER_FOLDER:-/var/tmp}/facefs-$release-XXXXXX")
inside=''
trap '[ -z "$inside" ] || { kill "$inside" 2>/dev/null && wait "$inside"; }; rm -rf --one-file-system "$tree" "$tree.log"' EXIT
trap 'exit 130' INT TERM HUP
chmod 755 "$tree"
echo "Making a bare $release in $tree" >&2
mapfile -t mirrors < <(mirror)
debootstrap --variant=minbase --include=ca-certificates "$release" "$tree" "${mirrors[@]}" > "$tree.log" 2>&1 ||
  { tail -n 20 "$tree.log" >&2; die "debootstrap could not make $release"; }
ln -sf ../proc/self/mounts "$tree/etc/mtab"  # every installed Debian has it, and fusermount3 needs it
copy_the_way_out
copy_the_repository
chroot "$tree" update-ca-certificates > /dev/null 2>&1
FACEFS_CONTAINER_TREE=$tree unshare --mount --pid --fork --kill-child --propagation private "$0" "$release" "$what" &
inside=$!
code=0
wait "$inside" || code=$?
inside=''
exit "$code"
