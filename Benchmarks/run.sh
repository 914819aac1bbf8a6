#!/usr/bin/env bash
# Times what the project promises to be fast at: the loop on the factory's images, medians of five runs in seconds; then the columnar
# engine beside its peers (columnar/run.sh), selection beside its own (peers/run.sh bench), and the pretrained network beside
# onnxruntime (convnet/run.sh).
# Needs the demo's data, which is made if it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
winnow=$PWD/.build/release/winnow
spec=pipelines/factory.yaml
[ -d data/factory/iterations/004 ] || "$winnow" demo --spec "$spec" >/dev/null 2>&1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

median() { # LABEL COMMAND…
  local label=$1
  shift
  local times=()
  for _ in 1 2 3 4 5; do
    local start end
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s%N)
    times+=($(((end - start) / 1000)))
  done
  printf '%-64s %8.3f\n' "$label" \
    "$(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p | awk '{print $1 / 1e6}')"
}

whole() {
  rm -rf "$work/data"
  "$winnow" demo --spec "$spec" --data "$work/data"
}

embed() {
  rm -rf "$work/embed"
  cp -r data/factory "$work/embed"
  rm -rf "$work/embed/iterations/001" "$work/embed/iterations/00"[2-9] "$work/embed/embeddings"
  "$winnow" run 1 --spec "$spec" --data "$work/embed" --until embed
}

cp -r data/factory "$work/open"
rm -rf "$work/open/iterations/004"
"$winnow" run 4 --spec "$spec" --data "$work/open" --until cluster >/dev/null 2>&1

median "sealed iteration, nothing to do" "$winnow" run 4 --spec "$spec"
median "open iteration of 6,000 images, nothing to do" "$winnow" run 4 --spec "$spec" --data "$work/open" --until cluster
median "fit the embedder and embed 6,000 images" embed
median "iterations 0 to 4 with simulated annotators" whole

echo
Benchmarks/columnar/run.sh
echo
Benchmarks/peers/run.sh bench
echo
Benchmarks/convnet/run.sh
