"""Measures programs: CPU time and peak memory under perdure, CPython and other interpreters.

Every program runs under all of them in turn, and all programs once before any runs again: what else
a machine does, which comes and goes in seconds or minutes, meets some rounds of each. In each round
a program has a path of another length, which moves its objects: where registers and code lie at the
same place of their pages, a processor takes up to 1.8 times as long for the smallest loops. Every
number is a median over the rounds. PyPy runs the same programs; the Luas run those that
bench/lua has a counterpart of. Interpreters that are not installed are left out. A program whose
output differs from CPython's ends the measuring.
"""
import glob
import math
import os
import shutil
import statistics
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
OTHERS = [("PyPy", ["pypy3"], "py"), ("Lua 5.4", ["lua5.4"], "lua"),
          ("LuaJIT", ["luajit"], "lua"),
          ("LuaJIT, interpreter", ["luajit", "-joff"], "lua")]  # title, command, its programs
LONGER = 61  # characters by which paths differ between rounds


def geometric_mean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def rivals(perdure, path):
    """{title: command} of all that can run the program at that path."""
    found = {"perdure": [perdure, "exec", path], "CPython": [PYTHON, path]}
    lua = os.path.join(HERE, "lua", os.path.basename(path)[:-3] + ".lua")
    for title, command, kind in OTHERS:
        program = path if kind == "py" else lua
        if shutil.which(command[0]) and os.path.exists(program):
            found[title] = [*command, program]
    return found


def measure(perdure, name, cost, turn):
    """{title: (CPU seconds, peak MiB)} of one program in a round, each run once."""
    spent, printed = {}, {}
    with tempfile.TemporaryDirectory(prefix="perdure-bench-") as folder:
        path = os.path.join(folder, "_" * (1 + turn * LONGER % 200), name + ".py")
        os.mkdir(os.path.dirname(path))
        shutil.copy(os.path.join(HERE, "programs", name + ".py"), path)
        for title, command in rivals(perdure, path).items():
            *spent[title], printed[title] = cost(command, os.path.join(folder, "output"))
    if printed["perdure"] != printed["CPython"]:
        sys.exit(f"bench: {name} prints something else than CPython")
    return spent


def medians(rounds):
    """Of {name: {title: (seconds, peak)}} of each round, the same with medians."""
    return {name: {title: tuple(map(statistics.median, zip(*(r[name][title] for r in rounds))))
                   for title in rounds[0][name]} for name in rounds[0]}


def rows_of(found):
    for name, costs in found.items():
        (ours, our_peak), (theirs, their_peak) = costs["perdure"], costs["CPython"]
        yield (f"`{name}`", f"{ours:.2f} s", f"{theirs:.2f} s", f"{theirs / ours:.2f} ×",
               f"{our_peak:.0f} MiB", f"{their_peak:.0f} MiB", f"{their_peak / our_peak:.2f} ×")


def summary(found):
    """Geometric means of both ratios, and the programs that fare worst."""
    speeds = {name: c["CPython"][0] / c["perdure"][0] for name, c in found.items()}
    peaks = {name: c["CPython"][1] / c["perdure"][1] for name, c in found.items()}
    yield ("**geometric mean**", "", "", f"**{geometric_mean(speeds.values()):.2f} ×**", "", "",
           f"**{geometric_mean(peaks.values()):.2f} ×**")
    slowest, largest = min(speeds, key=speeds.get), min(peaks, key=peaks.get)
    yield ("lowest", "", f"`{slowest}`", f"{speeds[slowest]:.2f} ×", "", f"`{largest}`",
           f"{peaks[largest]:.2f} ×")


def markdown(header, rows):
    return "\n".join(f"| {' | '.join(row)} |" for row in [header, ("---",) * len(header), *rows])


def others(found):
    """A table of the other interpreters, for the programs that one of them ran."""
    titles = [title for title, *_ in OTHERS if any(title in costs for costs in found.values())]
    if not titles:
        return ""
    rows = []
    for name, costs in found.items():
        ours = costs["perdure"][0]
        cells = [f"{costs[t][0]:.2f} s, {costs[t][0] / ours:.2f} ×" if t in costs else ""
                 for t in titles]
        if any(cells):
            rows.append((f"`{name}`", f"{ours:.2f} s", *cells))
    return "\n\n" + markdown(("program", "perdure", *titles), rows)


def table(perdure, cost, rounds, text):
    paths = sorted(glob.glob(os.path.join(HERE, "programs/*.py")))
    names = [name for name in (os.path.basename(path)[:-3] for path in paths) if text in name]
    if not names:
        return f"No program's name holds {text}."
    spent = []
    for i in range(rounds):
        print(f"round {i + 1} of {rounds}", file=sys.stderr)
        spent.append({})
        for name in names:
            spent[i][name] = measure(perdure, name, cost, i)
            print("  %-16s" % name, "  ".join(f"{title} {seconds:.3f} s {peak:.0f} MiB" for
                                              title, (seconds, peak) in spent[i][name].items()),
                  file=sys.stderr, flush=True)
    found = medians(spent)
    header = ("program", "perdure", "CPython 3.11", "ratio", "peak memory", "CPython's", "ratio")
    rows = [*rows_of(found), *summary(found)]
    return markdown(header, rows) + others(found)
