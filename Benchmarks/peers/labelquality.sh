#!/bin/sh
# Compares consensus qualities, ActiveLab's scores and suspected labels with cleanlab, and routing with SciPy's solvers.
# Makes its own Python environment under .build/peers-labelquality; arguments go to labelquality.py.
# BENCH names the labelquality-bench binary; without it, it is built.
set -eu
cd "$(dirname "$0")/../.."
environment=.build/peers-labelquality
wanted=Benchmarks/peers/labelquality-requirements.txt
if ! cmp -s "$wanted" "$environment/requirements.txt"; then
  echo "making the peers' Python environment in $environment" >&2
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
  cp "$wanted" "$environment/requirements.txt"
fi
bench=${BENCH:-}
if [ -z "$bench" ]; then
  swift build -c release --product labelquality-bench >/dev/null
  bench=.build/release/labelquality-bench
fi
exec "$environment/bin/python" -B Benchmarks/peers/labelquality.py --bench "$bench" "$@"
