#!/bin/sh
# Proves what selection is worth, from raw images: every arm is a whole pipeline, and figures are read from what it sealed.
#
#   prove-gain.sh                         the table of goals below, over SEEDS random seeds (10)
#   SPEC=x.yaml prove-gain.sh             one pipeline of one's own, TRUTH=FILE naming what every image shows
#
# What is sealed is not run again: the same command goes on after an interruption. Arms lie below FOLDER (data/prove-gain), with
# a CSV file (a row an arm, seed and iteration) and a page for each part. Boards and tiles need ../shared/data, or BOARDS and TILES.
# Ends with 1 if a goal is missed; the last line counts the goals met.
set -eu
cd "$(dirname "$0")/.."
winnow=${WINNOW:-.build/release/winnow}
seeds=${SEEDS:-10}
folder=${FOLDER:-data/prove-gain}
boards=${BOARDS:-../shared/data/pcb}
tiles=${TILES:-../shared/data/magnetic-tile}
mkdir -p "$folder"
met=0
asked=0
skipped=

# prove NAME SPEC OPTION...: one simulation; options are those of `winnow simulate`.
prove() {
  name=$1
  spec=$2
  shift 2
  echo "== $name"
  code=0
  "$winnow" simulate --spec "$spec" --seeds "$seeds" --out "$folder/$name" --csv "$folder/$name.csv" \
    --html "$folder/$name.html" "$@" >"$folder/$name.txt" || code=$?
  cat "$folder/$name.txt"
  [ "$code" -le 1 ] || exit "$code"
  count=$(sed -n 's/^\([0-9]*\) of \([0-9]*\) goals met$/\1 \2/p' "$folder/$name.txt" | tail -n 1)
  [ -n "$count" ] || return 0
  met=$((met + ${count% *}))
  asked=$((asked + ${count#* }))
}

# spec_of NAME POOL SPEC [EMBED]: a pipeline of the project over photographs that lie elsewhere, perhaps with another embedder.
spec_of() {
  root=$(cd "$2" && pwd)
  sed -e "s|^  root: .*|  root: $root|" -e "s|: \.\./data/|: ../../data/|g" "$3" >"$folder/$1.yaml"
  [ -z "${4:-}" ] || { sed "s|^  embed: .*|  embed: $4|" "$folder/$1.yaml" >"$folder/$1.new" && mv "$folder/$1.new" "$folder/$1.yaml"; }
}

# before LABELS: what the mean macro-F1 of the same seeds was before (Benchmarks/gain), less 0.01.
before() {
  awk -F, -v labels="$1" -v seeds="$seeds" '
    NR > 1 && $2 == "spec" && !($3 in seen) && count < seeds { seen[$3] = 1; count++ }
    NR > 1 && $2 == "spec" && ($3 in seen) && $5 > labels * 0.98 && $5 < labels * 1.02 { sum += $6; rows++ }
    END { if (!rows) exit 1; printf "macro_f1@%d>=%.4f", labels, sum / rows - 0.01 }' Benchmarks/gain/pcb-before.csv
}

if [ -n "${SPEC:-}" ]; then
  set -- --goal 'saving_low>=0.000001'
  [ -z "${TRUTH:-}" ] || set -- --truth "$TRUTH" "$@"
  prove "$(basename "$SPEC" | sed 's/\.ya\{0,1\}ml$//')" "$SPEC" --through "${THROUGH:-11}" "$@"
else
  if [ -f "$boards/truth.csv" ]; then
    spec_of pcb "$boards" pipelines/pcb.yaml
    prove pcb "$folder/pcb.yaml" --through 11 \
      --goal 'macro_f1@900>=0.80' --goal 'saving>=0.70' --goal 'saving_low>=0.60' --goal 'rare_f1_gain@900>=0.12' \
      --goal 'defects@4>=0.40'
    prove pcb-wrong "$folder/pcb.yaml" --through 5 --annotators wrong=0.1 \
      --goal 'macro_f1@900>=0.50' --goal 'macro_f1_gain@900>=0.20'
    prove pcb-single "$folder/pcb.yaml" --through 5 --annotators single
    spec_of pcb-patches "$boards" pipelines/pcb.yaml '{run: [winnow, hook, patch-embed], dimensions: 512}'
    prove pcb-patches "$folder/pcb-patches.yaml" --through 11 --strategies spec \
      --goal "$(before 450)" --goal "$(before 900)" --goal "$(before 1800)"
  else
    skipped="$skipped, boards (no $boards/truth.csv)"
  fi
  if [ -f "$tiles/truth.csv" ]; then
    spec_of tiles "$tiles" pipelines/magnetic-tile.yaml
    prove tiles "$folder/tiles.yaml" --through 5 --goal 'macro_f1@360>=0.70'
  else
    skipped="$skipped, tiles (no $tiles/truth.csv)"
  fi
  "$winnow" factory --out "$folder/factory-images"
  digest=$(cd "$folder/factory-images" && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-64)
  echo "the factory's images: $digest"
  spec_of factory "$folder/factory-images" pipelines/factory.yaml
  prove factory "$folder/factory.yaml" --through 11 --goal 'saving>=0.67' --goal 'saving_low>=0.55'
fi
[ -z "$skipped" ] || echo "skipped: ${skipped#, }"
echo "$met of $asked goals met"
[ "$met" -eq "$asked" ] && [ -z "$skipped" ]
