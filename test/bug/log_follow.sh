# Following a run reads only what is new, shows each record once, and sees when one was changed.
. "$ROOT/test/cli/helper"

cat >talk.py <<'EOF'
from perdure import signals
for i in range(5):
    print(i, signals.wait("go"))
EOF
expect 3 "$PERDURE" run --id=talk --no-wait talk.py
"$PERDURE" log --follow --json talk >followed 2>errors &
follower=$!
for i in 1 2 3 4 5; do
    expect 0 "$PERDURE" signal talk go $i
    "$PERDURE" resume --no-wait talk >out 2>err || [ $? = 3 ] || fail "resume"
    sleep 0.15
done
wait $follower || fail "following: $(cat errors)"
expect 0 "$PERDURE" log --json talk
cmp out followed || fail "what was followed is not the log"

# The journal is another one while it is followed.
expect 3 "$PERDURE" run --id=other --no-wait talk.py
"$PERDURE" log --follow other >followed 2>errors &
follower=$!
wait_until grep -q signal_wait followed
/usr/bin/python3 - <<'EOF'
import sqlite3
store = sqlite3.connect("runs.db", timeout=10)
number, body = store.execute("select n, body from journal where run = 2 order by n desc").fetchone()
body = bytearray(body)
body[-1] ^= 1
store.execute("update journal set body = ? where n = ?", (bytes(body), number))
store.commit()
EOF
status=0
wait $follower || status=$?
[ $status = 2 ] || fail "following a changed journal: $status"
grep -q "not what it was a moment ago" errors || fail "$(cat errors)"

# A reader that has seen enough ends the following.
expect 3 "$PERDURE" run --id=third --no-wait talk.py
(status=0; timeout 10 "$PERDURE" log --follow third || status=$?; echo $status >status) | head -1 >out
wait_until test -s status
[ "$(cat status)" = 120 ] || fail "following for nobody: $(cat status)"
