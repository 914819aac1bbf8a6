#!/usr/bin/env bash
# Runs `winnow show --json` over files that lie and files that are damaged, with 5 s and 1 GiB for each: every one must be read or be refused.
# usage: torture.sh [FOLDER_OF_PARQUET_FILES...]    further folders to run over
set -euo pipefail
cd "$(dirname "$0")/.."
winnow=${WINNOW:-.build/release/winnow}
swift build -c release --product crafted-files
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.build/release/crafted-files "$work" Tests/ColumnarTests/Fixtures
files=0 refused=0 bad=0
while IFS= read -r -d '' file; do
  code=0
  (ulimit -v 1048576; exec timeout 5 "$winnow" show "$file" --json) >/dev/null 2>"$work/message" || code=$?
  files=$((files + 1))
  case $code in
    0) ;;
    3) refused=$((refused + 1)) ;;
    *)
      bad=$((bad + 1))
      echo "exit $code: $(basename "$file"): $(head -c 200 "$work/message")"
      ;;
  esac
done < <(find "$work/files" "$@" -name '*.parquet' -print0 | sort -z)
echo "$files files: $refused refused, $((files - refused - bad)) read, $bad neither"
[ "$bad" = 0 ]
