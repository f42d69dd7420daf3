#!/usr/bin/env bash
# run.sh SECONDS: builds the fuzz targets with clang's libFuzzer, ASan and UBSan, and runs each for that long.
# Seeds: the small photo set. A crash leaves its input in build/fuzz/ and ends with 1.
set -euo pipefail
seconds=${1:-60}
out=build/fuzz
mkdir -p "$out"
flags=(-std=c++20 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -I. -I/usr/include/opencv4)

# target SOURCES... -- LIBRARIES...
fuzz() {
  local name=$1 sources=() libraries=()
  shift
  while [ "$1" != -- ]; do sources+=("$1"); shift; done
  shift
  libraries=("$@")
  clang++-14 "${flags[@]}" "tests/fuzz/${name}_fuzz.cc" "${sources[@]}" -o "$out/$name" "${libraries[@]}"
  mkdir -p "$out/$name.corpus"
  "$out/$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -artifact_prefix="$out/$name-" -print_final_stats=1 \
    "$out/$name.corpus" ${seeds:-} 2>&1 | grep -E 'stat::|ERROR|SUMMARY|Test unit' || true
  ! ls "$out/$name-"* >/dev/null 2>&1 || { echo "$name: a crash, see $out"; exit 1; }
}

seeds=build/photos fuzz decode \
  models/{damage,decode,decode_jpeg,decode_png,decode_webp,exif,file_kind,image_hash,jpeg_segments,orientation,png_text,raster,seam,shrink,unreadable,upright_canvas,xmp,ycc_planes}.cc \
  -- -ljpeg -lpng -lwebp -lwebpdemux -lxxhash -lz -lopencv_core -lopencv_imgproc
fuzz worker_reply models/{vision_protocol,unreadable}.cc --
fuzz stored_bytes index/{log_line,record_codec,records,content_hash,text}.cc models/unreadable.cc -- -lsodium -lxxhash -lutf8proc
fuzz names daemon/inotify_events.cc index/{display_name,person_name}.cc -- -lutf8proc -lxxhash
