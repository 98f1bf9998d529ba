# What a parked task takes of the heap, for each way to park: a million of them fit into 1 GB.
. "$ROOT/test/cli/helper"

cat >park.py <<'PROGRAM'
import sys
from perdure import Channel, Promise, Semaphore, sleep, spawn, yield_now

way, count = sys.argv[1], int(sys.argv[2])
end = Promise()
ending = spawn(end.wait)
permits = Semaphore(0)
values = Channel()
ways = {
    "none": (lambda: None, lambda: None),
    "task": (lambda: ending.wait(), lambda: None),
    "promise": (lambda: end.wait(), lambda: None),
    "semaphore": (lambda: permits.acquire(), permits.release),
    "receive": (lambda: values.receive(), lambda: values.send(1)),
    "send": (lambda: values.send(1), values.receive),
    "sleep": (lambda: sleep(0.001), lambda: None),
}
wait, free = ways[way]
tasks = [spawn(wait) for i in range(count)]
yield_now()
end.resolve()
for task in tasks:
    free()
for task in tasks:
    task.wait()
PROGRAM

peak() {
    "$PERDURE" exec --json park.py "$1" "$2" | sed 's/.*"peak_bytes": \([0-9]*\).*/\1/'
}
count=20000
while read -r way most; do
    each=$((($(peak "$way" $count) - $(peak "$way" 0)) / count))
    [ "$each" -le "$most" ] || {
        echo "a task that parks in $way takes $each bytes, more than $most"
        exit 1
    }
done <<'WAYS'
none 420
task 450
promise 800
semaphore 800
receive 860
send 860
sleep 930
WAYS
