#!/bin/sh
# A durable run, killed again and again: usage: examples/demo.sh [PERDURE]
# Runs examples/orders under SIGKILL and proves that nothing was lost and nothing done twice.
# The exit status is 1 when anything is not as promised.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
perdure=${1:-perdure}
case $perdure in
/*) ;;
*/*) perdure=$(cd "$(dirname "$perdure")" && pwd)/$(basename "$perdure") ;;
esac
exec /usr/bin/python3 -B "$here/orders/demo.py" "$perdure"
