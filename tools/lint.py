#!/usr/bin/python3
"""Every static check of the tree, in parallel: `make lint`.

usage: tools/lint.py [--fix] [--jobs N] [STEP...]
steps: tidy format headers cppcheck clang clang-tidy analyze        (--fix only lays sources out)
clang-tidy looks again only at files whose text, headers, flags or rules changed; its memory is
build/lint. The compilers remember through Ninja and ccache. No output means no finding.
"""
import argparse
import concurrent.futures
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CACHE = os.path.join(ROOT, "build", "lint")
FOLDERS = ["src", "include", "test", "bench", "examples"]
CPPCHECK = ["--std=c11", "--enable=warning,performance,portability", "--inline-suppr", "--quiet",
            "--error-exitcode=1", "--template={file}:{line}: {id}: {message}", "-Isrc", "-Iinclude",
            "-DPD_TORTURE=0", "-D__GNUC__=12", "-D__x86_64__=1", "-D__CHAR_BIT__=8",
            # It gives up on _Generic (heap.h, PD_AS) in files that have nothing else after it.
            "--suppress=internalAstError",
            # Both compilers and the analyzer see these too, and know that a call may write.
            # cppcheck 2.10 does not read hexadecimal floats; emit_try.c keeps labels on its stack.
            "--suppress=incorrectLogicOperator:src/heap/*",
            "--suppress=autoVariables:src/lang/emit/emit_try.c",
            "--suppress=uninitvar", "--suppress=uninitStructMember",
            "--suppress=missingIncludeSystem", "--suppress=unmatchedSuppression",
            "--suppress=preprocessorErrorDirective", "--suppress=normalCheckLevelMaxBranches"]
NOT_FOR_CPPCHECK = ["src/vm/loop.c"]  # it cannot read labels as values
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.M)


def run(command):
    """The output of a command when it failed, else an empty text."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace",
                          stdin=subprocess.DEVNULL)
    return "" if done.returncode == 0 else done.stdout + done.stderr or "failed silently"


def c_files(suffixes=(".c", ".h")):
    found = []
    for folder in FOLDERS:
        for suffix in suffixes:
            found += glob.glob(os.path.join(ROOT, folder, "**", "*" + suffix), recursive=True)
    return sorted(os.path.relpath(path, ROOT) for path in found)


def step_tidy():
    done = subprocess.run(["tools/tidy.py", "--table"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0:
        print(done.stdout, end="", flush=True)
        return ""
    return done.stdout + done.stderr


def step_format():
    files = c_files()
    output = run(["clang-format", "--dry-run", "-Werror"] + files) if files else ""
    wrong = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", output, re.M)))
    return "run `make fmt`: " + " ".join(wrong) if wrong else output


def step_headers():
    """The installed header alone, as pedantic C11 and as C++."""
    header = "include/perdure.h"
    if not os.path.exists(os.path.join(ROOT, header)):
        return ""
    flags = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
    return (run(["gcc", "-std=c11", "-x", "c"] + flags + [header])
            + run(["g++", "-std=c++11", "-x", "c++"] + flags + [header]))


def step_cppcheck():
    folder = os.path.join(CACHE, "cppcheck")
    os.makedirs(folder, exist_ok=True)
    files = [path for path in c_files((".c",))
             if path.startswith("src/") and path not in NOT_FOR_CPPCHECK]
    if not files:
        return ""
    return run(["cppcheck", "--cppcheck-build-dir=" + folder] + CPPCHECK + files)


def build(preset, target=None):
    if not os.path.exists(os.path.join(ROOT, "build", preset, "build.ninja")):
        failure = run(["cmake", "--preset", preset])
        if failure:
            return failure
    command = ["cmake", "--build", f"build/{preset}", "-j1"]
    return run(command + (["--target", target] if target else []))


def step_clang():
    """The second compiler, with its own warnings as errors."""
    return build("clang-dev")


def step_analyze():
    return build("analyze", "pure")


class Closure:
    """The hash of a source with every header of the tree that it can reach."""

    def __init__(self):
        self.texts = {}

    def text(self, path):
        if path not in self.texts:
            try:
                with open(path, "rb") as file:
                    self.texts[path] = file.read()
            except OSError:
                self.texts[path] = None
        return self.texts[path]

    def hash(self, path, folders, salt):
        digest = hashlib.sha256(salt)
        seen = set()
        work = [path]
        while work:
            path = work.pop()
            if path in seen:
                continue
            seen.add(path)
            text = self.text(path)
            if text is None:
                continue
            digest.update(path.encode() + b"\0" + hashlib.sha256(text).digest())
            for name in INCLUDE.findall(text.decode("utf-8", "replace")):
                for folder in [os.path.dirname(path)] + folders:
                    candidate = os.path.normpath(os.path.join(folder, name))
                    if self.text(candidate) is not None:
                        work.append(candidate)
                        break
        return digest.hexdigest()


def tidy_jobs():
    """The sources clang-tidy has not seen in this form, as (path, mark of a clean result)."""
    with open(os.path.join(ROOT, "build/clang-dev/compile_commands.json"), encoding="utf-8") as f:
        commands = json.load(f)
    with open(os.path.join(ROOT, ".clang-tidy"), "rb") as file:
        rules = file.read()
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    closure = Closure()
    marks = os.path.join(CACHE, "clang-tidy")
    os.makedirs(marks, exist_ok=True)
    for entry in commands:
        path = entry["file"]
        if not path.startswith(os.path.join(ROOT, "src") + "/"):
            continue
        folders = re.findall(r"-I(\S+)", entry["command"])
        salt = version + rules + entry["command"].encode()
        mark = os.path.join(marks, closure.hash(path, folders, salt)[:32])
        if not os.path.exists(mark):
            yield path, mark


def clang_tidy_one(path, mark):
    failure = run(["clang-tidy", "--quiet", "-p", "build/clang-dev", path])
    if not failure:
        with open(mark, "w", encoding="ascii"):
            pass
        return ""
    return "\n".join(line for line in failure.split("\n") if "warnings generated" not in line)


def clang_tidy(pool):
    """Needs the compile commands of the clang build."""
    if not os.path.exists(os.path.join(ROOT, "build/clang-dev/compile_commands.json")):
        return [pool.submit(run, ["cmake", "--preset", "clang-dev"])]
    return [pool.submit(clang_tidy_one, path, mark) for path, mark in tidy_jobs()]


STEPS = {"tidy": step_tidy, "format": step_format, "headers": step_headers,
         "cppcheck": step_cppcheck, "clang": step_clang, "analyze": step_analyze}


def timed(step):
    started = time.monotonic()
    return step(), time.monotonic() - started


def check(names, jobs):
    os.makedirs(CACHE, exist_ok=True)
    failed = []
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        # The longest first, so that both cores stay busy to the end.
        order = [name for name in ("clang", "analyze", "cppcheck", "tidy", "format", "headers")
                 if name in names]
        futures = {name: pool.submit(timed, STEPS[name]) for name in order}
        for name in order:
            failure, seconds = futures[name].result()
            print(f"{name:10} {seconds:6.1f} s  {'FAILED' if failure else 'clean'}", flush=True)
            if failure:
                failed.append(name)
                print(failure.rstrip(), flush=True)
            if name == "clang" and "clang-tidy" in names and not failure:
                jobs_started = time.monotonic()
                pending = clang_tidy(pool)
        if "clang-tidy" in names:
            if "clang" not in names:
                jobs_started = time.monotonic()
                pending = clang_tidy(pool)
            elif "clang" in failed:
                pending = []
            findings = [text for text in (future.result() for future in pending) if text]
            print(f"clang-tidy {time.monotonic() - jobs_started if pending else 0:6.1f} s  "
                  f"{'FAILED' if findings else 'clean'} ({len(pending)} files looked at)")
            if findings:
                failed.append("clang-tidy")
                print("\n".join(findings))
    print(f"lint: {'FAILED: ' + ' '.join(failed) if failed else 'clean'} "
          f"in {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--fix", action="store_true", help="lay the sources out, check nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("steps", nargs="*", metavar="STEP")
    options = parser.parse_args()
    if options.fix:
        files = c_files()
        failure = run(["clang-format", "-i"] + files) if files else ""
        print(failure, end="")
        return 1 if failure else 0
    names = options.steps or list(STEPS) + ["clang-tidy"]
    for name in names:
        if name not in STEPS and name != "clang-tidy":
            parser.error(f"unknown step {name}")
    return check(names, options.jobs)


if __name__ == "__main__":
    sys.exit(main())
