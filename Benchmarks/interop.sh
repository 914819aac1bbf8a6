#!/usr/bin/env bash
# Reads every Parquet file of a data directory with pyarrow, polars and DuckDB and compares them value by value.
# usage: interop.sh [DATA_DIR]    default: the demo's, which is made if it is not there
set -euo pipefail
cd "$(dirname "$0")/.."
check=../shared/checks/interop.py
data=${1:-data/factory}
venv=.build/interop
[ -f "$check" ] || { echo "interop: $check is not there: skipped" >&2; exit 0; }
if ! "$venv/bin/python" -c 'import pyarrow, polars, duckdb, numpy, pytz' 2>/dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet pyarrow polars duckdb numpy pytz
fi
[ -d "$data" ] || make --no-print-directory demo
"$venv/bin/python" "$check" "$data" --min-files 10
