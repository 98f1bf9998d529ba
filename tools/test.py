#!/usr/bin/python3
"""Runs the tests: the corpus of programs in every mode, the C tests, the shell tests.

usage: tools/test.py [--build DIR] [-k TEXT]
                     [--mode plain,oracle,effects,laws,scaling,gc,resume,replay,oom,io,cross]
                     [--list] [--jobs N] [-x] [--timeout S] [--other DIR]
                     [--resume-stride N] [--long-from N] [--law-cases N] [--law-seed N]
What a program under test may say about itself in comments is written in docs/TESTING.md.
Each test is a process of its own with a timeout and a memory limit. The last line of the output
is `N passed, N failed`; the exit status is 1 when anything failed.
"""
import argparse
import collections
import concurrent.futures
import difflib
import hashlib
import json
import os
import re
import resource
import select
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORACLE = "/usr/bin/python3"
ORACLE_VERSION = "3.11"
CPYTHON_LIBRARY = "/usr/lib/python3.11"
MODES = ["plain", "oracle", "effects", "laws", "scaling", "gc", "resume", "replay", "oom", "io",
         "cross"]
LAWS = "test/laws"
SCALING = "test/scaling"
CORPUS = ["test/lang", "test/differ", "test/bug"]
SHELL_TESTS = ["test/cli", "test/bug"]
KNOWN_FAILURES = "test/known-failures.txt"

MEMORY_BYTES = 2 << 30
MEMORY_CHECK_SECONDS = 0.2
OUTPUT_BYTES = 64 << 20
SHOWN_LINES = 60
SLOW_SECONDS = 5.0
# Shares that run at once; in mode laws, from how many cases on everything is tried for long.
LAW_PARTS = 3
SCALING_PARTS = 2
LONG_LAW_CASES = 200
# Mode cross compares snapshots after so many instructions.
CROSS_EVERY = 499
# A folder in memory: what mode io does to a store would wear out a disk.
MEMORY_FOLDER = "/dev/shm"

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "ASAN_OPTIONS": "abort_on_error=1:detect_leaks=1:allocator_may_return_null=1",
    "LSAN_OPTIONS": f"print_suppressions=0:suppressions={ROOT}/tools/leaks.supp",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:abort_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:abort_on_error=1",
}


class Result:
    """What a process left behind."""

    def __init__(self, status, out, err, report="", seconds=0.0):
        self.status = status  # exit status, negative for a signal, None for a timeout
        self.out = out
        self.err = err
        self.report = report
        self.seconds = seconds

    def describe(self):
        if self.status is None:
            return "killed: out of time or memory"
        if self.status < 0:
            return f"killed by {signal.Signals(-self.status).name}"
        return f"exit status {self.status}"

    def crashed(self):
        return self.status is None or self.status < 0 or self.status > 128

    def fields(self):
        """The numbers of a report file: `name value` lines."""
        return dict(line.split(None, 1) for line in self.report.splitlines() if " " in line)


def read_all(descriptor):
    size = os.fstat(descriptor).st_size
    data = os.pread(descriptor, size, 0) if size else b""
    return data.decode("utf-8", "surrogateescape")


def run(command, stdin="", timeout=10.0, cwd=ROOT, report_option=None, environment=None):
    """Runs a command to its end. Its output goes to memory files, so nothing can block on it.

    With report_option the command gets that option with a path to write a report to.
    """
    started = time.monotonic()
    out = os.memfd_create("out")
    err = os.memfd_create("err")
    report = os.memfd_create("report", 0) if report_option else -1
    source = os.open("/dev/null", os.O_RDONLY)
    if stdin:
        os.close(source)
        source = os.memfd_create("in")
        os.write(source, stdin.encode("utf-8", "surrogateescape"))
        os.lseek(source, 0, os.SEEK_SET)
    try:
        command = list(command)
        if report_option:
            position, option = report_option
            command.insert(position, f"{option}=/dev/fd/{report}")
        process = subprocess.Popen(
            command, stdin=source, stdout=out, stderr=err, cwd=cwd,
            env=environment or ENVIRONMENT, pass_fds=(report,) if report_option else (),
            start_new_session=True)
        ended = wait(process, timeout)
        status = process.returncode if ended else None
        return Result(status, read_all(out), read_all(err),
                      read_all(report) if report_option else "", time.monotonic() - started)
    finally:
        for descriptor in (out, err, source, report):
            if descriptor >= 0:
                os.close(descriptor)


def resident_bytes(pid):
    """What a process holds in memory. A limit on its address space would not do: heaps and
    sanitizers reserve ranges far larger than what they use."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def wait(process, timeout):
    """True when the process ended by itself; else its whole group is killed."""
    watch = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(watch, select.POLLIN)
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            if poll.poll(min(left, MEMORY_CHECK_SECONDS) * 1000):
                process.wait()
                return True
            if resident_bytes(process.pid) > MEMORY_BYTES:
                break
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    finally:
        os.close(watch)


# -- the corpus -----------------------------------------------------------------------------------

class Program:
    """A test program and what its comments ask for."""

    KEYS = ("expect", "expect-error", "expect-exit", "args", "stdin", "options", "resume-every",
            "timeout", "may-drop")

    def __init__(self, path):
        self.path = path
        with open(os.path.join(ROOT, path), "rb") as file:
            self.bytes = file.read()
        text = self.bytes.decode("utf-8", "surrogateescape")
        values = {key: [] for key in self.KEYS}
        for match in re.finditer(r"^# ?([a-z-]+):(?: (.*))?$", text, re.M):
            if match.group(1) in values:
                values[match.group(1)].append(match.group(2) or "")
        self.perdure_only = re.search(r"^# ?perdure-only\b", text, re.M) is not None
        self.expected = "".join(line + "\n" for line in values["expect"])
        self.is_written = bool(values["expect"])
        self.expected_errors = values["expect-error"]
        failing = 1 if self.expected_errors else 0
        self.expected_status = int(values["expect-exit"][0]) if values["expect-exit"] else failing
        self.arguments = shlex.split(" ".join(values["args"]))
        self.options = shlex.split(" ".join(values["options"]))
        self.stdin = "".join(line + "\n" for line in values["stdin"])
        self.resume_every = int(values["resume-every"][0]) if values["resume-every"] else 1
        self.may_drop_memory_error = "MemoryError" in values["may-drop"]
        self.seconds = float(values["timeout"][0]) if values["timeout"] else None

    def check_written(self, result):
        """The differences between a result and what the program's comments say."""
        problems = []
        if result.status != self.expected_status:
            problems.append(f"{result.describe()}, expected {self.expected_status}")
        if (self.is_written or self.perdure_only) and result.out != self.expected:
            problems.append(diff("expected", self.expected, "stdout", result.out))
        for text in self.expected_errors:
            if text not in result.err:
                problems.append(f"stderr lacks: {text}")
        if not self.expected_errors and self.expected_status == 0 and result.err:
            problems.append("unexpected stderr")
        if problems and result.err:
            problems.append(clip("stderr:\n" + result.err))
        return problems


def clip(text):
    lines = text.split("\n")
    if len(lines) > SHOWN_LINES:
        lines = lines[:SHOWN_LINES] + [f"... {len(lines) - SHOWN_LINES} more lines"]
    return "\n".join(line[:400] for line in lines)


def diff(left_name, left, right_name, right):
    lines = difflib.unified_diff(left[:200000].splitlines(), right[:200000].splitlines(),
                                 left_name, right_name, lineterm="", n=2)
    text = "\n".join(lines)
    return clip(text if text else f"{right_name} differs from {left_name} in its line ends")


def normal(text):
    """Both interpreters print absolute paths; a cached result must not hold them."""
    return text.replace(ROOT + "/", "")


class Oracle:
    """What CPython does with a program, remembered by the hash of all it can depend on."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        version = subprocess.run([ORACLE, "-VV"], capture_output=True, text=True, check=True)
        self.version = version.stdout
        if f"Python {ORACLE_VERSION}." not in self.version:
            sys.exit(f"{ORACLE} is {self.version.strip()}; the corpus is compared with "
                     f"{ORACLE_VERSION} (Debian 12)")
        self.imports = {}

    def imported(self, folder):
        """The modules a program of this folder may import: packages, and files named _*.py."""
        if folder not in self.imports:
            digest = hashlib.sha256()
            for top, names, files in os.walk(os.path.join(ROOT, folder)):
                names[:] = sorted(name for name in names if name != "__pycache__")
                for name in sorted(files):
                    if (top != os.path.join(ROOT, folder) or name.startswith("_")
                            or "main.py" in files):
                        with open(os.path.join(top, name), "rb") as file:
                            digest.update(name.encode() + b"\0" + file.read())
            self.imports[folder] = digest.hexdigest()
        return self.imports[folder]

    def result(self, program):
        key = hashlib.sha256("\0".join([
            self.version, program.path, self.imported(os.path.dirname(program.path)),
            repr(program.arguments), program.stdin]).encode("utf-8", "surrogateescape"))
        key.update(program.bytes)
        path = os.path.join(self.folder, key.hexdigest()[:32])
        try:
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                return Result(*json.load(file))
        except (OSError, ValueError):
            pass
        result = run([ORACLE, "-B", "-s", program.path] + program.arguments, program.stdin, 60.0)
        result.out = normal(result.out)
        result.err = normal(result.err)
        if result.status is not None:
            fd, temporary = tempfile.mkstemp(dir=self.folder)
            with open(fd, "w", encoding="utf-8", errors="surrogateescape") as file:
                json.dump([result.status, result.out, result.err], file)
            os.rename(temporary, path)
        return result


class Corpus:
    """How one program is run in each mode. A check returns the list of problems it found."""

    def __init__(self, options):
        self.perdure = os.path.join(ROOT, options.build, "perdure")
        self.other = os.path.join(ROOT, options.other, "perdure") if options.other else None
        self.faulty = os.path.join(ROOT, options.build, "test/fault/perdure_fault")
        self.memory = MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK) else None
        self.timeout = options.timeout
        self.resume_stride = options.resume_stride
        self.long_from = options.long_from
        self.fault_share = options.fault_share
        self.oracle = Oracle(os.path.join(ROOT, "build", "oracle"))

    def execute(self, program, *test_options, report=False, perdure=None, patience=1.0):
        command = [perdure or self.perdure, "exec", *test_options, *program.options, program.path,
                   *program.arguments]
        limit = (program.seconds or self.timeout) * patience
        result = run(command, program.stdin, limit,
                     report_option=(2, "--test-state-hash") if report else None)
        result.out = normal(result.out)
        result.err = normal(result.err)
        return result

    def judge(self, program, result):
        """Against what is written, or against CPython when the program must agree with it."""
        if program.perdure_only:
            return program.check_written(result)
        oracle = self.oracle.result(program)
        problems = []
        if result.status != oracle.status:
            problems.append(f"{result.describe()}, CPython: {oracle.describe()}")
        if result.out != oracle.out:
            problems.append(diff("CPython stdout", oracle.out, "stdout", result.out))
        if result.err != oracle.err:
            problems.append(diff("CPython stderr", oracle.err, "stderr", result.err))
        return problems

    def same_end(self, left_name, left, right_name, right, keys=("hash", "fuel")):
        problems = []
        left_fields, right_fields = left.fields(), right.fields()
        for key in keys:
            if key not in left_fields:
                problems.append(f"{left_name} reported no {key}")
            elif left_fields[key] != right_fields.get(key):
                problems.append(f"{key}: {left_name} {left_fields[key]}, "
                                f"{right_name} {right_fields.get(key)}")
        return problems

    def plain(self, program):
        return self.judge(program, self.execute(program))

    def oracle_mode(self, program):
        return program.check_written(self.oracle.result(program))

    def stressed(self, program, option, patience):
        """The same result, state and fuel with a test option as without it."""
        plain = self.execute(program, report=True)
        result = self.execute(program, option, report=True, patience=patience)
        problems = self.judge(program, result)
        if not result.crashed() and not plain.crashed():
            problems += self.same_end("plain", plain, option, result)
        return problems

    def effects(self, program):
        return self.judge(program, self.execute(program, "--test-resume=effect"))

    def gc(self, program):
        every = max(program.resume_every, self.resume_stride)
        return self.stressed(program, f"--test-gc={every}", 10)

    def resume(self, program):
        every = max(program.resume_every, self.resume_stride)
        return self.stressed(program, f"--test-resume={every}", 30)

    def replay(self, program):
        return self.stressed(program, "--test-replay", 10)

    def sweep(self, program, *command):
        """Each call that may fail does, one in each of many executions (test/fault)."""
        result = run([self.faulty, *command, *program.options, program.path,
                      *program.arguments], program.stdin, self.timeout * 60)
        if result.status != 0 or not re.search(r"^[1-9]\d* positions, 0 problems$", result.out,
                                               re.M):
            return [result.describe(), clip(result.out + result.err)]
        return []

    def oom(self, program):
        kind = "oom-dropped" if program.may_drop_memory_error else "oom"
        return self.sweep(program, kind, "exec", "--test-state-hash=/dev/null")

    def io(self, program):
        with tempfile.TemporaryDirectory(prefix="perdure-io-", dir=self.memory) as folder:
            return self.sweep(program, "io", folder, "run", "--seed=1")

    def cross(self, program):
        """Two compilers, one state, also after each effect and many instructions."""
        if self.other is None:
            return ["mode cross needs --other DIR"]
        problems = []
        every = max(program.resume_every, CROSS_EVERY)
        for option in ("--test-resume=effect", f"--test-resume={every}"):
            ours = self.execute(program, option, report=True)
            other = self.execute(program, option, report=True, perdure=self.other, patience=5)
            problems += self.same_end("this build", ours, "the other", other,
                                      ("hash", "fuel", "snapshots"))
            if (ours.out, ours.err, ours.status) != (other.out, other.err, other.status):
                problems.append(diff("this build", ours.out + ours.err, "the other",
                                     other.out + other.err))
        return problems

    def check(self, program, mode):
        return getattr(self, "oracle_mode" if mode == "oracle" else mode)(program)

    def applies(self, program, mode):
        if mode in ("gc", "resume") and program.resume_every >= self.long_from:
            return False
        if mode in ("oom", "io"):  # a share that names decide, so that every area is there
            return zlib.crc32(program.path.encode()) % self.fault_share == 0
        if mode in ("laws", "scaling"):  # they have programs of their own
            return False
        if mode == "oracle":
            written = program.is_written or program.expected_errors or program.expected_status
            return not program.perdure_only and bool(written)
        return True


def find_programs():
    """Each test/lang/AREA/NAME.py, and AREA/NAME/main.py with the modules beside it; other packages
    and files named _*.py are what programs import."""
    found = []
    for top in CORPUS:
        base = os.path.join(ROOT, top)
        folders = [base] if os.path.isdir(base) else []
        folders += [entry.path for entry in (os.scandir(base) if folders else [])
                    if entry.is_dir() and entry.name != "__pycache__"]
        for folder in folders:
            found += [os.path.relpath(entry.path, ROOT) for entry in os.scandir(folder)
                      if entry.name.endswith(".py") and not entry.name.startswith("_")]
            found += [os.path.relpath(os.path.join(entry.path, "main.py"), ROOT)
                      for entry in os.scandir(folder) if folder != base and entry.is_dir()
                      and os.path.exists(os.path.join(entry.path, "main.py"))]
    return sorted(found)


# -- the tests ------------------------------------------------------------------------------------

class Outcome:
    def __init__(self, mode, name, problems, passed_count=1, failed_count=0, seconds=0.0):
        self.mode = mode
        self.name = name
        self.problems = problems
        self.passed_count = 0 if problems and not failed_count else passed_count
        self.failed_count = failed_count or (1 if problems else 0)
        self.seconds = seconds


def run_program(corpus, path, mode):
    started = time.monotonic()
    problems = [problem for problem in corpus.check(Program(path), mode) if problem]
    return Outcome(mode, path, problems, seconds=time.monotonic() - started)


def run_unit(path, timeout):
    """A cmocka executable; each of its cases counts."""
    environment = dict(ENVIRONMENT, CMOCKA_MESSAGE_OUTPUT="STDOUT")
    result = run([path], timeout=timeout * 12, environment=environment)
    output = result.out + result.err
    passed = sum(map(int, re.findall(r"^\[  PASSED  \] (\d+) test", output, re.M)))
    failed = sum(map(int, re.findall(r"^\[  FAILED  \] (\d+) test", output, re.M)))
    problems = []
    if result.status != 0:
        problems = [result.describe(), clip(failures_of(output))]
        failed = max(failed, 1)
    elif passed == 0:
        problems = ["ran no test"]
    return Outcome("unit", os.path.relpath(path, ROOT), problems, passed, failed, result.seconds)


def failures_of(text):
    """The lines of cmocka's output that are not about a case that passed."""
    return "\n".join(line for line in text.split("\n")
                     if not re.match(r"\[ (RUN  |      OK|=====)", line)) + "\n"


def run_saved_inputs(path, timeout):
    """A fuzz target over the inputs that were kept for it."""
    name = os.path.basename(path)
    folder = os.path.join(ROOT, "test/fuzz/corpus", name)
    inputs = sorted(entry.path for entry in os.scandir(folder)) if os.path.isdir(folder) else []
    if not inputs:
        return Outcome("fuzz", name, [f"test/fuzz/corpus/{name} holds no input"])
    result = run([path] + inputs, timeout=timeout * 6)
    problems = [result.describe(), clip(result.err)] if result.status != 0 else []
    return Outcome("fuzz", name, problems, seconds=result.seconds)


def run_shell(path, perdure, timeout):
    """A shell test: exit status 0 is success. It runs in an empty folder of its own."""
    with tempfile.TemporaryDirectory(prefix="perdure-test-") as folder:
        environment = dict(ENVIRONMENT, PERDURE=perdure, ROOT=ROOT, HOME=folder, TMPDIR=folder,
                           PERDURE_BUILD=os.path.dirname(perdure))
        result = run(["/bin/sh", "-eu", os.path.join(ROOT, path)], timeout=timeout * 6,
                     cwd=folder, environment=environment)
    problems = []
    if result.status != 0:
        problems = [result.describe(), clip(result.out + result.err)]
    return Outcome("cli", path, problems, seconds=result.seconds)


def counted(kind, name, result):
    """The outcome of a command that ends with how much of what it tested passed."""
    counts = re.search(r"^(\d+) passed, (\d+) failed$", result.out, re.M)
    passed, failed = map(int, counts.groups()) if counts else (0, 1)
    problems = []
    if result.status != 0 or failed or not passed:
        problems = [result.describe(), clip(result.out + result.err)]
    return Outcome(kind, name, problems, passed, failed, result.seconds)


def run_oracle(script, build, subject, name, timeout):
    """A differential test of the compiler against CPython; each thing compared counts."""
    result = run([ORACLE, "-B", os.path.join(ROOT, "test/unit", script),
                  os.path.join(build, "oracles/lang_ast_dump"), subject], timeout=timeout * 12)
    return counted("syntax", name, result)


def run_tool(path, timeout):
    """A test of a tool, written in Python."""
    result = run([ORACLE, "-B", path], timeout=timeout * 6)
    problems = [result.describe(), clip(result.err)] if result.status != 0 else []
    return Outcome("tool", path, problems, seconds=result.seconds)


def run_laws(perdure, options, part, parts):
    """A share of the laws, on random programs."""
    cases, seed = options.law_cases, options.law_seed
    long = cases >= LONG_LAW_CASES
    name = f"{LAWS} --seed {seed} --count {cases} --part {part}/{parts}"
    command = [ORACLE, "-B", os.path.join(ROOT, LAWS, "laws.py"), "--perdure", perdure,
               "--seed", str(seed), "--count", str(cases), "--part", f"{part}/{parts}",
               "--whole", "8" if long else "1", "--stride", "1" if long else "11",
               "--scale", "1000000" if long else "20000"]
    result = run(command, timeout=options.timeout * (60 if long else 6))
    return counted("laws", name, result)


def run_law_proof(perdure, options):
    """Whether broken laws are seen."""
    name = LAWS + "/self_test.py"
    result = run([ORACLE, "-B", os.path.join(ROOT, name), perdure], timeout=options.timeout * 6)
    problems = [result.describe(), clip(result.out + result.err)] if result.status != 0 else []
    return Outcome("laws", name, problems, seconds=result.seconds)


def plan_laws(perdure, options):
    tests = [("laws", LAWS + "/self_test.py", lambda: run_law_proof(perdure, options))]
    for part in range(1, LAW_PARTS + 1):
        tests.append(("laws", f"{LAWS} part {part}",
                      lambda part=part: run_laws(perdure, options, part, LAW_PARTS)))
    return tests


def run_scaling(perdure, options, part):
    """A share of the operations, whether each grows with its size as CPython's does."""
    name = f"{SCALING} --part {part}/{SCALING_PARTS}"
    result = run([ORACLE, "-B", os.path.join(ROOT, SCALING, "scaling.py"), "--part",
                  f"{part}/{SCALING_PARTS}", "--", perdure, "exec"], timeout=options.timeout * 12)
    return counted("scaling", name, result)


def plan_scaling(perdure, options):
    return [("scaling", f"{SCALING} part {part}",
             lambda part=part: run_scaling(perdure, options, part))
            for part in range(1, SCALING_PARTS + 1)]


def executables(folder):
    if not os.path.isdir(folder):
        return []
    return sorted(entry.path for entry in os.scandir(folder)
                  if entry.is_file() and os.access(entry.path, os.X_OK))


def shell_tests():
    return sorted(os.path.join(top, name) for top in SHELL_TESTS
                  if os.path.isdir(os.path.join(ROOT, top))
                  for name in os.listdir(os.path.join(ROOT, top)) if name.endswith(".sh"))


def plan(options):
    """All tests asked for, as (mode, name, call)."""
    build = os.path.join(ROOT, options.build)
    tests = []
    for path in executables(os.path.join(build, "unit")):
        name = os.path.relpath(path, ROOT)
        tests.append(("unit", name, lambda path=path: run_unit(path, options.timeout)))
    for path in executables(os.path.join(build, "fuzzers")):
        name = os.path.basename(path)
        tests.append(("fuzz", name, lambda path=path: run_saved_inputs(path, options.timeout)))
    if "plain" in options.modes:
        for name in ("tools/tidy_test.py",):
            tests.append(("tool", name, lambda name=name: run_tool(name, options.timeout)))
    if "plain" in options.modes and os.path.exists(os.path.join(build, "oracles")):
        folder = os.path.join(ROOT, "test/syntax")
        subjects = sorted(entry.path for entry in os.scandir(folder)
                          if entry.name.endswith(".txt"))
        for script, path in [("syntax_oracle.py", path) for path in subjects] + [
                ("ast_oracle.py", CPYTHON_LIBRARY)]:
            name = os.path.relpath(path, ROOT) if path in subjects else path
            tests.append(("syntax", name, lambda script=script, path=path, name=name:
                          run_oracle(script, build, path, name, options.timeout)))
    perdure = os.path.join(build, "perdure")
    if os.path.exists(perdure):
        for path in shell_tests():
            tests.append(("cli", path,
                          lambda path=path: run_shell(path, perdure, options.timeout)))
        if "laws" in options.modes:
            tests += plan_laws(perdure, options)
        if "scaling" in options.modes:
            tests += plan_scaling(perdure, options)
        corpus = Corpus(options)
        for path in find_programs():
            program = Program(path)
            for mode in options.modes:
                if not corpus.applies(program, mode):
                    continue
                tests.append((mode, path, lambda path=path, mode=mode:
                              run_program(corpus, path, mode)))
    elif os.path.exists(os.path.join(ROOT, "src/cli/CMakeLists.txt")):
        tests.append(("cli", perdure, lambda: Outcome("cli", perdure, ["was not built"])))
    if options.k:
        tests = [test for test in tests if options.k in f"{test[0]} {test[1]}"]
    return tests


def read_known(options, tests):
    """The checked-in failures that this run will meet, as {(mode, name): reason}."""
    known = {}
    path = os.path.join(ROOT, KNOWN_FAILURES)
    if not os.path.exists(path):
        return known
    names = {(mode, name) for mode, name, _ in tests}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            words = line.split("#", 1)[0].split(None, 2)
            if not words:
                continue
            if len(words) < 3:
                sys.exit(f"{KNOWN_FAILURES}:{number}: write: mode path reason")
            others = ["unit", "fuzz", "cli", "tool", "syntax"]
            if words[0] in options.modes + others and not options.k:
                if (words[0], words[1]) not in names and os.path.exists(
                        os.path.join(ROOT, options.build, "perdure")):
                    sys.exit(f"{KNOWN_FAILURES}:{number}: no such test: {words[0]} {words[1]}")
            known[words[0], words[1]] = words[2].strip()
    return known


class Report:
    """Counts outcomes and prints those that matter, as they come."""

    def __init__(self, known, total):
        self.known = known
        self.total = total
        self.passed = 0
        self.failed = 0
        self.known_count = 0
        self.done = 0
        self.slow = []
        self.spent = collections.Counter()
        self.live = sys.stdout.isatty()

    def add(self, outcome):
        self.done += 1
        self.spent[outcome.mode] += outcome.seconds
        if outcome.seconds > SLOW_SECONDS:
            self.slow.append((outcome.seconds, outcome.mode, outcome.name))
        if (outcome.mode, outcome.name) in self.known:
            if outcome.problems:
                self.known_count += 1
                return
            outcome.problems = [f"passes now: remove it from {KNOWN_FAILURES}"]
            outcome.failed_count = 1
            outcome.passed_count = 0
        self.passed += outcome.passed_count
        self.failed += outcome.failed_count
        if outcome.problems:
            self.line("")
            print(f"FAIL {outcome.mode} {outcome.name}")
            for problem in outcome.problems:
                print("    " + problem.rstrip("\n").replace("\n", "\n    "))
            sys.stdout.flush()
        self.line(f"{self.done}/{self.total}")

    def line(self, text):
        if self.live:
            print(f"\r\033[K{text}", end="", flush=True)

    def end(self, seconds):
        self.line("")
        for slow_seconds, mode, name in sorted(self.slow, reverse=True)[:10]:
            print(f"slow: {slow_seconds:5.1f} s {mode} {name}")
        spent = ", ".join(f"{mode} {spent:.0f} s" for mode, spent in self.spent.most_common())
        if self.known_count:
            print(f"{self.known_count} known failures ({KNOWN_FAILURES})")
        print(f"{seconds:.1f} s: {spent}")
        print(f"{self.passed} passed, {self.failed} failed", flush=True)


def check_folder():
    """Without a folder for temporary files Python takes the working directory: the tree."""
    if os.path.samefile(tempfile.gettempdir(), os.getcwd()):
        sys.exit("there is no folder for temporary files: set TMPDIR to one that can be written")


def limit_resources():
    """For this process and, by inheritance, every test."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, hard))


def execute(tests, report, options):
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        futures = [pool.submit(call) for _, _, call in tests]
        try:
            for future in concurrent.futures.as_completed(futures):
                report.add(future.result())
                if options.x and report.failed:
                    break
        finally:
            for future in futures:
                future.cancel()


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default="build", help="build under test")
    parser.add_argument("--other", help="second build, for mode cross")
    parser.add_argument("--mode", default="plain,oracle", help=",".join(MODES))
    parser.add_argument("-k", metavar="TEXT", help="only tests whose mode and name hold TEXT")
    parser.add_argument("--list", action="store_true", help="name the tests and stop")
    parser.add_argument("--jobs", type=int, default=min(3, (os.cpu_count() or 1) + 1))
    parser.add_argument("--resume-stride", type=int, default=1, metavar="N",
                        help="mode resume stops at every N-th instruction at most")
    parser.add_argument("--long-from", type=int, default=sys.maxsize, metavar="N",
                        help="modes gc and resume leave out programs with a resume-every from N on")
    parser.add_argument("--fault-share", type=int, default=1, metavar="N",
                        help="modes oom and io take one program in N")
    parser.add_argument("--law-cases", type=int, default=12, metavar="N",
                        help="mode laws makes N programs for each law")
    parser.add_argument("--law-seed", type=int, default=1, metavar="N",
                        help="of these programs; 0 takes the clock's")
    parser.add_argument("-x", action="store_true", help="stop at the first failure")
    parser.add_argument("--timeout", type=float, default=10.0, metavar="S",
                        help="seconds a plain run may take; slower modes get a multiple")
    options = parser.parse_args()
    options.law_seed = options.law_seed or int(time.time())
    options.modes = [mode for mode in options.mode.split(",") if mode]
    for mode in options.modes:
        if mode not in MODES:
            parser.error(f"unknown mode {mode}; there are {', '.join(MODES)}")
    return options


def main():
    options = parse()
    started = time.monotonic()
    check_folder()
    limit_resources()
    tests = plan(options)
    if options.list:
        for mode, name, _ in tests:
            print(mode, name)
        return 0
    if "laws" in options.modes:
        print(f"laws: --law-seed {options.law_seed} --law-cases {options.law_cases}", flush=True)
    report = Report(read_known(options, tests), len(tests))
    execute(tests, report, options)
    report.end(time.monotonic() - started)
    return 1 if report.failed or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
