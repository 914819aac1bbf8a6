#!/bin/sh
# Runs twenty pools of 2 to 700 real photographs through iteration 1; arguments go to small.py (--seeds 3, --sizes 2 10).
# It needs photographs: ../shared/data, or the folders that POOLS names, each with images/ and truth.csv.
set -eu
cd "$(dirname "$0")/../.."
pools=${POOLS:-../shared/data/pcb ../shared/data/magnetic-tile}
for folder in $pools; do
  if [ ! -f "$folder/truth.csv" ]; then
    echo "no $folder/truth.csv: the check needs real photographs; name folders with images/ and truth.csv in POOLS" >&2
    exit 2
  fi
done
winnow=${WINNOW:-.build/release/winnow}
if [ ! -x "$winnow" ]; then
  echo "no $winnow: make build first, or name the binary in WINNOW" >&2
  exit 2
fi
# shellcheck disable=SC2086
exec python3 -B Benchmarks/pools/small.py $pools --winnow "$winnow" "$@"
