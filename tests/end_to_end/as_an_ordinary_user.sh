#!/usr/bin/env bash
# as_an_ordinary_user.sh BIN MODELS PHOTOS: runs the tests that modes decide, as user 'nobody' if we are root.
#
# Root passes over modes, so as root those tests prove nothing. /dev/fuse may be closed to users on a bare machine: in a
# mount namespace of its own this script opens another node of the same device, and leaves the machine's alone. Where that
# cannot be had it fails, or, when somebody knows that no mount can be made here (FACEFS_WITHOUT_MOUNT), ends with 77.
set -euo pipefail
bin=$1 models=$2 photos=$3
filter='Refusing.*:BadInput.ThatMayNot*:Photos.AppearUnder*:Photos.AreRead*:Enrolling.Forgets*:Enrolling.Renames*:Surviving.AMount*:Surviving.AnEject*:Surviving.AKill*:SurvivingListings.*:OpenWindows.LeaveTheRoot*:OpenWindows.HearOfAPhotoUnder*:Starting.*:MountPoint.*'

cannot() { echo "$1"; [ -n "${FACEFS_WITHOUT_MOUNT:-}" ] && exit 77; exit 1; }
if [ "$(id -u)" -ne 0 ]; then exec "$bin/end_to_end_tests" --gtest_filter="$filter"; fi
if [ -z "${IN_NAMESPACE:-}" ]; then
  unshare --mount true 2>/dev/null || cannot "no mount namespace to be had here"
  IN_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cp -r "$bin" "$folder/bin"
cp -r "$models" "$folder/models"
cp -r "$photos" "$folder/photos"
mknod -m 666 "$folder/fuse" c 10 229 2>/dev/null || cannot "no device node can be made here"
mount --bind "$folder/fuse" /dev/fuse || cannot "there is no /dev/fuse"
mount -t fusectl none /sys/fs/fuse/connections 2>/dev/null || true  # as systemd does on any machine
mkdir -m 777 "$folder/tmp"
chmod -R a+rX "$folder"
env HOME="$folder/tmp" TMPDIR="$folder/tmp" FACEFS_TEST_BIN="$folder/bin" FACEFS_TEST_MODELS="$folder/models" FACEFS_TEST_PHOTOS="$folder/photos" \
  setpriv --reuid 65534 --regid 65534 --clear-groups sh -c '"$0/fuse_tests" --gtest_filter="Connection.*" && exec "$0/end_to_end_tests" --gtest_filter="$1"' "$folder/bin" "$filter"
