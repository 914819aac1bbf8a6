#!/bin/sh
# Tests the Python hooks by themselves and with the program; makes their environment first. Arguments: which of them, by
# default all: embed_onnx train_sklearn resnet50 export_clip. Only what these need is fetched; torch is gigabytes.
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- embed_onnx train_sklearn resnet50 export_clip
hooks=pipelines/hooks
$hooks/setup.sh Tests/Hooks/requirements.txt >/dev/null
for name in "$@"; do
  case $name in
    embed_onnx) ;;
    train_sklearn) $hooks/setup.sh $hooks/requirements-sklearn.txt >/dev/null ;;
    # Its balance and its temperature are compared with scikit-learn's and SciPy's.
    resnet50) $hooks/setup.sh $hooks/requirements-sklearn.txt $hooks/requirements-resnet50.txt >/dev/null ;;
    export_clip) $hooks/setup.sh $hooks/requirements-clip.txt >/dev/null ;;
    *)
      echo "test-hooks: no '$name': there are embed_onnx, train_sklearn, resnet50 and export_clip" >&2
      exit 2 ;;
  esac
done
exec .build/hooks/bin/python -B Tests/Hooks/run.py "$@"
