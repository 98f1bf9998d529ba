#!/usr/bin/python3
"""Proves that laws.py sees broken laws: each law is broken on purpose, and must fail; a false law
must be reported with a program that is small and fails by itself.

usage: test/laws/self_test.py PERDURE
"""
import contextlib
import io
import os
import random
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import durable  # noqa: E402
import laws  # noqa: E402
from generate import Gen  # noqa: E402
from law import LAWS, Law, restyle  # noqa: E402

COUNTS = (4, 25)

# By the beginning of "NUMBER text": what is changed in the text of which side.
SABOTAGES = {
    "L1 ": ("right", r"if finish is not None:", "if finish is None:"),
    "L2 ": ("left", r"return k\.send\(.*\)$", "return k.throw(E1(1))"),
    "L3 ": ("right", r"return k\.send\(value\(v\)\)", "return value(v)"),
    "L4 ": ("right", r"    v = k\.send\((.*)\)$", r"    k.send(\1)"),
    "L5 ": ("right", r"v = mix\(v, ez", "v = mix(1, ez"),
    "L6 prompts": ("left", r"(@handler\(|def )idle", r"\1ea"),
    "L6 the nearest": ("right", r"def ea\(self", "def ez(self"),
    "L7 ": ("right", r"mix\(v, eb\(", "mix(v, ea("),
    "L8 ": ("right", r"handle\(C\(\)", "handle(D()"),
    "L9 ": ("right", r"v = f\(v\)$", "f(v)"),
    "L10 under(": ("left", r"under\(context\(\), (\w+), v\)", r"\1(1)"),
    "L10 under an": ("left", r"under\(seen, f, v\)", "f(v)"),
    "L11 ": ("left", r"rehandle\(H\(\)\)", "detach()"),
    "L12 ": ("left", r"perform\((ea.op\(.*\)), to=cap\)\)$", r"perform(\1))"),
    "L13 ": ("left", r"probe\((\d+), .*", r"note(\1, 'went on')"),
    "L14 ": ("left", r"except ContinuationUsed", "except E3"),
    "L15 ": ("left", r"line_of\(lambda: None\)", "0"),
    "L16 ": ("left", r"try_to_copy\(\d+, k\)", "k.close()"),
    "L17 ": ("left", r"inspect\((\d+), k\)", r"note(\1, k.used)"),
    "L18 ": ("right", r"return k\.throw\(.*\)$", "return k.close()"),
    "L19 ": ("right", r"return 'failed', error", "return 'value', error"),
    "L20 ": ("left", r"k\.send\(77\)", "k.send(76)"),
    "L22 ": ("right", r"= mix\(v, fails\(.*\)\)$", "= 1"),
    "L23 ": ("right", r"PermissionError", "OSError"),
    "L24 ": ("right", r"UnhandledEffect\(", "E3("),
    "L25 ": ("left", r"raise made\(v\)|made\(v\)", "E1(v)"),
    "L26 ": ("left", r"note\('exit', \d+\)", "pass"),
    "L27 ": ("right", r"    raise ContinuationExit$", "    pass"),
    "L29 ": ("right", r"    raise ContinuationExit$", "    pass"),
    "L30 ": ("right", r"raise RuntimeError", "pass"),
    "L31 ": ("left", r"SPENT\.append\(k\)", "SPENT.append(k.detach())"),
    "L32 ": ("left", r"churn\(\)", "note('churned')"),
    "L34 ": ("left", r"k\.forward\(ea\.op\(v\)\)", "k.send(v)"),
    "L35 ": ("left", r"k\.forward\(e.\.op\(v\)\)$", "k.send(v)"),
    "L36 ": ("right", r"return k\.throw\(e\)", "return k.send(1)"),
    "L37 ": ("right", r"return k\.send\(v\)$", "return v"),
    "L38 ": ("left", r"7, 'a': 8", "6, 'a': 8"),
    "L39 ": ("right", r"hs\.put\((..., v)\)", r"hs.put(\1 + 1)"),
    "L40 telling": ("right", r"hs\.tell\(", "hs.tell(3, "),
    "L40 the order": ("left", r"reversed\(items\)", "items"),
    "L41 ": ("left", r"'a', mix\(v, ", "'a', mix(1, "),
    "L42 ": ("right", r"mix\(v\)\)$", "v)"),
    "L43 ": ("left", r"spawn\((\w+), v\)\.wait", r"spawn(\1, 1).wait"),
    "L44 ": ("left", r"(gather\(.*\))$", r"\1[::-1]"),
    "L46 ": ("left", r"\('yield', \d\)", "('pass', 0)"),
    "L47 ": ("right", r"True$", "False"),
    "L48 ": ("left", r"return permits\(.*\)", "return Semaphore(1).free"),
    "L49 ": ("left", r"cancels\(\d", "cancels(0"),
    "L51 ": ("right", r"v = (\d+)$", r"v = \1 + 1"),
    "L52 ": ("left", r"spawn, p, v", "spawn, p, 2"),
    "W1 ": ("right", r"nonlocal v", "v = 1"),
    "W2 ": ("left", r"with handle\(Idle\(\)\):", "if v == 3:"),
    "H1 ": ("right", r"mix\(v, mix\(", "mix(v, str("),
    "H2 ": ("left", r"hs\.reject\(1\)", "hs.reject(2)"),
    "H3 ": ("right", r"in answers or", "in answers and"),
    "H4 ": ("right", r"again\(2\)", "again(1)"),
    "H5 ": ("right", r"v = handle\(.*p, v\)", "v = p(v)"),
}


def sabotage_of(law):
    found = [value for key, value in SABOTAGES.items()
             if f"{law.number} {law.text}".startswith(key)]
    assert len(found) == 1, f"{law.number} {law.text}: {len(found)} sabotages, not one"
    return found[0]


def sabotaged(law, number, tree, sabotage=None):
    """The text of a case with one side broken."""
    wanted, pattern, put = sabotage or sabotage_of(law)
    lines = laws.case_text(law, number, tree)
    side = None
    for at, line in enumerate(lines):
        match = re.match(r"def (left|right)_\d+\(\):$", line)
        side = match.group(1) if match else side
        if side == wanted:
            lines[at] = re.sub(pattern, put, line)
    return lines


def check_sabotages(runner):
    """Few cases of all laws, then more of those that still hold."""
    holding = LAWS
    for count in COUNTS:
        cases = [(law, law.make(Gen(random.Random(f"{law.number} {count} {number}"))))
                 for law in holding for number in range(count)]
        found = runner.judge(cases, sabotaged)
        failed = {law for (law, _), verdict in zip(cases, found) if laws.is_bad(verdict)}
        holding = [law for law in holding if law not in failed]
    return [f"{law.number} {law.text}: holds although it is broken" for law in holding]


def check_traces(runner):
    """A line more in the function changes nothing but the places of exceptions."""
    problems = []
    for law in LAWS:
        if law.traces:
            cases = [(law, law.make(Gen(random.Random(f"traces {number}"))))
                     for number in range(COUNTS[-1])]
            found = runner.judge(cases, lambda *case: sabotaged(
                *case, ("right", r"^    v = 1$", "    v = 1\n    v = 1")))
            if not any(map(laws.is_bad, found)):
                problems.append(f"{law.number}: other tracebacks are not seen")
    return problems


def quietly(function, *arguments):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        return function(*arguments), out.getvalue()


def check_false_law(runner):
    """A send is no abandon: what is printed must be small, and fail when it is run as it is."""
    false = Law("L0", "a tail send is an abandon", lambda gen: gen.program(styles=("tail", "send")),
                lambda tree: restyle(tree, tail="abandon"))
    (_, failed), out = quietly(laws.test_law, runner, false, 1, 10)
    if not failed:
        return ["a false law holds"]
    problems = []
    shown = re.findall(r"^    (.*)$", out[:out.find("FAIL", 4)], re.M)
    program = "\n".join(line for line in shown if not line.startswith("  ("))
    if "FAIL L0" not in out or "seed 1 case" not in out:
        problems.append("a failure does not name law and seed")
    if program.count("\n") > 60:
        problems.append(f"a failure was not cut down:\n{program}")
    with open(os.path.join(laws.HERE, "prelude.txt"), encoding="utf-8") as file:
        text = file.read() + program[program.index("def left_0"):] + "\n"
    output, err, _ = runner.execute(text)
    if "0 differs" not in output:
        problems.append(f"the program shown does not fail by itself: {output}{err}")
    return problems


def check_durable(runner):
    """Each law of durable runs is broken on purpose in some programs."""
    seeds = [f"broken {number}" for number in range(6)]
    texts = [laws.program_text([durable.make(seed)]) for seed in seeds]
    return [f"{number}: holds although it is broken" for number in durable.CHECKS
            if not any(durable.problem(runner, text, seed, number)
                       for text, seed in zip(texts, seeds))]


def main():
    with tempfile.TemporaryDirectory(prefix="perdure-laws-") as folder:
        runner = laws.Runner(os.path.abspath(sys.argv[1]), folder)
        problems = check_sabotages(runner) + check_false_law(runner)
        problems += check_traces(runner) + check_durable(runner)
    print("\n".join(problems) if problems else
          f"{len(LAWS) + len(durable.CHECKS)} laws can fail")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
