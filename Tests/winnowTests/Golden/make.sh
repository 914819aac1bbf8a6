#!/bin/bash
# Makes golden.tar.zst and golden.chain: four sealed iterations of today's layout, for tomorrow's code to verify, compare and
# read. It has what happens after a seal too: late answers, a correction, a batch that was chosen again, an erasure.
# Usage: Tests/winnowTests/Golden/make.sh [WINNOW], from the repository's root. Record it anew only when the layout is new, and keep
# the old one beside it under another name: GoldenTests reads every archive of this folder.
set -euo pipefail
winnow=$(realpath "${1:-.build/release/winnow}")
here=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > spec.yaml <<'SPEC'
winnow: 1
name: golden
data: data
random_seed: 11
classes: [normal, scratch, discoloration, foreign_particle, edge_chip, dent, contamination, micro_crack]
negative_class: normal
pool: {root: images, images: "images/**/*.png", metadata: metadata.csv}
holdout: {monitoring: labels/monitoring.csv, acceptance: labels/acceptance.csv}
calibration: {labels: labels/calibration.csv}
annotators:
  - {id: ana, senior: true}
  - {id: ben}
  - {id: chi}
stages:
  seed:    {size: 24, by: group}
  embed:   {run: [winnow, hook, patch-embed], dimensions: 8, input_size: 16, filters: 8}
  train:   {run: [winnow, hook, linear-probe]}
  score:   {measure: margin, below: 0.2}
  cluster: {method: kmeans, batch: 8, candidates: 3x, shares: {random: 0.25}}
  export:  {to: csv, annotators_per_image: 2, calibration_per_session: 1}
  report:  {contact_sheet: 4}
SPEC
export WINNOW_SPEC=spec.yaml
say() { "$winnow" "$@" 2>> log || { cat log >&2; exit 1; }; }
complete() {
  for _ in 1 2 3; do
    "$winnow" run "$1" 2> last || { cat last >&2; exit 1; }
    grep -q 'is sealed' last && return
    say annotate "$1" --truth images/truth.csv
  done
  cat last >&2
  exit 1
}
say factory --out images --count 150 --size 32
say split --labels images/truth.csv --minimum 1
complete 0

# Iteration 1: ben's answers come after the seal.
say run 1
say annotate 1 --truth images/truth.csv
mv data/inbox/001/ben-round-1.csv held.csv
say close 1 --reason 'ben is ill'
say run 1
if ! "$winnow" status --json | grep -A9 '"iteration" : 1' | grep -q '"sealed"'; then
  say annotate 1 --truth images/truth.csv
  rm -f data/inbox/001/ben-round-1.csv
  complete 1
fi
mv held.csv data/inbox/001/ben-round-1.csv

# A correction, and iteration 2, which takes both in and whose batch is chosen again.
image=$("$winnow" show data/iterations/000/ingest-2/labels.parquet --json --columns image_id --rows 1 | sed 's/.*": *"\(.*\)".*/\1/')
say correct "$image" dent --author lea --reason 'seen again under the lens'
say run 2
sed -i 's/batch: 8/batch: 10/' spec.yaml
say run 2 --reselect --reason 'eight were too few'
complete 2
complete 3

# An erasure from what is sealed.
image=$("$winnow" show data/iterations/002/cluster/selection.parquet --json --columns image_id --rows 1 | sed 's/.*": *"\(.*\)".*/\1/')
say erase "$image" --order 'ticket 12' --reason 'a person is seen'
say export-audit 3 --out "$here/golden.tar.zst" > /dev/null
"$winnow" status --json | sed -n 's/.*"chain" : "\(.*\)",/\1/p' | tail -1 > "$here/golden.chain"
ls -l "$here"/golden.*
