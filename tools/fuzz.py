#!/usr/bin/python3
"""Lets each libFuzzer target search for a while, starting from its saved inputs and from what is
made of the programs of the corpus: their texts, their code, snapshots of them.

usage: tools/fuzz.py [--build build/fuzz] [--seconds 60] [-k TEXT] [--jobs N] [--go-on]
All targets search at the same time, so long that each has so many seconds of one of N cores. New
inputs that reach new code stay in BUILD/found/NAME; an input that makes a target fail is written to
BUILD/crash/NAME-HASH and is to become a test with the fix. --go-on searches on after a failure, so
that one of them does not hide the others.
"""
import argparse
import concurrent.futures
import glob
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


# Targets whose saved inputs are programs that they explore by themselves: too slow to search from.
EXPLORING = ["program_fuzz", "snapshot_fuzz"]


def make_seeds(build):
    """Inputs made of real programs, as BUILD/seeds/TARGET/*."""
    seeds = os.path.join(build, "seeds")
    shutil.rmtree(seeds, ignore_errors=True)
    for name in EXPLORING + ["lang_fuzz"]:
        os.makedirs(os.path.join(seeds, name))
    programs = [path for folder in ("lang", "differ", "bug", "fuzz/corpus")
                for path in glob.glob(f"{ROOT}/test/{folder}/**/*.py", recursive=True)]
    subprocess.run([os.path.join(build, "test/fuzz/fuzz_seeds"), seeds] + programs, check=True)
    for number, path in enumerate(programs):
        shutil.copyfile(path, os.path.join(seeds, "lang_fuzz", str(number)))
    code = os.path.join(seeds, "code_fuzz")
    os.symlink(os.path.join(seeds, "program_fuzz"), code)
    return seeds


def fuzz(path, build, seeds, options):
    """`options.share` targets search on each core."""
    name = os.path.basename(path)
    found = os.path.join(build, "found", name)
    crash = os.path.join(build, "crash")
    for folder in (found, crash):
        os.makedirs(folder, exist_ok=True)
    given = [os.path.join(seeds, name)]
    if name not in EXPLORING:
        given.append(os.path.join(ROOT, "test/fuzz/corpus", name))
    command = [path, f"-max_total_time={round(options.seconds * options.share)}",
               f"-timeout={round(10 * options.share)}", "-rss_limit_mb=2048", "-max_len=65536",
               "-print_final_stats=1", f"-artifact_prefix={crash}/{name}-", found]
    command += [folder for folder in given if os.path.isdir(folder)]
    if options.go_on:
        command[1:1] = ["-fork=1", "-ignore_crashes=1", "-ignore_timeouts=1", "-ignore_ooms=1"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace")
    stats = dict(line[len("stat::"):].split(":", 1) for line in done.stderr.split("\n")
                 if line.startswith("stat::") and ":" in line[len("stat::"):])
    return name, done.returncode, stats.get("number_of_executed_units", "?").strip(), done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default="build/fuzz")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("-k", metavar="TEXT", default="", help="only targets whose name holds TEXT")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--go-on", action="store_true", help="do not stop at the first failure")
    options = parser.parse_args()
    build = os.path.join(ROOT, options.build)
    folder = os.path.join(build, "fuzzers")
    targets = sorted(entry.path for entry in (os.scandir(folder) if os.path.isdir(folder) else [])
                     if os.access(entry.path, os.X_OK) and options.k in entry.name)
    failed = 0
    seeds = make_seeds(build) if targets else None
    options.share = max(1, len(targets) / options.jobs)
    with concurrent.futures.ThreadPoolExecutor(len(targets) or 1) as pool:
        jobs = [pool.submit(fuzz, path, build, seeds, options) for path in targets]
        for job in jobs:
            name, status, count, output = job.result()
            print(f"{name:20} {count:>10} inputs  {'clean' if status == 0 else 'FAILED'}")
            if status != 0:
                failed += 1
                print("\n".join(output.split("\n")[-60:]))
    print(f"{len(targets) - failed} passed, {failed} failed")
    return 1 if failed or not targets else 0


if __name__ == "__main__":
    sys.exit(main())
