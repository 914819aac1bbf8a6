#!/usr/bin/env bash
# Times the columnar engine and the stages that stream through it beside pyarrow, polars, DuckDB and sha256sum, turn by turn.
# usage: run.sh [JOB...]    read write digest score score8 pick cluster pool idle; all but score8, whose eight million images take minutes to set up
# The workloads (12 GB, 8 GB more for score8) come from a fixed seed and stay under .build/bench; so does the peers' Python environment.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=Benchmarks/columnar
environment=.build/bench/python
if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  echo "making the peers' Python environment in $environment" >&2
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi
swift build -c release --product columnar-bench >/dev/null
[ $# -gt 0 ] || set -- read write digest score pick cluster pool idle
exec "$environment/bin/python" -B "$here/bench.py" .build/release/winnow .build/release/columnar-bench .build/bench/work "$@"
