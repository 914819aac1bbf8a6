#!/bin/sh
# Tests the Python hooks by themselves and with the program; makes their environment first. Arguments: which of them, by
# default all: embed_onnx train_sklearn. Only what these need is fetched.
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- embed_onnx train_sklearn
hooks=pipelines/hooks
$hooks/setup.sh Tests/Hooks/requirements.txt >/dev/null
for name in "$@"; do
  case $name in
    embed_onnx) ;;
    train_sklearn) $hooks/setup.sh $hooks/requirements-sklearn.txt >/dev/null ;;
    *)
      echo "test-hooks: no '$name': there are embed_onnx and train_sklearn" >&2
      exit 2 ;;
  esac
done
exec .build/hooks/bin/python -B Tests/Hooks/run.py "$@"
