#!/bin/sh
# Compares the selection engine with the peers' own packages: modAL, scikit-activeml, scikit-learn.
# Makes its own Python environment under .build/peers; arguments go to selection.py.
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
exec "$environment/bin/python" Benchmarks/peers/selection.py --winnow "$winnow" "$@"
