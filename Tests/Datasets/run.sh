#!/bin/sh
# Tests pipelines/datasets.py on small folders in the layout of the public data sets, with a Python that has Pillow: the first of
# this machine's, that of the hooks, and that of the hooks made now. Where there is none, it says so and ends with 0.
set -eu
cd "$(dirname "$0")/../.."
for python in python3 .build/hooks/bin/python; do
  if "$python" -c "import PIL" 2>/dev/null; then
    exec "$python" -B Tests/Datasets/test_datasets.py "$@"
  fi
done
if pipelines/hooks/setup.sh >/dev/null 2>&1; then
  exec .build/hooks/bin/python -B Tests/Datasets/test_datasets.py "$@"
fi
echo "datasets: skipped: no Python with Pillow, and none can be made (pipelines/hooks/setup.sh says why)"
