# Waits with 1,000 tasks parked, each of which waits for the same promise.
from perdure import Promise, now, spawn, yield_now

gate = Promise()
tasks = [spawn(gate.wait) for i in range(1000)]
yield_now()
now()
gate.resolve(1)
print(sum(task.wait() for task in tasks))
