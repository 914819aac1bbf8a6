#!/bin/sh
# Compares every acquisition measure with the peers' own packages: modAL, scikit-activeml, small-text, Baal, libact where it builds.
# Makes its own Python environment under .build/peers-measures; arguments go to measures.py.
set -eu
cd "$(dirname "$0")/../.."
environment=.build/peers-measures
here=Benchmarks/peers
if ! cmp -s "$here/measures-requirements.txt" "$environment/requirements.txt"; then
  echo "making the peers' Python environment in $environment" >&2
  python3 -m venv "$environment"
  pip="$environment/bin/pip --quiet --disable-pip-version-check install"
  $pip -r "$here/measures-requirements.txt"
  # These two ask for torch, which their formulas do not need.
  $pip --no-deps small-text==1.4.1 baal==2.1.0
  $pip --no-deps libact 2>/dev/null || echo "libact does not build here and is left out" >&2
  cp "$here/measures-requirements.txt" "$environment/requirements.txt"
fi
winnow=${WINNOW:-.build/release/winnow}
if [ ! -x "$winnow" ]; then
  echo "no $winnow: make build first, or name the binary in WINNOW" >&2
  exit 2
fi
exec "$environment/bin/python" -B "$here/measures.py" --winnow "$winnow" "$@"
