# Garbage beside a long list of numbers comes to an end early: a collection need not look at the
# numbers, so it does not wait until the garbage takes as much as they do, 24 MB here.
. "$ROOT/test/cli/helper"

cat >garbage.py <<'PROGRAM'
import sys
from perdure import ctl, effect, handle, handler

numbers = list(range(3_000_000))

def none(n):
    pass

def function(n):
    for i in range(n):
        [i] * 100

def generator(n):
    for thing in ([i] * 100 for i in range(n)):
        pass

@effect
def ask(i): ...

def asks(n):
    for i in range(n):
        ask(i)

@handler
class Calls:
    def ask(self, i):
        return [i] * 100

@handler
class Sends:
    @ctl
    def ask(self, k, i):
        return k.send([i] * 100)

def clause(n):
    handle(Calls(), asks, n)

def continuation(n):
    handle(Sends(), asks, n)

@handler
class Leaves:
    @ctl
    def ask(self, k, i):
        return [[i] * 100 for _ in range(10)]

def abandoned(n):
    for i in range(n // 10):
        handle(Leaves(), ask, i)

globals()[sys.argv[1]](50_000)
print(sum(numbers))
PROGRAM

# By how many KiB each way to make 40 MB of garbage lets the process grow. It is 2 MiB, and would be
# 24 MiB without early collections.
cat >grown.py <<'PROGRAM'
import os, subprocess, sys

MOST_KIB = 8 << 10

def peak(way):
    child = subprocess.Popen([sys.argv[1], "exec", "garbage.py", way], stdout=subprocess.PIPE)
    printed = child.stdout.read()
    _, child.returncode, usage = os.wait4(child.pid, 0)
    assert printed == b"4499998500000\n", (way, printed)
    return usage.ru_maxrss

least = peak("none")
grown = {way: peak(way) - least
         for way in ("function", "generator", "clause", "continuation", "abandoned")}
print("ok" if least > 3_000_000 * 8 >> 10 and max(grown.values()) < MOST_KIB else grown)
PROGRAM
expect 0 /usr/bin/python3 grown.py "$PERDURE"
out_is "ok"
