#!/bin/sh
# The pretrained network: its three test vectors by every path that this processor has, NEON under emulation where qemu-user and
# the cross compiler's libraries are there, and speed and features beside onnxruntime on one thread.
# Fetches the weights if they are not there; makes its own Python environment under .build/convnet.
set -eu
cd "$(dirname "$0")/../.."
winnow=${WINNOW:-.build/release/winnow}
work=.build/convnet
mkdir -p "$work"
weights=$("$winnow" weights)
# The compiler that Swift brings: the kernels are written for it.
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
sources="Sources/CKernels/*.c Benchmarks/convnet/network.c"
flags="-O2 -Wall -Wextra -Werror -ISources/CKernels/include -ISources/CKernels"
# shellcheck disable=SC2086
"$clang" $flags $sources -lm -o "$work/network"

failed=0
check() { # PATH WHERE COMMAND…
  path=$1 where=$2
  shift 2
  for vector in 32:2c7c0557b724702facdaada1577eaaf5eac5730ab53d5eea14bdbca9a5990d42 \
    75:54f5c9701a4f3c439d9f39f46a53345edac4b18280fc1ea46848c876b7de045a \
    128:b0d3a6db507880c3c01bd1d6b3975588b67132db542d8c0be108694d6a92eed6; do
    found=$("$@" "$weights" "${vector%%:*}" 1 1 "$path" 2>"$work/time" | sha256sum | cut -d' ' -f1)
    if [ "$found" = "${vector#*:}" ]; then
      echo "$path$where, ${vector%%:*} pixels: $found"
    else
      echo "$path$where, ${vector%%:*} pixels: $found, expected ${vector#*:}"
      failed=1
    fi
  done
}
checked=0
for path in $("$work/network" paths); do
  check "$path" "" "$work/network"
  checked=$((checked + 3))
done
emulated=skipped
if command -v qemu-aarch64 >/dev/null && [ -d /usr/aarch64-linux-gnu/include ]; then
  # shellcheck disable=SC2086
  "$clang" --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include --gcc-toolchain=/usr -fuse-ld=lld $flags \
    $sources -lm -o "$work/network-arm"
  for path in neon plain; do
    check "$path" " on ARM" qemu-aarch64 -L /usr/aarch64-linux-gnu "$work/network-arm"
    checked=$((checked + 3))
  done
  emulated="under emulation"
fi

wanted=Benchmarks/convnet/requirements.txt
if ! cmp -s "$wanted" "$work/requirements.txt"; then
  echo "making a Python environment in $work/python" >&2
  python3 -m venv "$work/python"
  "$work/python/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
  cp "$wanted" "$work/requirements.txt"
fi
"$work/python/bin/python" -B Benchmarks/convnet/peer.py "$work/network" "$weights" || failed=1
[ $failed = 0 ] && echo "convnet: $checked vectors as defined; ARM: $emulated" || echo "convnet: failed"
exit $failed
