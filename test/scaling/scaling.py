#!/usr/bin/python3
"""Fails when an operation grows faster with its size than CPython's does.

usage: scaling.py [--part I/N] [--scale 1] [--list] [-k TEXT] [-v] COMMAND...
COMMAND runs a program: `build/perdure exec`, or `/usr/bin/python3` to prove the exponents that the
rows claim for CPython. Each row of test/scaling/_rows_*.py is measured at the size it names, times
--scale, and at a sixteenth of that. The slope between them is its exponent and may be 0.3 more than
CPython's; where it is, sizes four times as large decide, for what sets in late, like collection,
looks steep once. Instructions are counted, under valgrind, so that neither caches nor others on the
machine matter: a process that reads the requests of rows.py writes its counts at each line it
reads.
Rows of test/scaling/known.txt must fail, for the reason written there.
The last line is `N passed, N failed`.
"""
import argparse
import math
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SLACK = 0.3
FACTOR = 16
RETRY = 4
# What is called once for each line that a program reads.
READ_LINE = ["pd_perform_read_line", "PyFile_GetLine"]


def rows_of(command):
    """{name: (exponent, size)} in the order of the files."""
    done = subprocess.run([*command, "rows.py"], input="\n", capture_output=True, text=True,
                          check=True, cwd=HERE)
    words = [line.split() for line in done.stdout.splitlines() if line]
    return {name: (float(expected), int(size)) for name, expected, size in words}


def counts_of(command, requests):
    """Instructions of each request that was done, and what went wrong after that."""
    with tempfile.TemporaryDirectory(prefix="perdure-scaling-") as folder:
        base = os.path.join(folder, "counts")
        done = subprocess.run(
            ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={base}",
             *(f"--dump-before={name}" for name in READ_LINE), *command, "rows.py"],
            input="".join(f"{name} {n}\n\n" for name, n in requests) + "\n",
            capture_output=True, text=True, check=False, cwd=HERE)
        done_count = done.stdout.count("done\n")
        counts = []
        for i in range(done_count):
            # Two lines a request; a count goes from one line that is read to the next.
            with open(f"{base}.{2 * i + 3}", encoding="utf-8") as file:
                counts.append(int(re.search(r"^totals: (\d+)", file.read(), re.M).group(1)))
    trouble = ""
    if done_count != len(requests):
        trouble = f"{requests[done_count]}: status {done.returncode}: {done.stderr[-400:]}"
    return counts, trouble


def judge(name, expected, n, counts):
    """Whether a row keeps to its exponent, and a line about it."""
    found = math.log(counts[1] / counts[0]) / math.log(FACTOR)
    return found <= expected + SLACK, (
        f"{name}: exponent {found:.2f}, CPython's {expected:g}; {counts[0]:,} instructions for "
        f"{n // FACTOR}, {counts[1]:,} for {n}")


def read_known():
    with open(os.path.join(HERE, "known.txt"), encoding="utf-8") as file:
        rows = [line.split(None, 1) for line in file if line.strip() and line[0] != "#"]
    return {name: reason.strip() for name, reason in rows}


def settle(command, name, expected, n, counts, is_known):
    """What the sizes say; larger ones when these say no and nobody has said why."""
    kept, line = judge(name, expected, n, counts)
    if kept or is_known:
        return kept, line
    counts, trouble = counts_of(command, [(name, n * RETRY // FACTOR), (name, n * RETRY)])
    return judge(name, expected, n * RETRY, counts) if not trouble else (False, line)


def run(command, rows, known, verbose):
    """How many rows are as they should be, and how many are not."""
    requests = [(name, size) for name, (_, n) in rows.items() for size in (n // FACTOR, n)]
    counts, trouble = counts_of(command, requests)
    passed = failed = 0
    if trouble:
        print("FAIL", trouble)
        failed += 1
    for i, (name, (expected, n)) in enumerate(rows.items()):
        if len(counts) < 2 * i + 2:
            break
        kept, line = settle(command, name, expected, n, counts[2 * i:2 * i + 2], name in known)
        right = kept != (name in known)
        passed, failed = passed + right, failed + (not right)
        if not right:
            print("FAIL", line, "passes now: remove it from test/scaling/known.txt" * kept)
        elif verbose or not kept:
            print(line, f"(known: {known[name]})" if name in known else "")
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("command", nargs="+")
    parser.add_argument("--part", default="1/1", metavar="I/N")
    parser.add_argument("--scale", type=int, default=1, metavar="N", help="sizes are N times those")
    parser.add_argument("--list", action="store_true", help="name the rows and stop")
    parser.add_argument("-k", metavar="TEXT", default="", help="rows whose name holds TEXT")
    parser.add_argument("-v", action="store_true", help="a line for every row")
    options = parser.parse_args()
    part, parts = map(int, options.part.split("/"))
    command = [os.path.abspath(options.command[0]), *options.command[1:]]
    rows = {name: (expected, n * options.scale) for i, (name, (expected, n)) in
            enumerate(rows_of(command).items()) if i % parts == part - 1 and options.k in name}
    if options.list:
        print("\n".join(rows))
        return 0
    known = {} if "python" in os.path.basename(command[0]) else read_known()
    passed, failed = run(command, rows, known, options.v)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
