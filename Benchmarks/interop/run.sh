#!/usr/bin/env bash
# Compares Winnow's Parquet files with pyarrow, polars, DuckDB, fastparquet and PySpark, value by value, both ways:
#   1. random tables that they write, read by `winnow show --json`;
#   2. random tables that Winnow writes, read by them;
#   3. the files of a data directory, read by pyarrow, polars and DuckDB.
# usage: run.sh [DATA_DIR]    default: the demo's, which is made if it is not there
# TABLES (400) and SEED (1) say how many tables of each way, and which. Makes its own Python environment under .build/interop.
# Without Java PySpark is left out.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=Benchmarks/interop
environment=.build/interop
work=.build/interop-tables
winnow=${WINNOW:-.build/release/winnow}
tables=${TABLES:-400}
seed=${SEED:-1}
data=${1:-data/factory}
check=../shared/checks/interop.py
if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  echo "making the peers' Python environment in $environment" >&2
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi
peers=pyarrow,polars,DuckDB,fastparquet
if command -v java >/dev/null; then peers=$peers,PySpark; else echo "no java: PySpark is left out" >&2; fi
python=("$environment/bin/python" -W ignore)
export TZ=UTC SPARK_LOCAL_IP=127.0.0.1
failed=0

rm -rf "$work"
mkdir -p "$work"
"${python[@]}" "$here/foreign.py" "$work/foreign" --winnow "$winnow" --tables "$tables" --seed "$seed" --peers "$peers" 2>"$work/foreign.log" \
  || failed=1
swift build -c release --product interop-tables
.build/release/interop-tables "$work/ours" "$tables" "$seed"
"${python[@]}" "$here/ours.py" "$work/ours" --peers "$peers" 2>"$work/ours.log" || failed=1
if [ -f "$check" ]; then
  [ -d "$data" ] || make --no-print-directory demo
  "${python[@]}" "$check" "$data" --min-files 10 || failed=1
else
  echo "interop: $check is not there: the data directory is not compared" >&2
fi
[ "$failed" = 0 ] || tail -n 5 "$work"/*.log >&2
exit "$failed"
