"""L54-L58 and L62: whole runs of random programs, stopped, collected, executed again.

Each takes one program, with host effects in bodies, clauses and cleanup, and executes it in several
ways. Output, state, fuel and ids must be the same.
"""
import random

from generate import Gen
from law import LAWS, change, raw
from render import PARTS
from tree import shrink

# What is compared with an execution in peace: (laws, options).
WAYS = [
    ("L54", []),
    ("L32", ["--test-gc={stride}"]),
    ("L55 L56 L57 L62", ["--test-resume={stride}"]),
    ("L55", ["--test-resume=effect"]),
    ("L58", ["--test-replay"]),
]


def with_host(tree, rng):
    """Some notes ask the host as well, and what is kept is looked at under many names."""
    def change_one(node):
        if node.kind == "note" and rng.random() < 0.4:
            return [node, raw(f"note({node.s}, now() > 0)")]
        if node.kind in ("note", "perform", "set") and rng.random() < 0.3:
            return [node, raw("GRAPH.check()")]
        if node.kind == "clause" and node.style != "function" and rng.random() < 0.3:
            node.has["first"] = node.get("first", "") + f"\nGRAPH.hold(k, {node.s})"
        return node
    return change(tree, change_one)


def outcome(runner, text, options):
    """What can be told of an execution from outside."""
    report = runner.report_path()
    result = runner.execute(text, *options, f"--test-state-hash={report}")
    with open(report, encoding="ascii") as file:
        lines = file.read().splitlines()
    return result, [line for line in lines if line.startswith(("hash", "fuel"))]


def problem(runner, text, stride):
    peace = outcome(runner, text, ["--test-gc=1000000000"])
    if peace[0][2] != 0 or not peace[1]:
        return f"status {peace[0][2]}\n{peace[0][1]}"
    for numbers, options in WAYS:
        options = [option.format(stride=stride) for option in options]
        found = outcome(runner, text, options or ["--test-gc=1000000000"])
        if found != peace:
            return (f"{numbers}: {' '.join(options)}\n{found[0]}\n{found[1]}\n"
                    f"in peace:\n{peace[0]}\n{peace[1]}")
    return None


def test_whole(runner, texts, seed, count, stride):
    """(passed, failed) of `count` random programs. `texts` makes the text of cases."""
    failed = 0
    for number in range(count):
        rng = random.Random(f"whole {seed} {number}")
        law = rng.choice(LAWS)
        tree = with_host(law.make(Gen(rng)), rng)
        found = problem(runner, texts([(law, tree)]), stride)
        if found is None:
            continue
        failed += 1

        def fails(trees, law=law):
            return [problem(runner, texts([(law, one)]), stride) is not None for one in trees]
        small = shrink(tree, PARTS, fails, batch=1)
        print(f"FAIL whole, seed {seed} program {number} (made for {law.number})")
        print(problem(runner, texts([(law, small)]), stride))
        print(texts([(law, small)]).split("# -- cases --")[1])
    return count - failed, failed
