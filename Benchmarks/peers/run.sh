#!/bin/sh
# Compares the selection engine with the peers' own packages: modAL, scikit-activeml, small-text, scikit-learn, faiss.
# Makes its own Python environment under .build/peers; arguments go to selection.py, and what STRATEGIES holds to strategies.py.
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
bench=${BENCH:-.build/release/selection-bench}
[ -x "$bench" ] || swift build -c release --product selection-bench >&2
failed=0
"$environment/bin/python" Benchmarks/peers/selection.py --winnow "$winnow" "$@" || failed=1
# shellcheck disable=SC2086
"$environment/bin/python" Benchmarks/peers/strategies.py --bench "$bench" ${STRATEGIES:-} || failed=1
exit $failed
