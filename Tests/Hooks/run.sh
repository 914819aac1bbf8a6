#!/bin/sh
# Tests the Python hooks by themselves; makes their environment first. Arguments: which of them, by default all.
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- embed_onnx
pipelines/hooks/setup.sh Tests/Hooks/requirements.txt >/dev/null
exec .build/hooks/bin/python -B Tests/Hooks/run.py "$@"
