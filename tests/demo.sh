# shellcheck shell=bash
# ./dev demo: sourced by dev. Shows the program on PHOTOS, or on a small set of two people, and leaves nothing behind.

demo_cleanup() {
  if [ -n "${demo_daemon:-}" ]; then kill "$demo_daemon" 2>/dev/null; wait "$demo_daemon" 2>/dev/null; fi
  [ -n "${demo_folder:-}" ] && rm -rf "$demo_folder"
  return 0
}

# The small set: whoever is taught, and photos in which they are to be found.
demo_small_set() {
  demo_photos=$demo_folder/photos
  mkdir -p "$demo_photos"
  cp "$photos"/{obama3.jpg,obama_partial_face.jpg,obama_partial_face2.jpg,32bit.png} "$demo_photos/"
  cp "$photos/biden.jpg" "$demo_photos/somebody else.jpg"
}

demo_without_mount() {
  say "No mount can be made here: $1. So this shows 'facefs sort', which needs none."
  mkdir -p "$demo_folder/people/Obama" build/demo
  cp "$photos"/obama.jpg "$photos"/obama2.jpg "$demo_folder/people/Obama/"
  "$bin/facefs" sort "$demo_folder/people" "$demo_photos" build/demo
}

demo_wait_for_mount() {
  for _ in $(seq 100); do
    [ -f "$demo_folder/faces/.status/status.json" ] && return
    kill -0 "$demo_daemon" 2>/dev/null || { cat "$demo_folder/log" >&2; die "facefsd ended instead of mounting"; }
    sleep 0.1
  done
  die "facefsd did not mount within 10 seconds: $(cat "$demo_folder/log")"
}

demo_tree() {
  (cd "$demo_folder/faces" && find . -mindepth 1 -not -path './.status*' -not -name '.report.txt' -not -type l | sort |
    sed 's,^\./,,; s,[^/]*/,    ,g; s,^,  ,'
    find . -type l -printf '  %P -> %l\n')
}

# What a person would type, and what comes of it.
demo_enrol() {
  say "Teaching facefs who Obama is, by copying two photos:"
  echo "  mkdir $demo_folder/faces/enroll/Obama"
  echo "  cp obama.jpg obama2.jpg $demo_folder/faces/enroll/Obama/"
  mkdir "$demo_folder/faces/enroll/Obama"
  cp "$photos"/obama.jpg "$photos"/obama2.jpg "$demo_folder/faces/enroll/Obama/"
  "$bin/facefs" --data "$demo_folder/data" wait
  echo "What became of each (enroll/Obama/.report.txt):"
  sed 's/^/  /' "$demo_folder/faces/enroll/Obama/.report.txt"
}

demo() {
  demo_exit='' demo_photos='' demo_daemon=''
  for word in "$@"; do
    case $word in
      --exit) demo_exit=yes ;;
      -h | --help) usage; return ;;
      -*) die "demo: there is no option $word" ;;
      *) [ -z "$demo_photos" ] || die "demo: one folder at a time"
         demo_photos=$(cd "$invoked_from" && readlink -m -- "${word:-.}") ;;
    esac
  done
  [ -z "$demo_photos" ] || [ -d "$demo_photos" ] || die "demo: $demo_photos is not a folder"
  fetch_models
  fetch_photos
  install_packages "${build_packages[@]}"
  [ -x "$bin/facefsd" ] || say "Building: a few minutes, this once"
  build_quietly
  demo_folder=$(mktemp -d)
  trap demo_cleanup EXIT
  local own=$demo_photos missing
  [ -n "$own" ] || demo_small_set
  missing=$(fuse_problem)
  if [ -n "$missing" ]; then demo_without_mount "$missing"; return; fi
  mkdir -p "$demo_folder/faces"
  "$bin/facefsd" --photos "$demo_photos" --mount "$demo_folder/faces" --data "$demo_folder/data" 2>"$demo_folder/log" &
  demo_daemon=$!
  demo_wait_for_mount
  say "Looking through $demo_photos"
  "$bin/facefs" --data "$demo_folder/data" wait
  "$bin/facefs" --data "$demo_folder/data" status
  [ -n "$own" ] || demo_enrol
  say "The mount, $demo_folder/faces:"
  demo_tree
  if [ -n "$own" ] && [ -z "$demo_exit" ]; then
    echo "Enrol somebody: mkdir $demo_folder/faces/enroll/NAME, and copy a few photos of that person into it."
  elif [ -z "$own" ]; then
    say "Why is obama3.jpg there?"
    "$bin/facefs" --data "$demo_folder/data" explain "$demo_photos/obama3.jpg"
  fi
  [ -z "$demo_exit" ] || return 0
  say "Look at it with any file manager; copy photos into $demo_photos and see them arrive. Ctrl-C ends it."
  trap 'exit 0' INT TERM HUP
  wait "$demo_daemon"
}
