"""L58-L63: durable runs of random programs, cut, forged, carried away, killed and raced for.

Each takes one program, with host effects in bodies, clauses and cleanup, runs it in peace in a
store, and compares with what becomes of a copy of its beginning.
"""
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess

from generate import Gen
from law import LAWS, change, raw
from render import PARTS
from tree import shrink

TIMEOUT_SECONDS = 20
DONE, RACED, STUCK = 0, 4, 6
ENVIRONMENTS = ({"TZ": "Asia/Kathmandu", "LC_ALL": "C", "HOME": "/"},
                {"TZ": "UTC", "LANG": "tr_TR.UTF-8", "PERDURE_UNUSED": "x" * 5000})


def with_effects(tree, rng):
    """Notes ask the host as well: for the time, and to print."""
    def change_one(node):
        if node.kind == "note" and rng.random() < 0.7:
            return [node, raw(f"note({node.s}, now() > 0)\nprint('at', {node.s})")]
        return node
    return change(tree, change_one)


# ---- forging: records whose digests are right ----

def item_end(data, at):
    """Where the CBOR item ends that begins at `at`."""
    kind, count = data[at] >> 5, data[at] & 31
    at += 1
    if count >= 24:
        size = 1 << (count - 24)
        count = int.from_bytes(data[at:at + size], "big")
        at += size
    if kind in (2, 3):
        return at + count
    for _ in range({4: count, 5: 2 * count, 6: 1}.get(kind, 0)):
        at = item_end(data, at)
    return at


def forge(store, run, chosen, old, new):
    """Bytes of the chosen record become others, and its chain goes on from there."""
    assert len(old) == len(new)
    chain = hashlib.sha256(b"perdure/journal/1\0" + run.encode()).digest()
    with sqlite3.connect(store) as base:
        rows = base.execute("SELECT n, body FROM journal WHERE run = (SELECT run FROM run "
                            "WHERE id = ?) ORDER BY first", (run,)).fetchall()
        sequence = 0
        for number, body in rows:
            out = b""
            at = 0
            while at < len(body):
                end = at + 1
                for _ in range(3):
                    end = item_end(body, end)
                sequence += 1
                record = body[at:end]
                if sequence == chosen:
                    assert old in record, (old, record)
                    head, _, tail = record.rpartition(old)
                    record = head + new + tail
                chain = hashlib.sha256(chain + sequence.to_bytes(8, "big") + record).digest()
                at = item_end(body, end)
                out += record + body[end:at - len(chain)] + chain
            base.execute("UPDATE journal SET body = ? WHERE n = ?", (out, number))
    base.close()


# ---- runs ----

class Durable:
    def __init__(self, runner, text, rng, broken=None):
        self.command = runner.perdure
        self.rng = rng
        self.broken = broken  # the law that is not kept, on purpose
        self.folder = os.path.join(runner.folder, "durable")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.mkdir(self.folder)
        self.path = os.path.join(self.folder, "program.py")
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)
        self.store = os.path.join(self.folder, "runs.db")

    def start(self, *words, store=None, env=None, cwd=None):
        env = {**os.environ, "PERDURE_STORE": store or self.store, **(env or {})}
        return subprocess.Popen([self.command, *words], env=env, cwd=cwd, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def execute(self, *words, **where):
        """(stdout, stderr, status)"""
        with self.start(*words, **where) as process:
            out, err = process.communicate(timeout=TIMEOUT_SECONDS)
        return out, err, process.returncode

    def log(self, run, **where):
        out, _, _ = self.execute("log", "--json", run, **where)
        return [json.loads(line) for line in out.splitlines()]

    def output(self, run, **where):
        return self.execute("output", run, **where)[0]

    def fork(self, at, name):
        out, err, status = self.execute("fork", f"--at={at}", f"--id={name}", "whole")
        assert status == 0, out + err

    def whole(self):
        out, err, status = self.execute("run", "--id=whole", "--sync=off", self.path)
        self.end = self.output("whole")
        self.records = self.log("whole")
        assert status == 0 and out == self.end, (out, err)

    def cut(self):
        """Between the start and the end of the whole run."""
        return self.rng.randint(1, len(self.records) - 1)


def is_time(record):
    return record["type"] == "effect" and record["payload"][1] == "time"


def shapes(records):
    """Records without what times, ids and processes put into them."""
    return [(record["type"], record["payload"][:3] if is_time(record) else record["payload"])
            for record in records if record["type"] not in ("leased", "snapshot", "started")]


def times(records):
    return [record["payload"][3][0] for record in records if is_time(record)]


def cut_journal(durable):
    """L58: what is recorded is not asked again; the rest is asked, and the end is the same."""
    at = len(durable.records) - 1 if durable.broken == "L58" else durable.cut()
    durable.fork(1 if durable.broken == "L58" else at, "cut")
    recorded = times(durable.records[:at])
    latest = max([0] + times(durable.records))
    _, err, status = durable.execute("resume", "--sync=off", "cut")
    if status != DONE or durable.output("cut") != durable.end:
        return f"cut at {at}: status {status}, {durable.output('cut')}{err}"
    records = durable.log("cut")
    if shapes(records) != shapes(durable.records):
        return f"cut at {at}: {shapes(records)}"
    found = times(records)
    if found[:len(recorded)] != recorded:
        return f"cut at {at}: recorded {recorded}, then {found}"
    if any(time <= latest for time in found[len(recorded):]):
        return f"cut at {at}: {found} after it, the whole run ended at {latest}"
    return None


FORGED = {"effect": (b"time", b"tine"), "output": (b"\n", b"!")}


def forged_journal(durable):
    """L59: where the program does something else than its journal says, the run is stuck."""
    places = [number for number, record in enumerate(durable.records, 1)
              if record["type"] == "output" or is_time(record)]
    chosen = durable.rng.choice(places)
    kind = durable.records[chosen - 1]["type"]
    durable.fork(durable.rng.randint(chosen, len(durable.records) - 1), "forged")
    before = durable.log("forged")
    old, new = FORGED[kind]
    forge(durable.store, "forged", chosen, old, old if durable.broken == "L59" else new)
    out, err, status = durable.execute("resume", "--sync=off", "forged")
    after = durable.log("forged")
    if status != STUCK or f"record {chosen} " not in out + err:
        return f"record {chosen} ({kind}) is another: status {status}, {out}{err}"
    added = [record["type"] for record in after[len(before):] if record["type"] != "leased"]
    return None if added == ["stuck"] else f"record {chosen} is another, then {added}"


def carried_away(durable):
    """L60: a run goes on in another store, folder and environment; and after it was killed."""
    durable.fork(durable.cut(), "carried")
    file = os.path.join(durable.folder, "carried.perdure")
    there = {"store": os.path.join(durable.folder, "other.db"), "cwd": "/",
             "env": durable.rng.choice(ENVIRONMENTS)}
    durable.execute("snapshot", "-o", file, "carried")
    _, err, status = durable.execute("restore", "--sync=off", file, **there)
    if status == 0 and durable.broken != "L60":
        _, err, status = durable.execute("resume", "--sync=off", "carried", **there)
    found = durable.output("carried", **there)
    if status != DONE or shapes(durable.log("carried", **there)) != shapes(durable.records):
        return f"carried away: status {status}, {found}{err}"
    with durable.start("run", "--id=killed", durable.path) as process:
        try:
            process.communicate(timeout=durable.rng.uniform(0.002, 0.03))
        except subprocess.TimeoutExpired:
            process.kill()
    if "killed" not in durable.execute("list")[0]:
        return None  # it was killed before there was a run
    durable.execute("resume", "--sync=off", "killed")
    found = durable.output("killed")
    return None if found == durable.end else f"killed: {found}"


def raced_for(durable):
    """L61: of two that resume a run one does, and the other does nothing."""
    durable.fork(1, "raced")  # nothing is printed yet
    names = ["raced", "raced"]
    if durable.broken == "L61":
        durable.fork(1, "other")
        names[1] = "other"
    racing = [durable.start("resume", "--sync=off", name) for name in names]
    ends = []
    for process in racing:
        with process:
            ends.append((*process.communicate(timeout=TIMEOUT_SECONDS), process.returncode))
    acted = [out for out, _, _ in ends if out]
    told = [status for _, _, status in ends if status not in (DONE, RACED)]
    records = durable.log("raced")
    if len(acted) != 1 or told or shapes(records) != shapes(durable.records):
        return f"raced for: {ends}"
    _, err, status = durable.execute("verify", "raced")
    return None if status == 0 else f"raced for: {err}"


def nothing_leaks(durable):
    """L63: neither addresses nor the environment are seen."""
    report = os.path.join(durable.folder, "report")
    if durable.broken == "L63":
        with open(durable.path, "a", encoding="utf-8") as file:
            file.write("import sys\nprint(sys.argv[1])\n")
    seen = []
    for env, option in zip((None, *ENVIRONMENTS), ("1000000000", "1000000000", "7")):
        found = durable.execute("exec", f"--test-gc={option}", f"--test-state-hash={report}",
                                durable.path, str(len(seen) if durable.broken else 0),
                                env=env, cwd="/" if env else None)
        with open(report, encoding="ascii") as file:
            seen.append((found, file.read()))
    return None if all(one == seen[0] for one in seen) else f"not alike: {seen}"


CHECKS = {"L58": cut_journal, "L59": forged_journal, "L60": carried_away, "L61": raced_for,
          "L63": nothing_leaks}


def problem(runner, text, seed, broken=None):
    """What is wrong first, of all laws or of the one that is broken on purpose; or None."""
    durable = Durable(runner, text, random.Random(seed), broken)
    durable.whole()
    for number, check in CHECKS.items():
        if broken in (None, number):
            found = check(durable)
            if found is not None:
                return f"{number}: {found}"
    return None


def make(seed):
    rng = random.Random(f"durable {seed}")
    law = rng.choice(LAWS)
    return law, with_effects(law.make(Gen(rng)), rng)


def test_durable(runner, texts, seed, count):
    """(passed, failed) of `count` random programs. `texts` makes the text of cases."""
    failed = 0
    for number in range(count):
        name = f"{seed} {number}"
        law, tree = make(name)
        first = problem(runner, texts([(law, tree)]), name)
        if first is None:
            continue
        failed += 1
        print(f"FAIL durable, seed {seed} program {number} (made for {law.number})\n{first}")

        def fails(trees, law=law, name=name):
            return [problem(runner, texts([(law, one)]), name) is not None for one in trees]
        small = shrink(tree, PARTS, fails, batch=1)
        print("-- made smaller:", problem(runner, texts([(law, small)]), name) or "holds again")
        print(texts([(law, small)]).split("# -- cases --")[1])
    return count - failed, failed
