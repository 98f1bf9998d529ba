"""A durable program with every kind of effect; what it prints and writes never depends on when."""
import json
import random
import sys
import uuid
from perdure import (Retry, checkpoint, http, info, log, now, perform, promise, signals, sleep,
                     step)

url, folder = sys.argv[1:]
tries = 0


def post(what, **options):
    return http.post(f"{url}/{what}", timeout=20, **options).raise_for_status().json()


@step(retry=Retry(attempts=9, delay=0.001, factor=1.0))
def pay(number):
    """Fails in its first attempt of each process, after one request."""
    global tries
    tries += 1
    first = post(f"reserve/{number}")
    if tries % 2 == 1:
        raise OSError("busy")
    return first["got"] + post(f"pay/{number}")["got"]


@step()
def refuse():
    raise ValueError("never")


def write(name, text, mode="w"):
    with open(f"{folder}/{name}", mode) as file:
        file.write(text)


print("begins", info.run_id, info.input)
print("to the other stream", file=sys.stderr)
started = now()
write("log.txt", "one\n")
write("log.txt", "two\n", "a")
print(pay(1), random.randrange(1000))
sleep(0.002)
write("log.txt", "three\n", "a")
token = str(uuid.uuid4())
perform("signal_send", info.run_id, "go", {"n": 1})
perform("signal_send", info.run_id, "go", {"n": 2})
print(signals.wait("go"), signals.poll("nothing"))
checkpoint()
log.info("half", n=2)
asked = promise()
post("resolve", json={"id": asked.id})
print("promised", asked.wait())
try:
    refuse()
except ValueError as error:
    print("refused", error)
print(pay(2), signals.wait("go"), len(token), now() >= started)
try:
    signals.wait("late", timeout=0.003)
except TimeoutError:
    print("timeout")
with open(f"{folder}/log.txt") as file:
    lines = file.read().splitlines()
write("new.json", json.dumps(lines), "x")
print(lines, sorted(perform("list_files", folder)))
print("ends", random.random())
