#!/bin/sh
# Makes the Python environment of the hooks in .build/hooks, once, with pinned packages. Arguments: further files of requirements.
set -eu
cd "$(dirname "$0")/../.."
environment=.build/hooks
for wanted in pipelines/hooks/requirements.txt "$@"; do
  made="$environment/$(echo "$wanted" | tr / -)"
  cmp -s "$wanted" "$made" && continue
  echo "hooks: installing $wanted into $environment" >&2
  [ -x "$environment/bin/python" ] || python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
  cp "$wanted" "$made"
done
echo "hooks: $environment/bin/python"
