"""Measures effects: what each way of performing costs, against a plain call of the same function.

Each number is the CPU time of a process with N operations less that of one with none, and less
that of the empty loop, a median over rounds in which all shapes take turns: what costs next to
nothing may come out below zero. A ratio is the median of what it is in each round, for the speed of
a machine with others on it swings. Memory is the peak of the heap. On the other side CPython does
the same with generators, or with greenlets where /usr/bin/python3 has them.
"""
import json
import os
import re
import statistics
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
COUNT = 1200000
ROUNDS = 3  # short ones, for each round of the longer measurements
SLOW = {"function100": 20, "handle": 20, "abandon": 20, "forward": 8, "forward_deep": 8,
        "create": 80, "turn": 80, "gather": 80, "spawn": 20}  # by so much fewer operations
OURS = ["loop", "call", "call100", "method", "function", "function10", "function100", "tail",
        "captured", "captured_deep", "plain", "forward", "forward_deep", "handle", "abandon",
        "next", "steps", "send", "await", "create", "turn", "gather", "spawn"]
THEIRS = ["loop", "call", "method", "next", "steps", "send", "tail", "tail10", "abandon", "await",
          "create", "turn", "gather"]
MEMORY_COUNT = {"captured": 10000000, "abandon": 1000000, "suspended": 1000000}
MEMORY_OF = {"captured": "sends at the end", "abandon": "abandoned continuations",
             "suspended": "suspended tasks"}
PARKED_COUNTS = (1000, 101000)  # minimal tasks, of which one is what the others cost more


def has_greenlet():
    return subprocess.run([PYTHON, "-c", "import greenlet"], capture_output=True,
                          check=False).returncode == 0


def costs(cpu_seconds, sides, rounds):
    """For each side, a command and its shapes: {shape: nanoseconds of one operation, by round}."""
    found = [{shape: [] for shape in shapes} for _, shapes in sides]
    for _ in range(rounds * ROUNDS):
        for shape in dict.fromkeys(shape for _, shapes in sides for shape in shapes):
            n = COUNT // SLOW.get(shape, 1)
            for values, (command, _) in zip(found, sides):
                if shape in values:
                    spent = cpu_seconds([*command, shape, str(n)])
                    idle = cpu_seconds([*command, shape, "0"])
                    values[shape].append((spent - idle) / n * 1e9)
    return [without_loop(values) for values in found]


def without_loop(found):
    return {shape: [value - loop * (shape != "steps")
                    for value, loop in zip(values, found["loop"])]
            for shape, values in found.items() if shape != "loop"}


def ratio(values, bases):
    return statistics.median(value / base for value, base in zip(values, bases))


def measured(perdure, how, shape, n):
    done = subprocess.run([perdure, "exec", how, "--tasks-max=1000000", "--heap-max=2G",
                           f"{HERE}/ours.py", shape, str(n)],
                          capture_output=True, text=True, check=True)
    return done.stderr + done.stdout


def peak(perdure, shape, n):
    return re.search(r"peak ([\d.]+ \w+)", measured(perdure, "--stats", shape, n)).group(1)


def parked_bytes(perdure):
    """The bytes of a minimal task that waits."""
    few, many = (json.loads(measured(perdure, "--json", "parked", n))["peak_bytes"]
                 for n in PARKED_COUNTS)
    return (many - few) / (PARKED_COUNTS[1] - PARKED_COUNTS[0])


def table(perdure, cpu_seconds, rounds):
    shapes = THEIRS + (["greenlet"] if has_greenlet() else [])
    ours, theirs = costs(cpu_seconds, [([perdure, "exec", f"{HERE}/ours.py"], OURS),
                                       ([PYTHON, f"{HERE}/theirs.py"], shapes)], rounds)
    call = ours["call"]

    def row(what, values, other=None, name="", base=call):
        there = "" if other is None else (
            f"{name}{statistics.median(theirs[other]):z.0f} ns, "
            f"{ratio(theirs[other], values):z.1f} ×")
        return (f"| {what} | {statistics.median(values):z.0f} ns | {ratio(values, base):z.2f} × | "
                f"{there} |")

    lines = ["| effects | perdure | against a call | CPython 3.11 |", "|---|---|---|---|",
             row("a call of a function", call, "call"),
             row("the same below 100 prompts", ours["call100"]),
             row("a call of a method, `h.op(v)`", ours["method"], "method"),
             row("performing `op(v)`, whose clause that method is; against its call",
                 ours["function"], base=ours["method"]),
             row("performing, `return k.send(v)` or abandoned", ours["tail"], "tail",
                 "`yield` to a loop: "),
             row("performing, k looked at and sent to at the end", ours["captured"])]
    if "greenlet" in theirs:
        lines.append(row("the same", ours["captured"], "greenlet", "greenlet: "))
    lines += [row("the same, 500 calls deep", ours["captured_deep"]),
              row("performing, k sent to before more work", ours["plain"]),
              row("performing, forwarded by a handler between", ours["forward"]),
              row("the same, 500 calls deep", ours["forward_deep"]),
              row("handle(): a prompt and its scope", ours["handle"]),
              row("handle(), performing, abandoned", ours["abandon"], "abandon",
                  "generator closed: "),
              row("`next(g)` of a generator", ours["next"], "next"),
              row("`for` over a generator that counts, each turn", ours["steps"], "steps"),
              row("`send` to a generator", ours["send"], "send"),
              row("`await` of a coroutine", ours["await"], "await"),
              row("`perdure.spawn` and `wait`", ours["spawn"]),
              row("`asyncio.create_task` and `await`", ours["create"], "create"),
              row("`asyncio.sleep(0)`", ours["turn"], "turn"),
              row("`asyncio.gather` of 1000, each", ours["gather"], "gather")]
    skipped = [(many - few) / 90 for many, few in zip(ours["function100"], ours["function10"])]
    through = [(many - few) / 10 for many, few in zip(theirs["tail10"], theirs["tail"])]
    lines.append(f"| each prompt that does not match | {statistics.median(skipped):z.1f} ns | "
                 f"{ratio(skipped, call):z.2f} × | "
                 f"each `yield from`: {statistics.median(through):z.0f} ns |")
    lines.append(f"| a suspended minimal task | {parked_bytes(perdure):.0f} bytes | | |")
    for shape, n in MEMORY_COUNT.items():
        few, many = (peak(perdure, shape, count) for count in (n // 100, n))
        what = MEMORY_OF[shape]
        lines.append(f"| heap at its peak, {n // 100:,} and {n:,} {what} | {few}, {many} | | |")
    return "\n".join(lines)
