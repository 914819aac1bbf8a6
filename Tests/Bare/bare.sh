# A bare Debian in a folder, for scripts that ask whether something works on a machine that has nothing. To be read by `.` from the
# repository's root, after `check=NAME` has said who asks.
#
# The system is debootstrap's smallest (--variant=minbase), of the release, the mirror and the settings for the network that this machine
# has; nothing of them stands here. It is made once and kept in .build/bare; every check has a copy of its own in `$root`.
#
# All mounts are made inside a mount and process namespace: whatever ends the check ends its processes and takes the mounts away, and only then
# is the copy removed. So nothing outside is ever reached through a mount that was left behind.

: "${check:?}"
# debootstrap, chroot and useradd lie where only root looks.
PATH=$PATH:/usr/sbin:/sbin
passed=0
failed=0

# says RESULT TEXT...: one line of the check.
says() {
  result=$1
  shift
  echo "$check: $result: $*"
  case $result in
    passed) passed=$((passed + 1)) ;;
    failed) failed=$((failed + 1)) ;;
  esac
}

# summary [REASON]: the last line, and the exit code; with a reason nothing was checked.
summary() {
  if [ "$#" -gt 0 ]; then
    echo "$check: skipped: $1"
    echo "$check: 0 passed, 0 failed, 1 skipped"
    exit 0
  fi
  echo "$check: $passed passed, $failed failed, 0 skipped"
  [ "$failed" -eq 0 ] || exit 1
  exit 0
}

# Says why there can be no bare system here; nothing if there can.
bare_hindrance() {
  if [ "$(uname)" != Linux ] || [ ! -r /etc/debian_version ]; then
    echo "a bare Debian is made on a Debian machine only"
  elif ! command -v debootstrap >/dev/null 2>&1; then
    echo "debootstrap is not here (apt-get install debootstrap)"
  elif [ "$(id -u)" -ne 0 ]; then
    echo "debootstrap and chroot need root (sudo make $check)"
  elif ! unshare --mount --pid --fork true 2>/dev/null; then
    echo "this machine allows no mount namespace of one's own (unshare --mount --pid)"
  fi
}

# The release and the mirror that this machine's own packages come from, on one line.
bare_source() {
  release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  # The arguments are apt's own words: $(REPO_URI) is not for the shell.
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v release="$release" '$1 == release && $2 == "main" { print $3; exit }')
  [ -n "$release" ] && [ -n "$mirror" ] || return 1
  echo "$release $mirror"
}

# bare_system: makes .build/bare/RELEASE, unless it is there, and a copy of it in $root.
bare_system() {
  sources=$(bare_source) || {
    echo "$check: apt knows no package index of this release; run apt-get update first" >&2
    return 1
  }
  release=${sources% *}
  kept=.build/bare/$release
  if [ ! -f "$kept.made" ]; then
    echo "$check: making a bare Debian ($release) in $kept, once"
    rm -rf --one-file-system "$kept"
    mkdir -p .build/bare
    # The mirror may hold a password, so it is kept out of the log.
    unshare --mount --pid --fork --kill-child debootstrap --variant=minbase "$release" "$kept" "${sources#* }" >"$kept.log" 2>&1 || {
      grep -E '^[EW]:' "$kept.log" | sed 's|//[^ ]*@|//|' | tail -n 5 >&2
      echo "$check: debootstrap failed; see $kept.log" >&2
      return 1
    }
    touch "$kept.made"
  fi
  root=$(mktemp -d "${TMPDIR:-/tmp}/winnow-$check.XXXXXX")
  chmod 755 "$root"
  cp -a "$kept/." "$root/"
  bare_network
}

# Gives the copy this machine's way to the network: apt's sources and settings, names, certificates.
bare_network() {
  rm -rf "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"
  for name in sources.list sources.list.d auth.conf auth.conf.d trusted.gpg.d keyrings; do
    [ ! -e "/etc/apt/$name" ] || cp -a "/etc/apt/$name" "$root/etc/apt/"
  done
  grep -lE '^[[:space:]]*Acquire' /etc/apt/apt.conf.d/* /etc/apt/apt.conf 2>/dev/null | while read -r settings; do
    cp "$settings" "$root/etc/apt/apt.conf.d/"
  done
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  # A bare system has no certificates; a mirror over https, or a proxy with a certificate of its own, needs this machine's.
  if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    mkdir -p "$root/etc/ssl/certs"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  fi
}

# bare_mount FOLDER...: has bare_run show these folders of this machine, at the same place, read-only.
bare_mount() {
  for folder; do
    mkdir -p "$root$folder"
    mounts="${mounts:-} $folder"
  done
}

# bare_run [USER] -- COMMAND...: runs a command in the copy, with an environment of its own and no terminal. USER is root unless named;
# BARE_PATH is searched before the system's own folders.
bare_run() {
  user=root
  [ "$1" = -- ] || { user=$1 && shift; }
  shift
  home=/root
  [ "$user" = root ] || home=/home/$user
  path=${BARE_PATH:+$BARE_PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  # Nothing of the environment comes along but the proxies; no locale either, as on a machine that was never set up.
  # A proxy's address has no spaces.
  # shellcheck disable=SC2046
  set -- env -i HOME="$home" USER="$user" PATH="$path" $(env | grep -iE '^(https?|ftp|no|all)_proxy=') "$@"
  [ "$user" = root ] || set -- setpriv --reuid="$user" --regid="$user" --clear-groups "$@"
  # The variables are the inner shell's.
  # shellcheck disable=SC2016
  ROOT=$root MOUNTS=${mounts:-} unshare --mount --pid --fork --kill-child sh -euc '
    mount --rbind /dev "$ROOT/dev"
    mount -t proc proc "$ROOT/proc"
    for folder in $MOUNTS; do
      mount --bind "$folder" "$ROOT$folder"
      mount -o remount,bind,ro "$ROOT$folder"
    done
    exec chroot "$ROOT" "$@"
  ' bare "$@" </dev/null
}

# bare_end: removes the copy, when all that ran in it has ended. For a trap.
bare_end() {
  [ -z "${root:-}" ] || rm -rf --one-file-system "$root"
}
