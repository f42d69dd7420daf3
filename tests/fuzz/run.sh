#!/usr/bin/env bash
# run.sh PROGRAMS OUT SECONDS: runs each fuzz program in PROGRAMS for that long. What it has learned stays in OUT for
# the next time; a crash leaves its input there and ends this with 1.
set -euo pipefail
programs=$1 out=$2 seconds=$3
mkdir -p "$out/seeds"
"$(dirname "$programs")/seed_photos" "$out/seeds"

for program in "$programs"/*_fuzz; do
  name=$(basename "$program" _fuzz)
  mkdir -p "$out/$name.corpus"
  seeds=()
  [ "$name" != decode ] || seeds=("$out/seeds")
  if ! "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -artifact_prefix="$out/$name-" -print_final_stats=1 \
    "$out/$name.corpus" "${seeds[@]}" > "$out/$name.log" 2>&1; then
    tail -n 60 "$out/$name.log"
    echo "$name: a crash; what leads to it is in $out, the whole report in $out/$name.log"
    exit 1
  fi
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$name.log")
  [ "${runs:-0}" -gt 0 ] || { cat "$out/$name.log"; echo "$name: nothing was tried"; exit 1; }
  echo "$name: $runs inputs in $seconds seconds, none of which does harm"
done
