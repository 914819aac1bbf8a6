#!/usr/bin/env bash
# Fuzzes the readers of what anybody may have written, FUZZ_SECONDS (60) each. An input that crashes, hangs, takes 1 GiB or
# breaks a promise is kept in crashes/, where a test replays it.
# usage: run.sh [footer|page|spec|manifest|json|annotations|csv|image]...
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-60}
crashes=Tests/Fuzz/crashes
build=.build/fuzz
[ $# -gt 0 ] || set -- footer page spec manifest json annotations csv image
swift build -c release --product crafted-files
.build/release/crafted-files "$build/seeds" Tests/ColumnarTests/Fixtures
# The goldens' specs, right and wrong, are the best seeds there are.
cp Tests/SpecTests/Golden/*.yaml pipelines/*.yaml "$build/seeds/spec"
cp Tests/ImagingTests/Fixtures/*.{png,jpg,bmp,tif,webp} "$build/seeds/image"
# lld: gold breaks off over the sanitizer's symbols.
WINNOW_FUZZ=1 swift build -c release --scratch-path "$build" --product fuzz \
  -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld
bad=0
for target in "$@"; do
  mkdir -p "$build/corpus-$target"
  WINNOW_FUZZ=$target SWIFT_BACKTRACE=enable=no "$build/release/fuzz" "$build/corpus-$target" "$build/seeds/$target" \
    -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$crashes/$target-" > "$build/$target.log" 2>&1 || true
  runs=$(sed -n 's/stat::number_of_executed_units: *//p' "$build/$target.log")
  if grep -q 'SUMMARY' "$build/$target.log"; then
    bad=1
    grep -E 'ERROR|SUMMARY|artifact|Fatal' "$build/$target.log"
  fi
  echo "fuzz: $target: ${runs:-no} inputs in $seconds s"
done
exit $bad
