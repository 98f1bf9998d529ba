#!/usr/bin/python3
"""Ends the process of a durable run at every call by which it changes something outside (the store,
files, its output, requests), goes on with another process, and compares with a run in peace.

usage: kill.py PERDURE [--every N] [--how before,half,after] [--twice] [--jobs N]
Compared are the output, the files, the records, and what a service was asked for: each thing once
per idempotency key. --every N takes each N-th place only; --twice ends the second process too. The
last line is `N passed, N failed`.
"""
import argparse
import collections
import concurrent.futures
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
RUN = "r"
RESUMES_MAX = 20
TIMEOUT_SECONDS = 60
# Records that say how it went and not what happened; they differ when a process ends.
INCIDENTAL = {"leased", "snapshot", "attempt"}
STEP_ATTEMPTS = 4  # where a step's record says how many attempts it took
ASKED_UNTIL = 3  # where a question says when its time is over
# Effects whose answers differ from one run to the next; "asked" and "result" name them.
VARYING = {"time", "monotonic", "entropy", "promise", "promise_wait", "log"}


class Service(http.server.ThreadingHTTPServer):
    """Does each thing once per key and counts."""

    daemon_threads = True

    def __init__(self, settle, tears):
        self.tears = tears  # some requests end in the middle
        super().__init__(("127.0.0.1", 0), Handler)
        self.settle = settle
        self.lock = threading.Lock()
        self.done = {}  # key -> path
        self.keyless = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """Clients that end in the middle are what this is about."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key = self.headers.get("Idempotency-Key")
        if self.headers.get("Content-Length") is None or (key is None and self.server.tears):
            return  # half of a request
        with self.server.lock:
            if key is None:
                self.server.keyless += 1
            self.server.done.setdefault(key, self.path)
        if self.path == "/resolve":
            self.server.settle(json.loads(body)["id"])
        data = json.dumps({"got": self.path}).encode()
        self.send_response_only(200)  # without the time
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


class Bench:
    """One run in a folder of its own, with its service."""

    def __init__(self, perdure, killer, folder, tears=False):
        self.perdure = perdure
        self.killer = killer
        self.folder = folder
        self.files = os.path.join(folder, "files")
        os.makedirs(self.files)
        self.service = Service(self.settle, tears)
        self.url = f"http://127.0.0.1:{self.service.server_address[1]}"

    def command(self, name, *words, environment=None):
        """(status, stdout); the status is negative when a signal ended it."""
        command = [self.perdure, name, "--store=" + os.path.join(self.folder, "runs.db"), *words]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                              env={**os.environ, **(environment or {})}, timeout=TIMEOUT_SECONDS,
                              check=False)
        self.last_error = done.stderr.decode(errors="replace")
        return done.returncode, done.stdout

    def settle(self, promise):
        self.command("resolve", promise, '"settled"')

    def end_at(self, at, how):
        """The environment of a process that ends at its call number `at`."""
        preload = {"LD_PRELOAD": self.killer, "KILL_HOW": how, "KILL_AT": str(at),
                   "KILL_COUNT": os.path.join(self.folder, "count")}
        return {"ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0", **preload}

    def start(self, environment=None):
        return self.command(
            "run", f"--id={RUN}", "--seed=7", '--input={"n": 1}', "--allow-read=" + self.files,
            "--allow-write=" + self.files, "--allow-net=" + self.url.removeprefix("http://"),
            os.path.join(HERE, "effects.py"), self.url, self.files, environment=environment)

    def finish(self, environment=None):
        """Goes on until the run has ended; how often a process was needed."""
        for count in range(RESUMES_MAX):
            status, _ = self.command("resume", RUN, environment=environment)
            if status == 2 and "there is no" in self.last_error:
                status, _ = self.start(environment)
            environment = None
            if status == 0:
                return count + 1
            if status not in (-9, 3):
                raise AssertionError(f"status {status}: {self.last_error}")
        raise AssertionError("it never ends")

    def calls(self):
        with open(os.path.join(self.folder, "count"), encoding="ascii") as file:
            return int(file.read())

    def state(self):
        """What must be equal, by name."""
        records = [json.loads(line) for line in self.command("log", "--json", RUN)[1].splitlines()]
        state = {"records": [p for r in records if r["type"] not in INCIDENTAL for p in plain(r)],
                 "requests": dict(self.service.done), "requests without key": self.service.keyless,
                 "output": self.command("output", "--stream=1", RUN)[1],
                 "errors": self.command("output", "--stream=2", RUN)[1]}
        for name in sorted(os.listdir(self.files)):
            with open(os.path.join(self.files, name), "rb") as file:
                state["file " + name] = file.read()
        for name in ("verify", "replay"):
            status, _ = self.command(name, RUN)
            state[name] = status
        text = json.dumps(state, default=repr)
        return json.loads(text.replace(self.folder, "FOLDER").replace(self.url, "URL"))

    def close(self):
        self.service.shutdown()
        self.service.server_close()


def steady(value):
    """A value without times and without the number of processes that were needed."""
    if isinstance(value, dict):
        return {k: steady(v) for k, v in value.items() if k != "attempt"}
    if isinstance(value, list):
        return [steady(v) for v in value]
    return "time" if isinstance(value, int) and value > 10**12 else value


def plain(record):
    """A record without what may differ, as a list: what was asked and answered in one commit, and
    what was in two, is the same."""
    payload = record["payload"]
    if record["type"] == "effect":
        ordinal, name, subject, outcome = payload
        outcome = "varies" if name in VARYING else outcome
        return (plain({"type": "asked", "payload": [ordinal, name, subject, None]}) +
                plain({"type": "result", "payload": [ordinal, outcome]}))
    text = json.dumps(payload)
    if any(f'"{name}"' in text for name in VARYING):
        return [[record["type"], len(payload)]]
    if record["type"] == "step":
        del payload[STEP_ATTEMPTS]
    elif record["type"] == "asked":
        del payload[ASKED_UNTIL]
    return [[record["type"], steady(payload)]]


def differences(expected, state):
    for name in expected.keys() | state.keys():
        ours, theirs = expected.get(name), state.get(name)
        if ours == theirs:
            continue
        if isinstance(ours, list) and isinstance(theirs, list):
            for i, (a, b) in enumerate(zip(ours, theirs)):
                if a != b:
                    yield f"{name} {i}: {a} became {b}"
                    break
            else:
                counts = collections.Counter(r[0] for r in theirs)
                yield f"{name}: {len(ours)} became {len(theirs)} {dict(counts)}"
        else:
            yield f"{name}: {ours} became {theirs}"


def attempt(options, folder, place, expected):
    """One run that is ended at a place; what is wrong with it, as texts."""
    at, how = place
    bench = Bench(options.perdure, options.killer, os.path.join(folder, f"{how}-{at}"),
                  tears=how == "half")
    try:
        status, _ = bench.start(bench.end_at(at, how))
        if status not in (-9, 0):
            return [f"status {status}: {bench.last_error}"]
        bench.finish(bench.end_at(1 + at % 13, how) if options.twice else None)
        return list(differences(expected, bench.state()))
    except (AssertionError, subprocess.TimeoutExpired) as error:
        return [str(error)]
    finally:
        bench.close()
        shutil.rmtree(bench.folder, ignore_errors=True)


def undisturbed(options, folder):
    """(state, number of calls) of a run in peace."""
    bench = Bench(options.perdure, options.killer, os.path.join(folder, "calm"))
    status, _ = bench.start(bench.end_at(0, "before"))
    if status != 0:
        sys.exit(f"the run in peace ended with status {status}: {bench.last_error}")
    calls = bench.calls()
    state = bench.state()
    bench.close()
    if state["verify"] != 0 or state["replay"] != 0 or state["requests without key"] != 0:
        sys.exit(f"the run in peace is not right: {state}")
    return state, calls


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("perdure")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--how", default="before,half,after")
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    options = parser.parse_args()
    options.perdure = os.path.abspath(options.perdure)
    failed = passed = 0
    with tempfile.TemporaryDirectory(prefix="perdure-kill-") as folder:
        options.killer = os.path.join(folder, "killer.so")
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", options.killer,
                        os.path.join(HERE, "killer.c"), "-ldl"], check=True)
        expected, calls = undisturbed(options, folder)
        hows = options.how.split(",")
        places = [(at, hows[at // options.every % len(hows)] if options.every > 1 else how)
                  for at in range(1, calls + 1, options.every)
                  for how in (hows if options.every == 1 else hows[:1])]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            tries = [pool.submit(attempt, options, folder, place, expected) for place in places]
            for place, job in zip(places, tries):
                problems = job.result()
                failed += bool(problems)
                passed += not problems
                for problem in problems:
                    print(f"ended {place[1]} call {place[0]}: {problem[:600]}")
    print(f"{calls} calls, {len(expected['records'])} records")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
