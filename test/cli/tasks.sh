# Durable runs with many tasks: they wait in the store, are resumed in other processes, replayed,
# cancelled, and keep to their limit.
. "$ROOT/test/cli/helper"

cat >tasks.py <<'PROGRAM'
import asyncio
from perdure import Promise, Semaphore, gather, info, sleep, spawn, step

gate = Promise()
permits = Semaphore(3)
done = []

def parked(i):
    gate.wait()
    with permits:
        done.append(i)
    return i

def opens():
    sleep(2)
    print("opens")
    gate.resolve()

async def ticks(name):
    for i in range(3):
        await asyncio.sleep(0.01)
    return name

async def several():
    return await asyncio.gather(*[ticks(n) for n in "abc"])

tasks = [spawn(parked, i) for i in range(1000)]
spawn(opens)
print("waits")
print(sum(task.wait() for task in tasks), done == list(range(1000)))
print(asyncio.run(several()))
print(step.run("one", lambda: info.seed is not None))
PROGRAM

# A thousand parked tasks and a timer wait in the store.
expect 3 "$PERDURE" run --no-wait --id=many tasks.py
out_is "waits"
expect 0 "$PERDURE" show many
out_has "WAITING"
expect 0 "$PERDURE" verify
sleep 2
expect 0 "$PERDURE" resume many
out_is "opens
499500 True
['a', 'b', 'c']
True"
expect 0 "$PERDURE" replay many
expect 0 "$PERDURE" verify

# The process is killed while all of them sleep or wait.
"$PERDURE" run --id=killed tasks.py >k.out 2>k.err &
process=$!
wait_until grep -q waits k.out
kill -9 $process
wait $process 2>/dev/null || true
expect 0 "$PERDURE" resume killed
out_is "opens
499500 True
['a', 'b', 'c']
True"
expect 0 "$PERDURE" output killed
out_is "waits
opens
499500 True
['a', 'b', 'c']
True"

# Cancelling the run is for the main program, whoever sleeps.
cat >cancel.py <<'PROGRAM'
from perdure import Cancelled, sleep, spawn

def child():
    try:
        sleep(3600)
    finally:
        print("child cleans")

task = spawn(child, daemon=True)
try:
    task.wait()
except Cancelled as error:
    print("main gets", type(error).__name__)
    raise
PROGRAM
expect 3 "$PERDURE" run --no-wait --id=gone cancel.py
expect 0 "$PERDURE" cancel gone
"$PERDURE" resume gone >out 2>err || true
out_is "main gets Cancelled
child cleans"
expect 0 "$PERDURE" show gone
out_has "CANCELLED"

# A step is not left while it runs.
cat >held.py <<'PROGRAM'
from perdure import Promise, sleep, spawn, step, yield_now

log = []
other = spawn(lambda: log.append("other"))

def inside():
    yield_now()
    sleep(0.001)
    log.append("step")
    try:
        other.wait()
    except RuntimeError as error:
        return str(error)

print(step.run("held", inside))
other.wait()
print(log)
PROGRAM
expect 0 "$PERDURE" run --id=held held.py
out_is "a step cannot wait for other tasks: they do not run inside it
['step', 'other']"

# As many as the limit says, and one more.
cat >limit.py <<'PROGRAM'
import sys
from perdure import Promise, spawn
tasks = [spawn(Promise().wait, daemon=True) for _ in range(int(sys.argv[1]))]
print(len(tasks))
PROGRAM
expect 0 "$PERDURE" exec --tasks-max=50 limit.py 50
out_is 50
expect 1 "$PERDURE" exec --tasks-max=50 limit.py 51
err_has "RuntimeError: too many tasks: the limit fiber_count is 50"
expect 0 "$PERDURE" exec limit.py 100000
out_is 100000
expect 1 "$PERDURE" exec limit.py 100001
err_has "too many tasks: the limit fiber_count is 100000"
