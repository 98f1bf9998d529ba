# Files of runs and of snapshots that were cut or changed, also with their ends made to fit: they
# are refused by name, or what they hold is sound enough to be run on.
. "$ROOT/test/cli/helper"

cat >order.py <<'PROGRAM'
from perdure import checkpoint, info, promise, signals, step
class Order:
    def __init__(self, items):
        self.items = items
order = Order({"tea": [1, 2.5, 10**30], ("a", 1): {1, 2}, "é": b"bytes"})
def count():
    for item in order.items:
        yield item
counting = count()
print(next(counting), step.run("a", lambda: 20 + info.input))
kept = promise()
checkpoint()
print("went", signals.wait("go"), list(counting), signals.wait("other"))
PROGRAM
expect 3 "$PERDURE" run --no-wait --id=waits --input=1 order.py
expect 0 "$PERDURE" signal waits other 5
expect 0 "$PERDURE" snapshot waits -o run.perdure
cat >typed <<'TYPED'
class Order:
    def __init__(self, items):
        self.items = items

def count():
    try:
        for item in order.items:
            yield item
    finally:
        order.items.clear()

order = Order({"tea": [1, 2.5, 10**30], ("a", 1): {1, 2}, "e": b"bytes"})
counting = count()
next(counting)
:snapshot state.perdure
TYPED
status=0
"$PERDURE" repl <typed >out 2>err || status=$?
[ "$status" = 0 ] || fail "no snapshot: $status"

cat >hostile.py <<'PROGRAM'
import hashlib
import os
import random
import subprocess

import xxhash

perdure = os.environ["PERDURE"]
noise = random.Random(1)
bad = []
GO_ON = b":restore t.perdure\nprint(list(counting), order.items, order)\norder.more = [order]\n"


def give(what, words, statuses, typed=b""):
    """One command that reads t.perdure; whether it succeeded."""
    try:
        done = subprocess.run([perdure, *words], capture_output=True, timeout=5, input=typed)
    except subprocess.TimeoutExpired:
        bad.append((what, words, "hangs"))
        return False
    said = done.stderr + done.stdout
    if done.returncode not in statuses or (done.returncode and b"t.perdure" not in said):
        bad.append((what, words, done.returncode, said[-300:]))
    return done.returncode == 0


def is_refused(what, data):
    with open("t.perdure", "wb") as file:
        file.write(data)
    if give(what, ["inspect", "t.perdure"], (1, 2)):
        bad.append((what, "inspected"))


SEALS = {"run.perdure": (32, lambda data: hashlib.sha256(data).digest()),
         "state.perdure": (16, xxhash.xxh3_128_digest)}


def flipped(data, place):
    wrong = bytearray(data)
    wrong[place] ^= 1 << noise.randrange(8)
    return bytes(wrong)


def damage(name, use):
    """use is called with what the end does not give away."""
    with open(name, "rb") as file:
        data = file.read()
    end, seal = SEALS[name]

    def sealed(data):
        return data[:-end] + seal(data[:-end])

    assert sealed(data) == data
    for size in range(0, len(data), 128):
        is_refused((name, "cut", size), data[:size])
        if size > end and size % 256 == 0:
            use((name, "cut and sealed", size), sealed(data[:size]))
    is_refused((name, "longer"), data + b"\0")
    for place in noise.sample(range(len(data)), 40):
        is_refused((name, "flipped", place), flipped(data, place))
    for place in noise.sample(range(len(data) - end), 80):
        use((name, "sealed", place), sealed(flipped(data, place)))
    # Where the items that no other digest covers stand.
    for place in range(len(data) - 48 - end, len(data) - end, 2):
        use((name, "sealed", place), sealed(flipped(data, place)))


def use_run(what, data):
    with open("t.perdure", "wb") as file:
        file.write(data)
    name = f"--id={what[1].replace(' ', '-')}-{what[2]}"
    statuses = (0, 1, 2)
    if give(what, ["restore", "--store=t.db", "--sync=off", name, "t.perdure"], statuses):
        restored.append(what)


def use_snapshot(what, data):
    """Success of the repl is the program's: it may fail by an exception."""
    with open("t.perdure", "wb") as file:
        file.write(data)
    if give(what, ["inspect", "t.perdure"], (0, 1, 2)):
        try:
            done = subprocess.run([perdure, "repl", "--fuel=1M"], capture_output=True, timeout=5,
                                  input=GO_ON)
        except subprocess.TimeoutExpired:
            bad.append((what, "repl", "hangs"))
            return
        said = done.stderr + done.stdout
        if done.returncode not in (0, 1, 2):
            bad.append((what, "repl", done.returncode, said[-300:]))


restored = []
damage("run.perdure", use_run)
damage("state.perdure", use_snapshot)
# Those that were taken are whole, and go on.
if restored:
    done = subprocess.run([perdure, "verify", "--store=t.db"], capture_output=True)
    if done.returncode != 0:
        bad.append(("verify", done.returncode, done.stdout[-300:]))
    done = subprocess.run([perdure, "resume", "--store=t.db", "--sync=off", "--all", "--no-wait"],
                          capture_output=True, timeout=30, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1, 2, 3):
        bad.append(("resume", done.returncode, done.stderr[-300:]))
for problem in bad:
    print(problem)
PROGRAM
expect 0 /usr/bin/python3 hostile.py
out_is ""
expect 0 "$PERDURE" restore --store=new.db run.perdure
expect 0 "$PERDURE" signal --store=new.db waits go 4
expect 0 "$PERDURE" resume --store=new.db waits
out_is "went 4 [('a', 1), 'é'] 5"
