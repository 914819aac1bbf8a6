#!/bin/sh
# Compares what votes come to with the peers' own packages: crowd-kit, krippendorff, statsmodels, scikit-learn.
# Makes its own Python environment under .build/peers-agreement; arguments go to agreement.py.
set -eu
cd "$(dirname "$0")/../.."
environment=.build/peers-agreement
here=Benchmarks/peers
if ! cmp -s "$here/agreement-requirements.txt" "$environment/requirements.txt"; then
  echo "making the peers' Python environment in $environment" >&2
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$here/agreement-requirements.txt"
  cp "$here/agreement-requirements.txt" "$environment/requirements.txt"
fi
bench=${QUALITY_BENCH:-.build/release/quality-bench}
[ -n "${QUALITY_BENCH:-}" ] || swift build -c release --product quality-bench >/dev/null
exec "$environment/bin/python" -B "$here/agreement.py" --bench "$bench" "$@"
