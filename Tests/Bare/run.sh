#!/bin/sh
# Does what the README says on a machine that has nothing: a clean clone of the last commit, in a bare Debian with git, make and the Swift tool chain
# unpacked in a folder of its own. Without the tool chain, set-up must say where it is to be had. Needs root and debootstrap.
#
#   run.sh [COMMAND...]      targets of make, one after the other; by default demo
#
# What the machine has to reach the network and the packages with (apt's sources, proxies, git's replaced addresses, mirrors of Swift packages) goes into
# the bare system. The logs are kept in .build/bare.
set -eu
cd "$(dirname "$0")/../.."
check="check-bare"
. Tests/Bare/bare.sh
[ "$#" -gt 0 ] || set -- demo
hindrance=$(bare_hindrance)
[ -z "$hindrance" ] || summary "$hindrance"
swift=$(command -v swift) || summary "swift is not here, so it cannot be lent"
swift=$(readlink -f "$swift")
bin=$(dirname "$swift")
tool_chain=$(dirname "$(dirname "$bin")")
[ -x "$bin/swift-frontend" ] && [ "$tool_chain" != / ] ||
  summary "the tool chain of $swift is not in a folder of its own, so it cannot be lent"

trap bare_end EXIT
trap 'exit 130' INT TERM HUP
bare_system
logs=.build/bare

commit=$(git rev-parse --short=12 HEAD)
[ -z "$(git status --porcelain)" ] || echo "$check: the working tree differs from $commit; only $commit is looked at"
git clone --quiet --no-hardlinks . "$root/root/winnow"

# apt's names on this machine, and what the README asks for.
bare_run -- sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends git make' >"$logs/apt.log" 2>&1 || {
  says failed "apt installs git and make; see $logs/apt.log"
  tail -n 5 "$logs/apt.log"
  summary
}

# make_there TARGET LOG: make in the clone.
make_there() {
  bare_run -- sh -c "cd /root/winnow && make $1" >"$2" 2>&1
}

# Without Swift: three lines, an error, and nothing installed.
if make_there demo "$logs/no-swift.log"; then
  says failed "without Swift, make demo is an error"
elif [ "$(grep -c '^setup: ' "$logs/no-swift.log")" -ne 3 ] || ! grep -q "swift-$(cat .swift-version)-RELEASE-" "$logs/no-swift.log"; then
  says failed "without Swift, make demo says in three lines where it is to be had"
  tail -n 5 "$logs/no-swift.log"
else
  says passed "without Swift, make demo says where it is to be had:"
  sed -n 's/^setup: /  /p' "$logs/no-swift.log"
fi

# The tool chain, and the addresses that git and Swift's package manager take packages from instead.
bare_mount "$tool_chain"
BARE_PATH=$bin
git config --get-regexp '^(url\..*\.insteadof|http\.(.*\.)?(proxy|sslcainfo))$' | while read -r key value; do
  git config --file "$root/etc/gitconfig" --add "$key" "$value"
done
for folder in $(git config --get-regexp '^url\./.*\.insteadof$' | sed 's/^url\.\(.*\)\.insteadof .*/\1/' | sort -u); do
  [ ! -d "$folder" ] || bare_mount "${folder%/}"
done
if [ -d "$HOME/.swiftpm/configuration" ]; then
  mkdir -p "$root/root/.swiftpm"
  cp -R "$HOME/.swiftpm/configuration" "$root/root/.swiftpm/"
fi

for command; do
  started=$(date +%s)
  echo "$check: make $command is running; it writes to $logs/$command.log"
  if make_there "$command" "$logs/$command.log"; then
    says passed "make $command, in $((($(date +%s) - started) / 60)) minutes:"
  else
    says failed "make $command, after $((($(date +%s) - started) / 60)) minutes:"
  fi
  grep '^setup: ' "$logs/$command.log" | sed 's/^/  /' || true
  tail -n 3 "$logs/$command.log" | sed 's/^/  /'
done

if [ "$failed" -eq 0 ]; then
  make_there build "$logs/again.log" || true
  if [ -s "$logs/again.log" ] && ! grep -q 'swift build' "$logs/again.log"; then says passed "make build builds nothing a second time"; else
    says failed "make build builds nothing a second time"
    tail -n 3 "$logs/again.log"
  fi
fi
summary
