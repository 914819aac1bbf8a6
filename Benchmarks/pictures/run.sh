#!/usr/bin/env bash
# Draws some hundreds of odd pictures and compares what Winnow decodes with what Pillow does: lossless formats equal, lossy ones at
# most 3 levels apart in any value and 0.5 in the mean, others by the rule that is stated in Sources/Imaging; each also
# cut off at every hundredth byte. Differences are printed; the exit code is 1 if there is one.
# SEED (1) says which pictures, PICTURES (600) about how many. Makes its own Python environment under .build/pictures.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=Benchmarks/pictures
environment=.build/pictures
work=.build/pictures-drawn
decode=${DECODE:-.build/release/decode-pictures}
if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  echo "making a Python environment in $environment" >&2
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi
[ -n "${DECODE:-}" ] || swift build -c release --product decode-pictures >/dev/null
rm -rf "$work"
mkdir -p "$work"
"$environment/bin/python" -B "$here/compare.py" "$work" --decode "$decode" --seed "${SEED:-1}" --pictures "${PICTURES:-600}"
