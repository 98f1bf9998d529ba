"""Laws about time, memory and ends: L4, L33, L35, L53, L64, L65, L66, each a program of its own.

Sizes grow with the asked number of cases. Times are CPU times of whole processes, compared with
room to spare: what must not depend on depth differs by hundreds when it does.
"""
import os
import re
import resource

EFFECT = """import sys
from perdure import ctl, effect, handle, handler
N = int(sys.argv[1])

@effect
def op(v): ...

@handler
class Function:
    def op(self, v):
        return v

@handler
class Tail:
    @ctl
    def op(self, k, v):
        if v is None:
            return None
        return k.send(v)

@handler
class Captured:
    @ctl
    def op(self, k, v):
        k.used  # a clause that looks at k does not run in place
        return k.send(v)

@handler
class Abandon:
    @ctl
    def op(self, k, v):
        return v

def loop(n):
    for i in range(n):
        op(i)
    return n

def deep(depth, f, *args):
    return f(*args) if depth == 0 else deep(depth - 1, f, *args)

def aborts(n):
    left = 0
    def body(i):
        nonlocal left
        try:
            op(i)
        finally:
            left += 1
    for i in range(n):
        assert handle(Abandon(), body, i) == i
    return left
"""

ENDS = """
def nested(depth):
    if depth == 0:
        raise ValueError("at the bottom")
    return handle(Tail(), nested, depth - 1)
"""

LEFT = """
from perdure import Promise, spawn, yield_now
def waits(i):
    try:
        Promise().wait()
    finally:
        print(i, "left")
for i in range(N):
    spawn(waits, i, name=f"t{i}", daemon=i % 2 == 1)
yield_now()
print("end")
"""


CHAIN = """
@effect
def stop(): ...

@handler
class Stops:
    @ctl
    def stop(self, k):
        return 1

@handler
class Ends:
    @ctl
    def op(self, k, v):
        return 1

@handler
class Sends:
    @ctl
    def op(self, k, v):
        return k.send(v)

@handler
class Forwards:
    @ctl
    def op(self, k, v):
        return k.forward(op.op(v))

def body():
    {body}

def chain(n):
    return body() if n == 0 else handle(Forwards(), chain, n - 1)

handle(Stops(), handle, {outer}(), chain, N)
"""

FORWARDS = """
@handler
class Forwards:
    @ctl
    def op(self, k, v):
        return k.forward(op.op(v))

def chain(n, times):
    return loop(times) if n == 0 else handle(Forwards(), chain, n - 1, times)

handle(Captured(), chain, {depth}, {times})
"""


class Bounds:
    def __init__(self, runner, scale):
        self.runner = runner
        self.scale = scale
        self.problems = []

    def execute(self, law, code, *options, status=0, n=None):
        """(stdout, stderr, CPU seconds)"""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        path = self.runner.write(EFFECT + code)
        out, err, code = self.runner.execute_path(path, *options, argument=str(n or self.scale))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if code != status:
            self.problems.append(f"{law}: status {code}\n{err}")
        return out, err, after.ru_utime - before.ru_utime

    def expect(self, law, holds, text):
        if not holds:
            self.problems.append(f"{law}: {text}")

    def tail_sends(self):
        count = 10 * self.scale
        for handler in ("Tail", "Captured"):
            out, _, _ = self.execute("L4", f"print(handle({handler}(), loop, N))",
                                     "--recursion-max=30", "--heap-max=2M", n=count)
            self.expect("L4", out == f"{count}\n", out)

    def aborts(self):
        out, _, _ = self.execute("L33", "print(aborts(N))", "--recursion-max=30", "--heap-max=2M")
        self.expect("L33", out == f"{self.scale}\n", out)

    def steady(self):
        for handler in ("Tail", "Captured"):
            counts = []
            for n in (self.scale, 2 * self.scale):
                _, err, _ = self.execute("L64", f"handle({handler}(), loop, N)", "--stats", n=n)
                found = re.search(r"collections (\d+)", err)
                counts.append(int(found.group(1)) if found else -1)
            self.expect("L64", counts[0] == counts[1] >= 0,
                        f"collections of N and 2N sends: {counts}")

    def depth(self):
        seconds = {}
        shapes = {
            "shallow": "handle({h}(), loop, N)",
            "below": "deep(900, handle, {h}(), loop, N)",
            "above": "handle({h}(), deep, 900, loop, N)",
        }
        for handler in ("Function", "Tail", "Captured"):
            for name, code in shapes.items():
                seconds[name] = min(self.execute("L65", code.format(h=handler))[2]
                                    for _ in range(3))
            for name in ("below", "above"):
                self.expect("L65", seconds[name] < 3 * seconds["shallow"] + 0.05,
                            f"{handler}: CPU seconds {seconds}")

    def fuel(self, law, code, n):
        report = self.runner.report_path()
        self.execute(law, code, f"--test-state-hash={report}", "--recursion-max=100000", n=n)
        with open(report, encoding="ascii") as file:
            return int(re.search(r"^fuel (\d+)$", file.read(), re.M).group(1))

    def forwards(self):
        """L35: each of n handlers forwards at one cost; to resume after them all costs the same."""
        sizes = (50, 100, 150)
        shapes = (("Stops", "stop()"), ("Ends", "op(1)"), ("Sends", "op(1); stop()"))
        ended, asked, sent = (
            [self.fuel("L35", CHAIN.format(outer=outer, body=body), n) for n in sizes]
            for outer, body in shapes)
        forward = [a - b for a, b in zip(asked, ended)]
        resume = [a - b for a, b in zip(sent, asked)]
        self.expect("L35", forward[1] - forward[0] == forward[2] - forward[1] > 0,
                    f"fuel of forwarding {sizes} times: {forward}")
        self.expect("L35", resume[0] == resume[1] == resume[2], f"fuel of resuming: {resume}")

    def long_forwards(self):
        """L35: to forward once costs the same at any depth, though fuel would not tell."""
        shapes = ((80, 1600), (3200, 40))
        seconds = [min(self.execute("L35", FORWARDS.format(depth=depth, times=times),
                                    "--recursion-max=100000")[2] for _ in range(3))
                   for depth, times in shapes]
        self.expect("L35", seconds[1] < 20 * seconds[0] + 0.02,  # forty times as deep
                    f"CPU seconds of forwarding {shapes}: {seconds}")

    def tracebacks(self):
        for code in ("nested(200)", "handle(Tail(), deep, 500, lambda: 1 / 0)"):
            _, err, _ = self.execute("L66", ENDS + code, status=1)
            self.expect("L66", 3 < err.count("\n") < 60, f"{err.count(chr(10))} lines of traceback")

    def left_behind(self):
        """L53: what is left at the end is cancelled, the newest first, and told."""
        out, err, _ = self.execute("L53", LEFT, n=5)
        self.expect("L53", out == "end\n4 left\n3 left\n2 left\n1 left\n0 left\n", out)
        told = re.findall(r"task '(\w+)'", err)
        self.expect("L53", told == ["t4", "t2", "t0"], err)

    def run(self):
        checks = (self.tail_sends, self.aborts, self.steady, self.depth, self.forwards,
                  self.long_forwards, self.tracebacks, self.left_behind)
        failed = 0
        for check in checks:
            before = len(self.problems)
            check()
            failed += len(self.problems) > before
        for problem in self.problems:
            print("FAIL " + problem)
        return len(checks) - failed, failed


def test_bounds(runner, scale):
    assert os.path.exists(runner.perdure)
    return Bounds(runner, scale).run()
