"""Counts the instructions of the programs at small sizes and compares them with those kept.

Times differ from run to run, counts hardly do: they show what one change costs. They depend on the
compiler, the kind of build, the C library and valgrind, so all four are kept with the counts and
nothing is compared under others. Those of an empty program are subtracted from the rest.
"""
import concurrent.futures
import glob
import os
import platform
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
KEPT = os.path.join(HERE, "instructions.txt")
PYTHON = "/usr/bin/python3"
VALGRIND = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
EMPTY = "start"
TOLERANCE = 0.05
# What the sizes come from: about ten million instructions each, so that all take seconds.
SIZES = {
    "aes": 100, "chaos": 70, "closures": 1000, "comprehensions": 300, "deep_classes": 600,
    "deltablue": 20, "dict_churn": 1000, "empty_loop": 150000, "exceptions": 1000,
    "fannkuch": 6, "fft": 64, "fib": 21, "float": 300, "generators": 2500, "hexiom": 1,
    "mandelbrot": 16, "method_calls": 700, "nbody": 300, "nqueens": 5, "pidigits": 500,
    "property_access": 700, "pystone": 500, "raytrace": 6, "richards": 1, "set_algebra": 400,
    "sieve": 7000, "sort": 700, "sort_key": 600, "spectral_norm": 20, "string_building": 1200,
    "string_indexing": 1000, "word_count": 1500,
}


def tools_of(build):
    """One line about what the counts depend on; None when this build cannot be counted."""
    try:
        with open(os.path.join(ROOT, build, "CMakeCache.txt"), encoding="utf-8") as file:
            cache = dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.M))
        first_lines = [subprocess.run([command, "--version"], capture_output=True, text=True,
                                      check=True).stdout.split("\n", 1)[0]
                       for command in (cache["CMAKE_C_COMPILER"], "valgrind")]
    except (OSError, KeyError):
        return None
    kind = " ".join(filter(None, [cache["CMAKE_BUILD_TYPE"], cache.get("PERDURE_SANITIZE"),
                                  cache.get("CMAKE_C_FLAGS")]))
    return ", ".join([first_lines[0], kind, first_lines[1], " ".join(platform.libc_ver()),
                      platform.machine()])


def count(perdure, path, size):
    """Instructions of a program, checked against what CPython prints."""
    command = [path] if size is None else [path, str(size)]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    ours = subprocess.run([*VALGRIND, perdure, "exec", *command], capture_output=True, text=True,
                          check=False, cwd=ROOT, env=environment)
    theirs = subprocess.run([PYTHON, *command], capture_output=True, text=True, check=False,
                            cwd=ROOT, env=environment)
    found = re.search(r"Collected : (\d+)", ours.stderr)
    if ours.returncode != 0 or not found:
        sys.exit(f"bench: {path} failed\n{ours.stderr}")
    if ours.stdout != theirs.stdout:
        sys.exit(f"bench: {path} {size} prints something else than CPython")
    return int(found.group(1))


def count_all(perdure, names):
    """{name: instructions}, the start's own under its name."""
    with tempfile.NamedTemporaryFile(suffix=".py") as empty, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        start = pool.submit(count, perdure, empty.name, None)
        counts = {name: pool.submit(count, perdure, f"bench/programs/{name}.py", SIZES[name])
                  for name in names}
        found = {EMPTY: start.result()}
        found.update((name, future.result() - start.result()) for name, future in counts.items())
        return found


def read_kept():
    """The tools and {name: (size, instructions)} of the file."""
    with open(KEPT, encoding="utf-8") as file:
        lines = file.read().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    tools = next(line[len("# tools: "):] for line in lines if line.startswith("# tools: "))
    return tools, {name: (int(size), int(number.replace(",", ""))) for name, size, number in rows}


def write_kept(tools, found):
    with open(KEPT, "w", encoding="utf-8") as file:
        file.write("# Instructions of each program at a small size, less those of a start: written "
                   "by\n# bench/run.py --instructions --write, compared by --instructions and by "
                   f"make lint.\n# tools: {tools}\n# program, size, instructions\n")
        for name, number in found.items():
            file.write(f"{name:16} {SIZES.get(name, 0):7} {number:12,}\n")


def show(found):
    """Prints every count, for a change to be compared by."""
    print("| program | size | instructions |\n| --- | --- | --- |")
    for name, number in found.items():
        print(f"| `{name}` | {SIZES.get(name, '')} | {number:,} |")


def compare(found, kept):
    """Prints a line for each count that is not the kept one; how many are too high."""
    worse = 0
    for name, number in found.items():
        size, before = kept.get(name, (None, None))
        if size != SIZES.get(name, 0):
            print(f"{name}: {number:,} at a size that nothing is kept for; use --write")
            worse += 1
            continue
        change = number / before - 1
        if change > TOLERANCE:
            worse += 1
        if abs(change) >= 0.005:
            print(f"{name}: {number:,} instead of {before:,}, {change:+.1%}"
                  f"{' FAILED' if change > TOLERANCE else ''}")
    return worse


def main(build, text, write, every):
    tools = tools_of(build)
    programs = sorted(os.path.basename(path)[:-3]
                      for path in glob.glob(os.path.join(HERE, "programs/*.py")))
    if programs != sorted(SIZES):
        sys.exit("bench: bench/programs and SIZES of bench/instructions.py name other programs")
    if tools is None:
        print("skipped: no valgrind, or no build")
        return 0
    if not write and not every and tools != read_kept()[0]:
        print(f"skipped: counted with {read_kept()[0]}; here is {tools}")
        return 0
    perdure = os.path.join(ROOT, build, "perdure")
    found = count_all(perdure, [name for name in programs if text in name])
    if write:
        write_kept(tools, {**{name: number for name, (_, number) in
                              (read_kept()[1] if text else {}).items()}, **found})
        return 0
    if every:
        show(found)
        return 0
    worse = compare(found, read_kept()[1])
    print(f"{len(found)} counts, {worse} more than {TOLERANCE:.0%} too high")
    return 1 if worse else 0
