#!/bin/sh
# Stands in for the program in its role as the supervisor of a hook: runs the hook in its folder and says how it ended.
while [ "$1" != -- ]; do
  case $1 in
    --directory) cd "$2" || exit 1; shift ;;
    --outcome) outcome=$2; shift ;;
  esac
  shift
done
shift
"$@"
printf '{"ending":"exited","code":%d}' $? > "$outcome"
