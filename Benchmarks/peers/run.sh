#!/bin/sh
# Compares the selection engine with the peers' own packages: modAL, scikit-activeml, small-text, scikit-learn, faiss.
# Methods that look for images class by class, and first batches that cover the pool, are compared with their definitions in
# NumPy, by whole iterations.
# What votes come to is compared with crowd-kit, krippendorff, statsmodels and scikit-learn, by agreement.sh.
# Makes its own Python environment under .build/peers; arguments go to selection.py, and what STRATEGIES holds to strategies.py.
# usage: run.sh bench [CASE...]    times k-means, core-sets and near-duplicates beside the peers instead, what is asked beside what is
# reached; the points (4 GB) stay under .build/bench
set -eu
cd "$(dirname "$0")/../.."
environment=.build/peers
wanted=Benchmarks/peers/requirements.txt
if ! cmp -s "$wanted" "$environment/requirements.txt"; then
  echo "making the peers' Python environment in $environment" >&2
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
  cp "$wanted" "$environment/requirements.txt"
fi
winnow=${WINNOW:-.build/release/winnow}
if [ ! -x "$winnow" ]; then
  echo "no $winnow: make build first, or name the binary in WINNOW" >&2
  exit 2
fi
python() { "$environment/bin/python" -B "$@"; }
swift build -c release --product selection-bench >/dev/null
bench=.build/release/selection-bench
if [ "${1:-}" = bench ]; then
  shift
  python Benchmarks/peers/kmeans.py --folder .build/bench/points "$@"
  [ $# -eq 0 ] || exit 0
  echo
  python Benchmarks/peers/duplicates.py --winnow "$winnow" --rows 50000 --kinds runs copies --peers faiss
  exit
fi
failed=0
python Benchmarks/peers/duplicates.py --winnow "$winnow" || failed=1
echo
python Benchmarks/peers/selection.py --winnow "$winnow" "$@" || failed=1
echo
# shellcheck disable=SC2086
python Benchmarks/peers/strategies.py --bench "$bench" ${STRATEGIES:-} || failed=1
echo
python Benchmarks/peers/direct.py --winnow "$winnow" || failed=1
echo
python Benchmarks/peers/herding.py --winnow "$winnow" || failed=1
echo
sh Benchmarks/peers/measures.sh || failed=1
echo
sh Benchmarks/peers/labelquality.sh || failed=1
sh Benchmarks/peers/agreement.sh || failed=1
exit $failed
