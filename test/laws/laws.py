#!/usr/bin/python3
"""Tests the laws of effects on random programs.

usage: test/laws/laws.py [--perdure build/perdure] [--seed N] [--count N] [-k TEXT] [--list]
                         [--keep DIR] [--part I/N] [--whole N] [--stride N] [--scale N]
For each law `--count` cases are made of the seed; all cases of a law are one program. A case that
fails is cut down while it still fails, then printed as a program of its own. `--whole` programs are
stopped, collected and replayed as well (whole.py) and run durably (durable.py), and bounds are
tested at `--scale` (bounds.py).
The last line is `N passed, N failed`, the exit status 1 when a case failed.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from bounds import test_bounds  # noqa: E402
from durable import test_durable  # noqa: E402
import laws_control  # noqa: E402
import laws_rules  # noqa: E402
import laws_scope  # noqa: E402
import laws_standard  # noqa: E402
import laws_tasks  # noqa: E402
from generate import Gen  # noqa: E402
from law import LAWS  # noqa: E402
from render import PARTS, Render  # noqa: E402
from tree import shrink  # noqa: E402
from whole import test_whole  # noqa: E402

assert laws_control and laws_rules and laws_scope and laws_standard and laws_tasks  # fill LAWS
TIMEOUT_SECONDS = 20
SHOWN_MAX = 3  # failing cases of a law that are cut down


def function_text(name, program):
    render = Render()
    render.line(f"def {name}():")
    render.indent = 1
    render.node(program)
    return render.lines, render.clauses


def case_text(law, number, tree):
    """The two sides and the line that compares them."""
    lines, left_clauses = function_text(f"left_{number}", law.left(tree))
    right = f"right_{number}"
    if law.right is None:
        lines.append(f"verify({number}, left_{number})")
        return lines
    right_lines, right_clauses = function_text(right, law.right(tree))
    clauses = f", {left_clauses}, {right_clauses}" if law.traces else ""
    return lines + right_lines + [f"compare({number}, left_{number}, {right}{clauses})"]


def program_text(cases, text=case_text):
    with open(os.path.join(HERE, "prelude.txt"), encoding="utf-8") as file:
        prelude = file.read()
    lines = []
    for number, (law, tree) in enumerate(cases):
        lines += ["", "", *text(law, number, tree)]
    return prelude + "\n\n# -- cases --" + "\n".join(lines) + "\n"


class Runner:
    def __init__(self, perdure, folder, keeps=False):
        self.perdure = perdure
        self.folder = folder
        self.keeps = keeps
        self.count = 0

    def write(self, text):
        self.count += self.keeps
        path = os.path.join(self.folder, f"cases{self.count}.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def report_path(self):
        return os.path.join(self.folder, "report")

    def execute(self, text, *options):
        return self.execute_path(self.write(text), *options)

    def execute_path(self, path, *options, argument=""):
        """(stdout, stderr, status)"""
        try:
            done = subprocess.run([self.perdure, "exec", *options, path, argument],
                                  capture_output=True, text=True, errors="replace",
                                  timeout=TIMEOUT_SECONDS, check=False)
            return done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired:
            return "", "takes too long", -1

    def judge(self, cases, text=case_text):
        """What is said of each case: 'holds', 'long', or what is wrong."""
        out, err, status = self.execute(program_text(cases, text))
        found = verdicts(out)
        if status == 0 and len(found) == len(cases):
            return [found[number] for number in range(len(cases))]
        if len(cases) == 1:
            return [f"status {status}\n{out}{err}"]
        return [self.judge([case], text)[0] for case in cases]


def verdicts(out):
    found = {}
    for part in re.split(r"^(?=\d+ )", out, flags=re.M):
        match = re.match(r"(\d+) (\w+)", part)
        if match:
            word = match.group(2)
            found[int(match.group(1))] = word if word in ("holds", "long") else part
    return found


def is_bad(verdict):
    return verdict not in ("holds", "long")


def cut_down(runner, law, tree):
    def fails(trees):
        return [is_bad(verdict) for verdict in runner.judge([(law, t) for t in trees])]
    return shrink(tree, PARTS, fails)


def report(runner, law, seed, tree):
    small = cut_down(runner, law, tree)
    print(f"FAIL {law.number} ({law.text}), seed {seed}")
    print(runner.judge([(law, small)])[0].rstrip())
    print("\n".join("    " + line for line in case_text(law, 0, small)))
    sys.stdout.flush()


def test_law(runner, law, seed, count):
    """(passed, failed)"""
    seeds = [f"{law.number} {law.text} {seed} {number}" for number in range(count)]
    cases = [(law, law.make(Gen(random.Random(name)))) for name in seeds]
    found = runner.judge(cases)
    bad = [number for number in range(count) if is_bad(found[number])]
    for number in bad[:SHOWN_MAX]:
        report(runner, law, f"{seed} case {number}", cases[number][1])
    if found.count("long") * 2 > count:
        print(f"FAIL {law.number}: {found.count('long')} of {count} cases were too long")
        return 0, count
    return count - len(bad), len(bad)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--perdure", default=os.path.join(ROOT, "build/perdure"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20, help="cases of each law")
    parser.add_argument("-k", metavar="TEXT", default="", help="only laws whose name holds TEXT")
    parser.add_argument("--list", action="store_true", help="name the laws and stop")
    parser.add_argument("--keep", metavar="DIR", help="leave the programs there")
    parser.add_argument("--part", default="1/1", metavar="I/N", help="the I-th of N shares")
    parser.add_argument("--whole", type=int, default=0, metavar="N", help="stop and replay them")
    parser.add_argument("--stride", type=int, default=7, metavar="N",
                        help="they are stopped at every N-th instruction")
    parser.add_argument("--scale", type=int, default=0, metavar="N",
                        help="bounds are tested with N operations")
    options = parser.parse_args()
    options.part, options.parts = map(int, options.part.split("/"))
    return options


def results(options, runner, chosen):
    """(passed, failed) of each thing that this part tests."""
    for law in chosen[options.part - 1::options.parts]:
        yield test_law(runner, law, options.seed, options.count)
    if options.whole:
        yield test_whole(runner, program_text, f"{options.seed} {options.part}", options.whole,
                         options.stride)
        yield test_durable(runner, program_text, f"{options.seed} {options.part}", options.whole)
    if options.scale and options.part == options.parts:
        yield test_bounds(runner, options.scale)


def main():
    options = parse()
    chosen = [law for law in LAWS if options.k in f"{law.number} {law.text}"]
    if options.list:
        for law in chosen:
            print(law.number, law.text)
        return 0
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="perdure-laws-") as folder:
        runner = Runner(os.path.abspath(options.perdure), options.keep or folder,
                        bool(options.keep))
        for good, bad in results(options, runner, chosen):
            passed += good
            failed += bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
