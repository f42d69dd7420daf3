#!/usr/bin/env bash
# run.sh PROGRAMS OUT SECONDS JOBS: runs each fuzz program in PROGRAMS for that long, JOBS at a time. What it has learned
# stays in OUT for the next time; a crash leaves its input there, and this fails.
set -euo pipefail
programs=$1 seconds=$3 jobs=$4
export out=$2 seconds
mkdir -p "$out/seeds"
"$(dirname "$programs")/seed_photos" "$out/seeds"

run_one() {
  local program=$1 seeds=() name runs
  name=$(basename "$program" _fuzz)
  mkdir -p "$out/$name.corpus"
  [ "$name" != decode ] || seeds=("$out/seeds")
  if ! "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -artifact_prefix="$out/$name-" -print_final_stats=1 \
    "$out/$name.corpus" "${seeds[@]}" > "$out/$name.log" 2>&1; then
    tail -n 60 "$out/$name.log"
    echo "$name: a crash; what leads to it is in $out, the whole report in $out/$name.log"
    return 1
  fi
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$name.log")
  [ "${runs:-0}" -gt 0 ] || { cat "$out/$name.log"; echo "$name: nothing was tried"; return 1; }
  echo "$name: $runs inputs in $seconds seconds, none of which does harm"
}
export -f run_one

printf '%s\0' "$programs"/*_fuzz | xargs -0 -P "$jobs" -I{} bash -euo pipefail -c 'run_one "$1"' _ {}
