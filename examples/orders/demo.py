#!/usr/bin/python3
"""Runs orders.py, kills its process at random moments, and shows that it does not matter.

usage: demo.py PERDURE [--seed N] [--kills N]
Two runs of the same program go at the same time: one in peace, one whose process is killed with
SIGKILL again and again. At the end both must have printed and written the same, byte for byte, and
the payment service must have charged every order exactly once in each.
"""
import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
DECISIONS = [  # order, after how many kills the manager decides, what
    ("A-1006", 3, {"by": "Ada", "ok": True}),
    ("A-1009", 6, {"by": "Ada", "ok": True}),
    ("A-1010", 10, {"by": "Grace", "ok": False}),
]
LIVE = sys.stdout.isatty()
LIMIT_SECONDS = 60


class Broken(Exception):
    """Something is not as promised."""


def style(code, text):
    return f"\033[{code}m{text}\033[0m" if LIVE else text


def say(text=""):
    print(text, flush=True)


class Bench:
    """A folder, a payment service and a store for one run."""

    def __init__(self, perdure, folder, name):
        self.perdure = perdure
        self.name = name
        self.process = None
        self.starts = []  # when each process of the run was started
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder)
        shutil.copy(os.path.join(HERE, "orders.csv"), self.folder)
        self.store = os.path.join(self.folder, "perdure.db")
        self.ledger = os.path.join(self.folder, "ledger.csv")
        port_file = os.path.join(self.folder, "port")
        self.service = subprocess.Popen(
            ["/usr/bin/python3", "-B", os.path.join(HERE, "payment_server.py"),
             "--port-file", port_file])
        wait_for(lambda: os.path.exists(port_file), "the payment service")
        with open(port_file, encoding="ascii") as file:
            self.port = int(file.read())

    def command(self, *words):
        return [self.perdure, words[0], f"--store={self.store}", *words[1:]]

    def run(self, *words):
        """A command to its end: (status, stdout, stderr)."""
        done = subprocess.run(self.command(*words), capture_output=True, timeout=LIMIT_SECONDS,
                              check=False)
        return done.returncode, done.stdout, done.stderr.decode()

    def start(self):
        return self.spawn("run", f"--id={self.name}", "-v",
                          f"--allow-read={self.folder}", f"--allow-write={self.ledger}",
                          f"--allow-net=127.0.0.1:{self.port}",
                          os.path.join(HERE, "orders.py"), os.path.join(self.folder, "orders.csv"),
                          f"http://127.0.0.1:{self.port}", self.ledger)

    def resume(self):
        return self.spawn("resume", "-v", self.name)

    def spawn(self, *words):
        self.starts.append(time.time())
        with open(os.path.join(self.folder, "stderr"), "ab") as errors:
            self.process = subprocess.Popen(self.command(*words), stdout=subprocess.DEVNULL,
                                            stderr=errors, stdin=subprocess.DEVNULL)
        return self.process

    def end(self):
        for process in (self.process, self.service):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()

    def decide(self, order, decision):
        status, _, errors = self.run("signal", self.name, f"approve-{order}", json.dumps(decision))
        if status != 0:
            raise Broken(f"the signal was not taken: {errors}")

    def show(self):
        status, out, _ = self.run("show", "--json", self.name)
        return json.loads(out) if status == 0 else None

    def output(self):
        return self.run("output", "--stream=1", self.name)[1]

    def written(self):
        with open(self.ledger, "rb") as file:
            return file.read()

    def report(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}/report", timeout=10) as answer:
            return json.load(answer)

    def errors(self):
        with open(os.path.join(self.folder, "stderr"), encoding="utf-8") as file:
            return file.read()


def wait_for(check, what, seconds=20.0):
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            raise Broken(f"{what} did not come within {seconds:g} s")
        time.sleep(0.005)


def waits_text(shown):
    wait = shown["wait"]
    if shown["state"] != "WAITING" or wait is None:
        return "at work"
    return {"timer": "asleep", "signal": f"waits for {wait['name']}"}.get(wait["kind"],
                                                                         wait["kind"])


def shut_down(bench):
    """Ends the process of the waiting run in order, as a machine does that is switched off: a
    snapshot is taken, so that the next process needs no history."""
    told = bench.errors().count(" waits for the signal ")
    process = bench.resume()
    wait_for(lambda: bench.errors().count(" waits for the signal ") > told, "the run's wait")
    process.terminate()
    if process.wait(LIMIT_SECONDS) != 128 + signal.SIGTERM:
        raise Broken(f"SIGTERM did not stop it in order:\n{bench.errors()}")
    say(f"  {style('33', 'stop')}        in order, {snapshot_bytes(bench)[-1]} bytes of snapshot")


def decide(bench, decisions, kills, shown):
    """Gives the manager's decision if the run waits for it and was killed often enough before."""
    wait = shown["wait"] or {}
    for order, least_kills, decision in decisions:
        if wait.get("name") == f"approve-{order}" and kills >= least_kills:
            shut_down(bench)
            bench.decide(order, decision)
            decisions.remove((order, least_kills, decision))
            verdict = "approves" if decision["ok"] else "declines"
            say(f"  {style('36', 'signal')}      {decision['by']} {verdict} {order}")
            return


def disturb(bench, chance, most_kills):
    """Kills the run's process again and again and resumes it until it ends. Returns kills."""
    kills = 0
    # With fewer kills than usual the manager is less patient.
    decisions = [(order, min(least, most_kills), what) for order, least, what in DECISIONS]
    process = bench.start()
    wait_for(lambda: bench.show() is not None, "the run")
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        # Beyond the usual number a slow machine gets more and more time to get on.
        delay = chance.uniform(0.02, 0.40) * max(1, kills - most_kills)
        kills_on = kills < most_kills or decisions
        try:
            status = process.wait(delay if kills_on else LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            if not kills_on:
                raise Broken("the run does not end") from None
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            shown = bench.show()
            say(f"  {style('31', 'kill -9')} {kills:2}  after {delay * 1000:3.0f} ms, "
                f"record {shown['records']:3}, {waits_text(shown)}")
            decide(bench, decisions, kills, shown)
            process = bench.resume()
            continue
        if status != 0:
            raise Broken(f"the run ended with status {status}:\n{bench.errors()}")
        return kills
    raise Broken("the run does not end")


def check(name, good, detail=""):
    """One line of the table; counts what is wrong."""
    mark = style("32", "yes") if good else style("31;1", "NO ")
    say(f"  {mark}  {name}{': ' + detail if detail else ''}")
    return 0 if good else 1


def recovery_ms(bench):
    """Milliseconds from the start of each resuming process until its run went on."""
    found = []
    for line in bench.errors().splitlines():
        if " goes on after " in line:
            moment = float(line.split("(at ")[1].rstrip(")"))
            started = max(start for start in bench.starts if start <= moment)
            found.append((moment - started) * 1000)
    return sorted(found)


def snapshot_bytes(bench):
    """Stored bytes of the snapshots that the run took."""
    _, out, _ = bench.run("log", "--json", bench.name)
    records = [json.loads(line) for line in out.splitlines()]
    return [record["payload"][0] for record in records if record["type"] == "snapshot"]


def compare(calm, wild, kills, least_kills):
    report = wild.report()
    charges = report["charges"]
    say()
    say(style("1", "as promised?"))
    wrong = check("every order charged exactly once",
                  set(charges.values()) == {1} and charges == calm.report()["charges"],
                  f"{len(charges)} orders, {report['requests']} requests, {report['busy']} of them "
                  f"refused, {report['repeats']} repeated")
    wrong += check("the same output, byte for byte", wild.output() == calm.output() != b"",
                   f"{len(wild.output())} bytes")
    wrong += check("the same ledger, byte for byte", wild.written() == calm.written() != b"",
                   f"{wild.written().count(b'%c' % 10)} lines")
    status, out, errors = wild.run("verify", wild.name)
    wrong += check("the journal is unbroken (perdure verify)", status == 0, errors.strip())
    status, out, errors = wild.run("replay", wild.name)
    wrong += check("executed again it is equal (perdure replay)", status == 0,
                   (out.decode() + errors).strip().split(": ", 1)[-1])
    times = recovery_ms(wild)
    sizes = snapshot_bytes(wild)
    wrong += check("killed as often as announced, and snapshots were taken",
                   kills >= least_kills and times and sizes, f"{kills} times")
    say()
    say(f"  kills            {kills}")
    if times:
        median = times[len(times) // 2]
        say(f"  recovery         median {median:.1f} ms, longest {times[-1]:.1f} ms "
            "after the start of the process")
    if sizes:
        say(f"  snapshot         {max(sizes) / 1024:.1f} KiB stored, the largest of {len(sizes)}")
    say(f"  journal          {wild.show()['records']} records")
    return wrong


def demo(perdure, folder, chance, kills):
    benches = []
    try:
        calm = Bench(perdure, folder, "calm")
        benches.append(calm)
        wild = Bench(perdure, folder, "wild")
        benches.append(wild)
        say(style("1", "orders.py") + ": reads orders, charges them over HTTP, waits for a "
            "manager, keeps a ledger")
        say("one run goes in peace, the other one's process is killed at random moments")
        say()
        in_peace = calm.start()
        wait_for(lambda: calm.show() is not None, "the undisturbed run")
        for order, _, decision in DECISIONS:
            calm.decide(order, decision)
        done = disturb(wild, chance, kills)
        if in_peace.wait(LIMIT_SECONDS) != 0:
            raise Broken(f"the undisturbed run failed:\n{calm.errors()}")
        say(f"  {style('32', 'done')}        after {done} kills")
        say()
        say(style("1", "what it printed"))
        lines = wild.output().decode().splitlines()
        for line in lines[:6] + ["  …"] + lines[-3:]:
            say("  | " + line)
        return compare(calm, wild, done, min(kills, DECISIONS[-1][1]))
    finally:
        for bench in benches:
            bench.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("perdure")
    parser.add_argument("--seed", type=int, help="of the moments of the kills")
    parser.add_argument("--kills", type=int, default=12)
    options = parser.parse_args()
    started = time.monotonic()
    folder = tempfile.mkdtemp(prefix="perdure-demo-")
    try:
        wrong = demo(options.perdure, folder, random.Random(options.seed), options.kills)
    except (Broken, OSError, ValueError, subprocess.SubprocessError) as error:
        say(f"{style('31;1', 'the demonstration failed')}: {error}")
        wrong = 1
    if wrong:
        say(f"what is left of it: {folder}")
        return 1
    shutil.rmtree(folder)
    say(f"  all in           {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
