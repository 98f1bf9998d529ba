#!/usr/bin/python3
"""Measures: programs against CPython, start, snapshots, durable steps against raw SQLite, effects.

usage: bench/run.py [--build build] [--rounds 5] [-k TEXT] [--only-programs] [--only-effects]
                    [--only-states] [--readme]
       bench/run.py --instructions [--all | --write] [-k TEXT]
Everything is compared inside one run: the two sides alternate, each number is a median over the
rounds, and the disk is probed before and after each of its measures. Times of programs are CPU
times. Prints a Markdown table; --readme puts it between the markers of README.md. --instructions
counts those of the programs at small sizes instead and compares them with bench/instructions.txt,
or prints --all.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import effects
import instructions
import speed

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = "/usr/bin/python3"
MARKERS = ("<!-- bench -->", "<!-- /bench -->")
FRESH_COUNT, WAITING_COUNT, SPAWN_COUNT = 2000, 500, 50
# Title, program of bench/states and how often.
STATES = [("a small one", "small", 500), ("in a clause it was forwarded to", "forwarded", 500),
          ("in cleanup of what was left", "cleanup", 500),
          ("in a clause that holds three continuations", "holding", 500),
          ("with 1,000 tasks parked", "parked", 50), ("8,192 small dicts", "dicts", 20),
          ("100 MB of records", "large", 1)]
STEP_COUNT, PROBE_COUNT = 2000, 300
SHORT_ROUNDS = 3  # of what takes milliseconds, for each round of the longer measurements


def cpu_run(command):
    """CPU seconds and output of a command that must succeed."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, cwd=ROOT)
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"bench: {' '.join(command)} failed\n{errors.decode(errors='replace')}")
        out.seek(0)
        return usage.ru_utime + usage.ru_stime, out.read()


class Bench:
    def __init__(self, options):
        build = os.path.join(ROOT, options.build)
        self.perdure = os.path.join(build, "perdure")
        self.helper = os.path.join(build, "bench", "embed_bench")
        self.meter = os.path.join(build, "bench", "process_cost")
        self.rounds = options.rounds
        self.text = options.k
        self.folder = os.path.join(build, "bench", "data")
        subprocess.run(["cmake", "--build", build, "--target", "embed_bench",
                        "process_cost"], check=True,
                       stdout=subprocess.DEVNULL)

    def measure(self, *arguments, helper=None):
        """The numbers that embed_bench or another helper prints."""
        done = subprocess.run([helper or self.helper, *map(str, arguments)], capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr.strip())
        return {name: float(value) for name, value in map(str.split, done.stdout.splitlines())}

    def medians(self, *several):
        """What embed_bench prints for each of several arguments, which take turns."""
        rounds = [[self.measure(*arguments) for arguments in several]
                  for _ in range(self.rounds * SHORT_ROUNDS)]
        return [{name: statistics.median(of[name] for of in runs) for name in runs[0]}
                for runs in zip(*rounds)]

    def cost(self, command, output):
        """CPU seconds and peak MiB of a command, what it printed."""
        found = self.measure(output, *command, helper=self.meter)
        with open(output, "rb") as file:
            return found["cpu_s"], found["peak_kib"] / 1024, file.read()

    def disk(self):
        """Steps and commits per second, and how many times faster the disk's best probe was than
        its worst."""
        steps, commits, probes = [], [], []
        for _ in range(self.rounds):
            shutil.rmtree(self.folder, ignore_errors=True)
            os.makedirs(self.folder)
            probe = os.path.join(self.folder, "probe")
            probes.append(self.measure("probe", probe, PROBE_COUNT)["syncs_per_s"])
            store = os.path.join(self.folder, "store.db")
            steps.append(self.measure("steps", store, STEP_COUNT)["steps_per_s"])
            raw = os.path.join(self.folder, "raw.db")
            commits.append(self.measure("commits", raw, STEP_COUNT)["commits_per_s"])
            probes.append(self.measure("probe", probe, PROBE_COUNT)["syncs_per_s"])
        shutil.rmtree(self.folder, ignore_errors=True)
        ratios = [a / b for a, b in zip(steps, commits)]
        return {"steps": statistics.median(steps), "commits": statistics.median(commits),
                "ratio": statistics.median(ratios), "probe": statistics.median(probes),
                "swing": max(probes) / min(probes)}


def table(bench):
    rows = []
    ours, theirs, fresh = bench.medians(("spawn", SPAWN_COUNT, bench.perdure, "exec", "-c", "1"),
                                        ("spawn", SPAWN_COUNT, PYTHON, "-c", "1"),
                                        ("fresh", FRESH_COUNT))
    ours, theirs = ours["spawn_ms"], theirs["spawn_ms"]
    rows.append(("start to end of `exec -c 1`", f"{ours:.2f} ms", f"{theirs:.2f} ms",
                 f"{theirs / ours:.1f} ×"))
    rows.append(("a fresh run of `1+1` in process, also with compiling it",
                 f"{fresh['fresh_us']:.2f} µs, {fresh['compiled_us']:.0f} µs", "", ""))
    rows.append(("its heap at its start", f"{fresh['heap_bytes']:.0f} bytes", "", ""))
    disk = bench.disk()
    rows.append(("durable steps of one run, against raw SQLite commits",
                 f"{disk['steps']:.0f} /s", f"{disk['commits']:.0f} /s", f"{disk['ratio']:.2f} ×"))
    lines = ["| what | perdure | CPython 3.11 or SQLite | ratio |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    lines.append("")
    lines.append(f"Medians of {bench.rounds} rounds or more in one run, both sides in turn, on "
                 f"{os.cpu_count()} cores. Ratios above 1 are in favour of Perdure. An "
                 f"`fdatasync` of one block ran at {disk['probe']:.0f} /s; the disk's probes "
                 f"differed by {disk['swing']:.1f} ×.")
    return "\n\n".join([of_programs(bench), "\n".join(lines), of_states(bench),
                        of_effects(bench)])


def microseconds(value):
    return f"{value:.2f} µs" if value < 10 else f"{value:.0f} µs" if value < 1e4 else \
        f"{value / 1e3:.0f} ms"


def of_states(bench):
    """What it takes to write, to load and to fork runs that wait."""
    orders = os.path.join(ROOT, "examples/orders/orders")
    states = [("state", os.path.join(ROOT, f"bench/states/{name}.py"), count)
              for _, name, count in STATES]
    titles = ["the orders example", *(title for title, *_ in STATES)]
    found = dict(zip(titles, bench.medians(
        ("waiting", orders + ".py", orders + ".csv", WAITING_COUNT), *states)))
    header = ("a run that waits", "snapshot", "loading it", "fork", "its heap", "its snapshot",
              "heap written, loaded")
    rows = []
    for title, of in found.items():
        heap = of["heap_bytes"]
        rows.append((title, *(microseconds(of[what + "_us"]) for what in
                              ("snapshot", "restore", "fork")),
                     f"{heap / 1e3:.1f} KB", f"{of['snapshot_bytes'] / 1e3:.1f} KB",
                     f"{heap / of['snapshot_us']:.0f}, {heap / of['restore_us']:.0f} MB/s"))
    stored = found["the orders example"]["stored_bytes"]
    return speed.markdown(header, rows) + f"\n\nA store keeps {stored:.0f} bytes of the orders " \
        "example's."


def of_programs(bench):
    return speed.table(bench.perdure, bench.cost, bench.rounds, bench.text)


def of_effects(bench):
    return effects.table(bench.perdure, lambda command: cpu_run(command)[0], bench.rounds)


def put_into_readme(text):
    path = os.path.join(ROOT, "README.md")
    with open(path, encoding="utf-8") as file:
        readme = file.read()
    before, rest = readme.split(MARKERS[0])
    after = rest.split(MARKERS[1])[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{MARKERS[0]}\n{text}\n{MARKERS[1]}{after}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("-k", metavar="TEXT", default="", help="programs whose name holds TEXT")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
    parser.add_argument("--only-programs", action="store_true", help="no other table")
    parser.add_argument("--only-effects", action="store_true", help="no other table")
    parser.add_argument("--only-states", action="store_true", help="no other table")
    parser.add_argument("--instructions", action="store_true", help="count, do not time")
    parser.add_argument("--all", action="store_true", help="print the counts, compare nothing")
    parser.add_argument("--write", action="store_true", help="keep the counts as the new ones")
    options = parser.parse_args()
    if options.instructions:
        return instructions.main(options.build, options.k, options.write, options.all)
    bench = Bench(options)
    text = (of_programs(bench) if options.only_programs else
            of_effects(bench) if options.only_effects else
            of_states(bench) if options.only_states else table(bench))
    print(text)
    if options.readme:
        put_into_readme(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
