#!/usr/bin/env bash
# Fuzzes the reader of footers and the reader of pages, FUZZ_SECONDS (60) each. An input that crashes, hangs or takes 1 GiB is kept with the fixtures,
# where a test replays it.
# usage: run.sh [footer|page]...
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-60}
crashes=Tests/ColumnarTests/Fixtures/crashes
build=.build/fuzz
[ $# -gt 0 ] || set -- footer page
swift build -c release --product crafted-files
.build/release/crafted-files "$build/seeds" Tests/ColumnarTests/Fixtures
bad=0
for target in "$@"; do
  # lld: gold breaks off over the sanitizer's symbols.
  WINNOW_FUZZ=1 swift build -c release --scratch-path "$build" --product "fuzz-$target" \
    -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld
  mkdir -p "$build/corpus-$target" "$crashes"
  SWIFT_BACKTRACE=enable=no "$build/release/fuzz-$target" "$build/corpus-$target" "$build/seeds/$target" \
    -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$crashes/$target-" 2>&1 | tee "$build/$target.log" | grep -E 'ERROR|SUMMARY|stat::number_of_exec|artifact|Fatal' || true
  if grep -q 'SUMMARY' "$build/$target.log"; then bad=1; fi
done
exit $bad
