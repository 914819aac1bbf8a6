#!/bin/sh
# Tests the Python hooks by themselves; makes their environment first.
set -eu
cd "$(dirname "$0")/../.."
pipelines/hooks/setup.sh Tests/Hooks/requirements.txt >/dev/null
.build/hooks/bin/python -B Tests/Hooks/test_embed_onnx.py "$@"
