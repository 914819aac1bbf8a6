#!/bin/sh
# Asks whether the packages of `make dist` do their work where there is no Swift: in a bare Debian apt installs the .deb with what it depends on,
# somebody who is not root runs a small pipeline, and its chain digests are those of the ordinary build. Needs root and debootstrap.
#
# PROGRAM names the ordinary build, PACKAGES the folder with the archives.
set -eu
cd "$(dirname "$0")/../.."
check="check-dist"
program=$(readlink -f "${PROGRAM:-.build/release/winnow}")
packages=${PACKAGES:-.build/packages}
. Tests/Bare/bare.sh
hindrance=$(bare_hindrance)
[ -z "$hindrance" ] || summary "$hindrance"

work=$(mktemp -d "${TMPDIR:-/tmp}/winnow-$check.XXXXXX")
trap 'bare_end; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

deb=$(grep '\.deb$' "$packages/made")
tarball=$(grep '\.tar\.gz$' "$packages/made")
bare_system
cp "$deb" "$root/tmp/winnow.deb"
cp Tests/Dist/pipeline.sh "$root/tmp/"
bare_run -- useradd --create-home winnow

# expect TEXT COMMAND...: the command ends well.
expect() {
  text=$1
  shift
  if "$@" >"$work/said" 2>&1; then says passed "$text"; else
    says failed "$text"
    tail -n 5 "$work/said"
  fi
}

# equal TEXT FILE FILE: two files hold the same, and something.
equal() {
  if [ -s "$2" ] && cmp -s "$2" "$3"; then says passed "$1"; else
    says failed "$1"
    diff "$2" "$3" | head -n 10 || true
  fi
}

! bare_run -- sh -c 'command -v swift || ls -d /usr/lib/swift* /opt/swift*' >"$work/said" 2>/dev/null ||
  says failed "the bare system has Swift: $(head -n 1 "$work/said")"

bare_run -- sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends /tmp/winnow.deb' >"$work/apt" 2>&1 || {
  says failed "apt installs $(basename "$deb")"
  tail -n 5 "$work/apt"
  summary
}
says passed "apt installs $(basename "$deb") and the $(bare_run -- grep -c '^Package: ' /var/lib/dpkg/status) packages that are there then suffice"

bare_run -- ldd /usr/bin/winnow >"$work/ldd"
expect "every library that the program links against is there" sh -c "! grep 'not found' '$work/ldd'"
expect "none of them is Swift's" sh -c "! grep -E 'libswift|libFoundation|libdispatch' '$work/ldd'"

# The first line names the commit, which the ordinary build may not know; the libraries of both are the release's.
bare_run winnow -- winnow --version >"$work/version"
sed 's/^/  /' "$work/version"
expect "--version names the commit" grep -qE '^winnow [0-9.]+ \(commit [0-9a-f]{12}' "$work/version"
expect "--version knows every library" sh -c "[ \$(grep -cE ' [0-9]+\.[0-9]+' '$work/version') -ge 10 ]"

"$program" schema --spec --markdown >"$work/schema.here"
bare_run winnow -- winnow schema --spec --markdown >"$work/schema.there"
equal "schema --spec says the same" "$work/schema.here" "$work/schema.there"

for shell in bash zsh fish; do
  bare_run winnow -- winnow --generate-completion-script "$shell" >"$work/completions.$shell"
done
equal "completions for bash lie where bash looks" "$work/completions.bash" "$root/usr/share/bash-completion/completions/winnow"
equal "completions for zsh lie where zsh looks" "$work/completions.zsh" "$root/usr/share/zsh/vendor-completions/_winnow"
equal "completions for fish lie where fish looks" "$work/completions.fish" "$root/usr/share/fish/vendor_completions.d/winnow.fish"

# The pipeline, by both programs. A built-in hook is the program itself, wherever it lies.
Tests/Dist/pipeline.sh "$program" "$work/pipeline" >"$work/chains.here"
bare_run winnow -- sh /tmp/pipeline.sh winnow /home/winnow/pipeline >"$work/chains.there" || true
sed 's/^/  iteration /' "$work/chains.there"
equal "two iterations have the chain digests of the ordinary build" "$work/chains.here" "$work/chains.there"

# What one has sealed the other reads, and goes on with.
cp -a "$work/pipeline" "$root/home/winnow/here"
bare_run -- chown -R winnow: /home/winnow/here
expect "verify finds nothing in what the ordinary build has sealed" bare_run winnow -- winnow verify --data /home/winnow/here/data
expect "and iteration 2 runs on from there" bare_run winnow -- sh -c 'cd /home/winnow/here && winnow run 2 --spec spec.yaml'

mkdir "$root/opt/carried"
tar -xzf "$tarball" -C "$root/opt/carried" --strip-components=1
bare_run winnow -- /opt/carried/bin/winnow --version >"$work/version.tarball"
equal "the program of $(basename "$tarball") is the same" "$work/version" "$work/version.tarball"

bare_run -- dpkg --verify winnow >"$work/said" 2>&1
expect "dpkg finds its files as they were packed" [ ! -s "$work/said" ]
bare_run -- dpkg --purge winnow >/dev/null 2>&1
expect "nothing is left when the package is removed" sh -c "[ -z \"\$(find '$root/usr' -name '*winnow*')\" ]"
summary
