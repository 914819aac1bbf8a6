#!/bin/sh
# A small pipeline through two iterations, the second with a model, from images that the program draws itself. Prints the chain digests alone.
#
#   pipeline.sh PROGRAM FOLDER
set -eu
winnow=$1
mkdir -p "$2"
cd "$2"
cat >spec.yaml <<'SPEC'
winnow: 1
name: carried
data: data
random_seed: 7
classes: [normal, scratch, discoloration, foreign_particle, edge_chip, dent, contamination, micro_crack]
negative_class: normal
production_rates: {normal: 0.94}
pool: {root: images, images: "images/**/*.png", metadata: metadata.csv}
holdout: {monitoring: labels/monitoring.csv, acceptance: labels/acceptance.csv}
calibration: {labels: labels/calibration.csv}
annotators:
  - {id: ana, senior: true, price_per_vote: 0.25}
  - {id: ben}
  - {id: chi}
stages:
  seed:    {size: 60, by: group}
  embed:   {run: [winnow, hook, patch-embed], dimensions: 32, input_size: 32, filters: 16}
  train:   {run: [winnow, hook, linear-probe]}
  score:   {measure: margin, below: 0.2, tiebreak: entropy}
  cluster: {method: kmeans, batch: 20, candidates: 4x, shares: {random: 0.1}}
  export:  {to: label-studio, annotators_per_image: 2, calibration_per_session: 3}
SPEC
{
  "$winnow" factory --out images --count 400 --size 48
  "$winnow" split --spec spec.yaml --labels images/truth.csv --minimum 1
  for iteration in 0 1; do
    # Up to the question, the answers, and up to the seal; an answer may ask for a third person's once more.
    for _ in 1 2; do
      "$winnow" run "$iteration" --spec spec.yaml
      "$winnow" annotate "$iteration" --truth images/truth.csv --spec spec.yaml
    done
    "$winnow" run "$iteration" --spec spec.yaml
  done
  "$winnow" verify --spec spec.yaml
} >log.txt 2>&1 || {
  tail -n 5 log.txt >&2
  exit 1
}
"$winnow" status --digests --spec spec.yaml | awk '$2 == "sealed" { print $1, $NF }'
