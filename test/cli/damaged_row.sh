# A run whose row is damaged is told, and keeps nobody from the others.
. "$ROOT/test/cli/helper"

cat >a.py <<'PROGRAM'
from perdure import signals
print(signals.wait("go"))
PROGRAM
for id in first bad third; do
    expect 3 "$PERDURE" run --no-wait "--id=$id" a.py
done
/usr/bin/python3 -c 'import sqlite3
c = sqlite3.connect("runs.db")
c.execute("UPDATE run SET life = 77 WHERE id = ?", ("bad",)); c.commit()'

expect 2 "$PERDURE" list
out_has "first"
out_has "third"
err_has "the row of run number 2 is damaged"
expect 2 "$PERDURE" list --json
python_reads='import json, sys; print([run["id"] for run in json.load(open("out"))])'
[ "$(/usr/bin/python3 -c "$python_reads")" = "['first', 'third']" ] || fail "list --json"
expect 0 "$PERDURE" show first
expect 2 "$PERDURE" show th # it may be the beginning of the damaged one
err_has "name other runs by their whole id"
expect 2 "$PERDURE" show bad
err_has "the row of run number 2 is damaged"
expect 2 "$PERDURE" signal last go # it may be the newest

# Not another run whose id begins alike.
expect 3 "$PERDURE" run --no-wait --id=bad-one a.py
expect 2 "$PERDURE" cancel bad
expect 0 "$PERDURE" show bad-one
! grep -q mailbox out || fail "bad-one was cancelled"

# The other runs are verified.
expect 1 "$PERDURE" verify
out_has "?: record 0: the row of run number 2 is damaged"
/usr/bin/python3 -c 'import sqlite3
c = sqlite3.connect("runs.db")
c.execute("UPDATE journal SET body = zeroblob(length(body)) WHERE run = 4"); c.commit()'
expect 1 "$PERDURE" verify
out_has "the row of run number 2 is damaged"
out_has "bad-one: record"
/usr/bin/python3 -c 'import sqlite3
c = sqlite3.connect("runs.db")
c.execute("DELETE FROM run WHERE run = 4"); c.commit()'

# Damaged rows do not count where a few runs are asked for.
expect 2 "$PERDURE" list --limit=2
out_has "third"

for id in first third; do
    expect 0 "$PERDURE" signal "$id" go "\"to $id\""
done
expect 2 "$PERDURE" resume --all
err_has "the row of run number 2 is damaged"
expect 0 "$PERDURE" output first
out_has "to first"
expect 0 "$PERDURE" output third
out_has "to third"

# A run that waits for its time is waited for, wherever the damage is.
export PERDURE_STORE=times.db
cat >b.py <<'PROGRAM'
from perdure import sleep
sleep(1)
print("slept")
PROGRAM
for n in $(seq 1 70); do
    expect 3 "$PERDURE" run --no-wait "--id=r$n" --sync=off b.py
done
/usr/bin/python3 -c 'import sqlite3
c = sqlite3.connect("times.db")
c.execute("UPDATE run SET life = 77 WHERE run < 70"); c.commit()'
expect 2 "$PERDURE" resume --all
out_is "slept"

# Nothing that can be read is no empty list.
/usr/bin/python3 -c 'import sqlite3
c = sqlite3.connect("times.db")
c.execute("UPDATE run SET life = 77"); c.commit()'
expect 2 "$PERDURE" list --json
out_is ""
