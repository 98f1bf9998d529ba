# Runs that wait in the middle of what effects do are carried to another store and go on there from
# their snapshot: in a clause an operation was forwarded to, in a finally block of a continuation
# that is being closed, with 1,000 parked tasks, and in a clause that holds three continuations.
. "$ROOT/test/cli/helper"

cat >states.py <<'PROGRAM'
import sys
from perdure import Promise, checkpoint, ctl, effect, handle, handler, signals, spawn, yield_now

def wait(state):
    checkpoint()
    return state, signals.wait("go")

# -- forwarded --

@effect
def ask(n): ...

@handler
class Inner:
    @ctl
    def ask(self, k, n):
        return k.forward(ask.op(n + 1))

@handler
class Outer:
    @ctl
    def ask(self, k, n):
        print(len(k.context()), "handlers in it")
        return k.send((n, wait("forwarded")))

def forwarded():
    return handle(Outer(), handle, Inner(), lambda: (ask(1), ask(2)))

# -- cleanup --

@effect
def stop(): ...

@handler
class Left:
    @ctl
    def stop(self, k):
        return "left"

def cleanup():
    def body():
        try:
            try:
                stop()
            finally:
                print(wait("inner"))
        finally:
            print(wait("outer"))
    return handle(Left(), body)

# -- holding --

@effect
def pause(name): ...

def worker(name):
    try:
        return name, pause(name)
    finally:
        print(name, "ends")

@handler
class Together:
    def __init__(self):
        self.held = []

    @ctl
    def pause(self, k, name):
        self.held.append(k.detach())
        if len(self.held) < 3:
            return handle(self, worker, "abc"[len(self.held)])
        print(wait("holding"))
        return [one.send(i) for i, one in enumerate(self.held)]

def holding():
    return handle(Together(), worker, "a")

# -- parked --

def parked():
    gate = Promise()
    done = []
    def waits(i):
        done.append(gate.wait() + i)
    tasks = [spawn(waits, i) for i in range(1000)]
    yield_now()
    print(wait("parked"))
    gate.resolve(1)
    for task in tasks:
        task.wait()
    return done == list(range(1, 1001))

print(globals()[sys.argv[1]]())
PROGRAM

# carry NAME TIMES: each time that run waits it is taken to a store that has never seen it.
carry() {
    rm -f ./*.db*
    expect 3 "$PERDURE" run --no-wait --store=0.db --id="$1" states.py "$1"
    for next in $(seq "$2"); do
        rm -f file
        expect 0 "$PERDURE" snapshot --store=$((next - 1)).db "$1" -o file
        expect 0 "$PERDURE" restore --store="$next.db" file
        [ "$(snapshots "$next.db")" != 0 ] || fail "$1 came without a snapshot"
        expect 0 "$PERDURE" signal --store="$next.db" "$1" go "$next"
        "$PERDURE" resume --no-wait --store="$next.db" "$1" >out 2>err || true
    done
    expect 0 "$PERDURE" replay --store="$2.db" "$1"
    expect 0 "$PERDURE" verify --store="$2.db"
    expect 0 "$PERDURE" output --store="$2.db" "$1"
}

snapshots() {
    /usr/bin/python3 - "$1" <<'COUNT'
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("select count(*) from snapshot").fetchone()[0])
COUNT
}

carry forwarded 2
out_is "2 handlers in it
2 handlers in it
((2, ('forwarded', 1)), (3, ('forwarded', 2)))"
carry cleanup 2
out_is "('inner', 1)
('outer', 2)
left"
carry holding 1
out_is "('holding', 1)
a ends
b ends
c ends
[('a', 0), ('b', 1), ('c', 2)]"
carry parked 1
out_is "('parked', 1)
True"
