#!/bin/sh
# Tests the Python hooks by themselves and with the program; makes their environment first. Arguments: which of them, by
# default all: embed_onnx train_sklearn resnet50 export_clip track_mlflow. Only what these need is fetched; torch is gigabytes.
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- embed_onnx train_sklearn resnet50 export_clip track_mlflow
hooks=pipelines/hooks
server=Tests/Hooks/requirements-mlflow-server.txt
$hooks/setup.sh Tests/Hooks/requirements.txt >/dev/null
for name in "$@"; do
  case $name in
    embed_onnx) ;;
    train_sklearn) $hooks/setup.sh $hooks/requirements-sklearn.txt >/dev/null ;;
    # Its balance and its temperature are compared with scikit-learn's and SciPy's.
    resnet50) $hooks/setup.sh $hooks/requirements-sklearn.txt $hooks/requirements-resnet50.txt >/dev/null ;;
    export_clip) $hooks/setup.sh $hooks/requirements-clip.txt >/dev/null ;;
    track_mlflow)
      $hooks/setup.sh $hooks/requirements-mlflow.txt >/dev/null
      # The server wants other versions than the hooks: it has an environment of its own.
      if ! cmp -s $server .build/mlflow-server/made; then
        echo "hooks: installing $server into .build/mlflow-server" >&2
        python3 -m venv .build/mlflow-server
        .build/mlflow-server/bin/pip install --quiet --disable-pip-version-check -r $server
        cp $server .build/mlflow-server/made
      fi ;;
    *)
      echo "test-hooks: no '$name': there are embed_onnx, train_sklearn, resnet50, export_clip and track_mlflow" >&2
      exit 2 ;;
  esac
done
exec .build/hooks/bin/python -B Tests/Hooks/run.py "$@"
