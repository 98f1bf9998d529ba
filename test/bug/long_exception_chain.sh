# The traceback of a very long chain of exceptions was not shown at all.
. "$ROOT/test/cli/helper"

cat >chain.py <<'PROGRAM'
import sys
last = None
for i in range(int(sys.argv[1])):
    error = ValueError(i)
    error.__context__ = last
    last = error
raise last
PROGRAM
expect 1 "$PERDURE" exec chain.py 100000
[ "$(grep -c '^ValueError: ' err)" = 1000 ] || fail "not 1000 of the chain"
[ "$(head -1 err)" = "ValueError: 0" ] || fail "the first is missing"
[ "$(tail -1 err)" = "ValueError: 99999" ] || fail "the last is missing"
err_has "[99000 more exceptions in between]"
expect 1 "$PERDURE" exec chain.py 1000
[ "$(grep -c '^ValueError: ' err)" = 1000 ] || fail "1000 are shown whole"
! grep -q "in between" err || fail "nothing was left out"
