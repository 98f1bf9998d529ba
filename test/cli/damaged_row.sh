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
expect 0 "$PERDURE" show th
expect 2 "$PERDURE" show bad
err_has "the row of run number 2 is damaged"
expect 2 "$PERDURE" signal last go # it may be the newest

for id in first third; do
    expect 0 "$PERDURE" signal "$id" go "\"to $id\""
done
expect 2 "$PERDURE" resume --all
err_has "the row of run number 2 is damaged"
expect 0 "$PERDURE" output first
out_has "to first"
expect 0 "$PERDURE" output third
out_has "to third"
