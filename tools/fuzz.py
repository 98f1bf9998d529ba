#!/usr/bin/python3
"""Lets each libFuzzer target search for a while, starting from its saved inputs.

usage: tools/fuzz.py [--build build/fuzz] [--seconds 60] [-k TEXT] [--jobs N]
New inputs that reach new code stay in BUILD/found/NAME; an input that makes a target fail is
written to BUILD/crash/NAME-HASH and is to be copied to test/fuzz/corpus/NAME with the fix.
"""
import argparse
import concurrent.futures
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def fuzz(path, build, seconds):
    name = os.path.basename(path)
    saved = os.path.join(ROOT, "test/fuzz/corpus", name)
    found = os.path.join(build, "found", name)
    crash = os.path.join(build, "crash")
    for folder in (found, crash):
        os.makedirs(folder, exist_ok=True)
    command = [path, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048",
               "-max_len=65536", "-print_final_stats=1", f"-artifact_prefix={crash}/{name}-",
               found] + ([saved] if os.path.isdir(saved) else [])
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
    options = parser.parse_args()
    build = os.path.join(ROOT, options.build)
    folder = os.path.join(build, "fuzzers")
    targets = sorted(entry.path for entry in (os.scandir(folder) if os.path.isdir(folder) else [])
                     if os.access(entry.path, os.X_OK) and options.k in entry.name)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(fuzz, path, build, options.seconds) for path in targets]
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
