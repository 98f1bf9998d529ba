# Damaged stores: whatever stands in the file, every command ends by itself, says what is wrong, and
# changes nothing when it fails; `perdure verify` finds what a run could not go on with.
. "$ROOT/test/cli/helper"

cat >order.py <<'PROGRAM'
from perdure import checkpoint, info, promise, signals, step
print(step.run("a", lambda: 20 + info.input))
kept = promise()
checkpoint()
print(step.run("b", lambda: "b" * 100))
print("went", signals.wait("go"), signals.wait("other"))
PROGRAM
printf 'print("short")\n' >short.py
expect 3 "$PERDURE" run --no-wait --id=waits --input=1 order.py
expect 0 "$PERDURE" run --id=ended short.py
expect 0 "$PERDURE" signal waits other 5

cat >hostile.py <<'PROGRAM'
import os
import random
import shutil
import sqlite3
import subprocess

perdure = os.environ["PERDURE"]
noise = random.Random(1)
WORDS = {
    "list": ["list"], "show": ["show", "waits"], "log": ["log", "waits"],
    "output": ["output", "waits"], "replay": ["replay", "waits"], "verify": ["verify"],
    "snapshot": ["snapshot", "waits", "-o", "out.perdure"],
    "signal": ["signal", "waits", "go", "1"],
    "cancel": ["cancel", "waits"], "fork": ["fork", "waits", "--id=forked"],
    "resume": ["resume", "--no-wait", "waits"],
}
READERS = ["list", "show", "log", "output", "replay", "snapshot"]
WRITERS = ["signal", "cancel", "fork", "resume"]
# What a run needs to go on as it would have: an edit of it is a problem to be found.
PROVEN = {
    "program": ["id", "body"], "run": ["run", "id", "life", "program", "head", "tail"],
    "journal": ["n", "run", "prev", "first", "body"], "snapshot": ["sequence", "body"],
    "message": [], "promise": [],
}
bad = []


def clear():
    for name in ("t.db", "t.db-wal", "t.db-shm", "t.db-journal"):
        if os.path.isdir(name):
            os.rmdir(name)
        elif os.path.exists(name):
            os.remove(name)


def content(path="t.db"):
    """All rows, but not who has the lease of a run; the bytes of a file that is no store."""
    try:
        store = sqlite3.connect(path)
        store.text_factory = bytes
        kept = []
        for name, in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            for row in store.execute(f"SELECT * FROM {name.decode()}"):
                kept.append(row[:10] + row[13:] if name == b"run" else row)
        store.close()
        return kept
    except sqlite3.Error:
        with open(path, "rb") as file:
            return file.read()


def give(what, command):
    """One command on the store t.db; its exit status."""
    words = WORDS[command]
    sync = ["--sync=off"] if command == "resume" else []
    try:
        done = subprocess.run([perdure, words[0], "--store=t.db", *sync, *words[1:]],
                              capture_output=True, timeout=5, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        bad.append((what, command, "hangs"))
        return None
    said = done.stderr + done.stdout
    fine = {"resume": (0, 1, 2, 3, 5), "replay": (0, 1, 2, 5, 6)}.get(command, (0, 1, 2, 5))
    named = b"t.db" in said or b"waits" in said or command == "verify"
    if done.returncode not in fine or (done.returncode and not named):
        bad.append((what, command, done.returncode, said[-300:]))
    return done.returncode


def try_commands(what, commands):
    for command in commands:
        before = content() if command in WRITERS else None
        status = give(what, command)
        if before is not None and status not in (0, 3) and content() != before:
            bad.append((what, command, status, "changed the store"))


turn = 0


def some_commands():
    """Each command in its turn: one that reads, then one that writes."""
    global turn
    turn += 1
    return [READERS[turn % 6], WRITERS[turn % 4]]


def edit(what, statement, values=(), must_find=False):
    clear()
    shutil.copy("loose.db", "t.db")
    store = sqlite3.connect("t.db", isolation_level=None)
    store.execute("PRAGMA synchronous = OFF")
    try:
        store.execute(statement, values)
    except sqlite3.IntegrityError:
        store.close()
        return
    store.close()
    if content() == whole:
        return
    status = give(what, "verify")
    if must_find and status == 0:
        bad.append((what, "not found"))
    try_commands(what, some_commands())


def wrong_values(value):
    other = [None, -1, 2**63 - 1, 0, 1.5, "text", b"", b"\x9b" + b"\xff" * 9, b"\xa5" * (1 << 20)]
    if isinstance(value, bytes) and value:
        flipped = bytearray(value)
        flipped[noise.randrange(len(value))] ^= 1 << noise.randrange(8)
        other += [bytes(flipped), value[:-1], value + b"\0"]
    elif isinstance(value, int):
        other += [value + 1, value - 1, -2**63]
    elif isinstance(value, str):
        other += [value + "\0x", "x" * 200, "a/b"]
    return other


def edit_rows():
    store = sqlite3.connect("loose.db")
    for table, proven in PROVEN.items():
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
        key = "rowid" if table != "promise" else "run"
        for column in columns:
            rows = store.execute(f"SELECT {key}, {column} FROM {table}").fetchall()
            row, value = rows[noise.randrange(len(rows))] if table != "run" else rows[0]
            for wrong in noise.sample(wrong_values(value), 6):
                what = (table, column, row, repr(wrong)[:30])
                # A run that waits and is told to be ready would wait again.
                edit(what, f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (wrong, row),
                     column in proven and (column, wrong) != ("life", 0))
        for row in store.execute(f"SELECT {key} FROM {table}").fetchall():
            edit((table, "row", row), f"DELETE FROM {table} WHERE {key} = ?", row,
                 table in ("program", "journal"))
        edit((table, "dropped"), f"DROP TABLE {table}", (), True)
    store.close()


def damage(what, data):
    clear()
    with open("t.db", "wb") as file:
        file.write(data)
    give(what, "verify")
    try_commands(what, some_commands())


def damage_file():
    with open("runs.db", "rb") as file:
        data = file.read()
    for place in [*range(0, 24, 2), *range(24, 100, 9)]:
        damaged = bytearray(data)
        damaged[place] ^= 1 << noise.randrange(8)
        damage(("header", place), damaged)
    for page in range(0, len(data), 4096):
        for filler in noise.sample((b"\0", b"\xff", noise.randbytes(4096)), 2):
            damage(("page", page, filler[:4]),
                   data[:page] + (filler * 4096)[:4096] + data[page + 4096:])
    for size in (0, 1, 16, 99, 100, 4095, 4096, 10000, len(data) // 2, len(data) - 1):
        damage(("cut", size), data[:size])
    for name in ("text", "noise"):
        damage(name, b"this is a text\n" * 999 if name == "text" else noise.randbytes(20000))
    for pragma in ("application_id = 7", "user_version = 2", "user_version = -1"):
        edit(pragma, f"PRAGMA {pragma}", (), True)
    clear()
    os.mkdir("t.db")
    for command in WORDS:
        if give("folder", command) == 0:
            bad.append(("folder", command))
    clear()


store = sqlite3.connect("runs.db")
store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
store.close()
# The same tables without the rules that would refuse a wrong value.
shutil.copy("runs.db", "loose.db")
store = sqlite3.connect("loose.db", isolation_level=None)
store.execute("PRAGMA writable_schema = ON")
store.execute("UPDATE sqlite_schema SET sql = "
              "replace(replace(replace(sql, ' NOT NULL', ''), ' STRICT, ', ' '), ' STRICT', '') "
              "WHERE type = 'table'")
store.close()
whole = content("loose.db")
edit_rows()
damage_file()
for problem in bad:
    print(problem)
PROGRAM
expect 0 /usr/bin/python3 hostile.py
out_is ""

# What was looked at and copied all the time ends as it would have.
expect 0 "$PERDURE" signal waits go 4
expect 0 "$PERDURE" resume waits
out_is "went 4 5"
expect 0 "$PERDURE" verify
