# `perdure verify` finds a change of any byte of a program, record or snapshot, and of a run's state.
. "$ROOT/test/cli/helper"

cat >a.py <<'PROGRAM'
from perdure import checkpoint, signals, step
print(step.run("s", lambda: 42))
checkpoint()
signals.wait("go")  # a text that tracebacks show
PROGRAM
expect 3 "$PERDURE" run --no-wait --id=r a.py
expect 0 "$PERDURE" verify
cat >edit.py <<'PROGRAM'
import os
import shutil
import sqlite3
import subprocess
import sys
missed = []


def check(what, sql, values):
    for name in ("t.db", "t.db-wal", "t.db-shm"):
        if os.path.exists(name):
            os.remove(name)
    shutil.copy("runs.db", "t.db")
    store = sqlite3.connect("t.db")
    store.execute(sql, values)
    store.commit()
    store.close()
    done = subprocess.run([sys.argv[1], "verify", "--store=t.db"], capture_output=True)
    if done.returncode not in (1, 2):
        missed.append((what, done.returncode, done.stderr))


store = sqlite3.connect("runs.db")
store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
for table, column in (("program", "body"), ("snapshot", "body"), ("journal", "body"),
                      ("program", "id"), ("run", "program")):
    rows = store.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
    assert rows, table
    for row, body in rows:
        places = range(0, len(body), max(1, len(body) // 8))
        for at in [*places, len(body) - 1]:
            wrong = bytearray(body)
            wrong[at] ^= 1 << at % 8
            check((table, column, row, at), f"UPDATE {table} SET {column} = ? WHERE rowid = ?",
                  (bytes(wrong), row))
for column, value in (("life", 2), ("life", 5), ("head", 2), ("head", 99), ("tail", 1),
                      ("id", "q")):
    check(("run", column, value), f"UPDATE run SET {column} = ?", (value,))
for column, value in (("run", 7), ("prev", 0), ("first", 3)):
    check(("journal", column), f"UPDATE journal SET {column} = ? WHERE n = 2", (value,))
check(("snapshot", "sequence"), "UPDATE snapshot SET sequence = sequence - 1", ())
check(("journal", "row"), "DELETE FROM journal WHERE n = 2", ())
print(missed)
PROGRAM
expect 0 /usr/bin/python3 edit.py "$PERDURE"
out_is "[]"
