# perdure-only
# Timeouts of tasks under handlers of time: these say how it goes by.
# expect: (86400.0, 'the promise was not settled in 86400 seconds')
# expect: (86400.0, 'the promise was not settled in 0 seconds')
# expect: (86405.0, 'the promise was not settled in 5 seconds')
# expect: (86415.0, 'no permit became free in 10 seconds')
# expect: (86425.0, 'nothing was sent in 10 seconds')
# expect: (86435.0, "task 'Task-1' has not ended in 10 seconds")
# expect: 5
# expect: 86435.0
# expect: [(10, 10.0), (10, 10.0), (20, 20.0), (30, 30.0), (3600, 'settled', 100.0)] 100.0
# expect: [('sleep', (10.0,)), ('sleep', (10.0,)), ('sleep', (10.0,)), ('sleep', (70.0,))]
# expect: the promise was not settled in 0.01 seconds
# expect: no sleep of 10
# expect: ('the promise was not settled in 0.01 seconds', 'the promise was not settled in 0.01 seconds')
# expect: (0.0, ['left', 'CancelledError', 'left'])
# expect: DeadlockError the run waits for a Promise, and no task is left to bring it about
# expect: ['timeout must be a number of seconds, not str', 'timeout is not a number'] ['timeout must be a number of seconds, not str', 'timeout is not a number']
# expect: [TimeoutError('the promise was not settled in 5 seconds')]
# resume-every: 37
from perdure import *
from perdure.handlers import MockHost

def waits():
    got = []
    p = Promise()
    for seconds in (86400, 0, 5):
        try: p.wait(seconds)
        except TimeoutError as e: got.append((now(), str(e)))
    s = Semaphore(0)
    try: s.acquire(timeout=10)
    except TimeoutError as e: got.append((now(), str(e)))
    c = Channel()
    try: c.receive(timeout=10)
    except TimeoutError as e: got.append((now(), str(e)))
    t = spawn(lambda: p.wait())
    try: t.wait(timeout=10)
    except TimeoutError as e: got.append((now(), str(e)))
    p.resolve(5)
    got.append(t.wait(3))
    return got
m = MockHost()
for line in handle(m, waits): print(line)
print(m.time)

# order
def order():
    log = []
    p = Promise()
    def one(seconds):
        try: p.wait(seconds)
        except TimeoutError: log.append((seconds, now()))
        else: log.append((seconds, "settled", now()))
    ts = [spawn(one, s) for s in (30, 10, 20, 10, 3600)]
    def settle():
        try: Promise().wait(100)
        except TimeoutError: p.resolve()
    ts.append(spawn(settle))
    for t in ts: t.wait()
    return log
m = MockHost()
print(handle(m, order), m.time)
print(m.calls)

# a clock that only tells the time, and one whose sleep fails
@handler
class Tells:
    def __init__(self): self.t = 100.0
    def now(self): return self.t
def short():
    try: Promise().wait(0.01)
    except TimeoutError as e: return str(e)
print(handle(Tells(), short))
@handler
class Fails:
    def sleep(self, seconds): raise OSError(f"no sleep of {round(seconds)}")
def failing():
    try: Promise().wait(10)
    except OSError as e: return str(e)
print(handle(Fails(), failing))
@handler
class Slow:
    def sleep(self, seconds):
        sleep(seconds / 100)
def slow():
    a = spawn(short); b = spawn(short)
    return a.wait(), b.wait()
print(handle(Slow(), slow))
# cancel and settle in time
def early():
    p = Promise()
    left = []
    def f():
        try: p.wait(50)
        finally: left.append("left")
    t = spawn(f); yield_now(); t.cancel()
    try: t.wait()
    except BaseException as e: left.append(type(e).__name__)
    t = spawn(f); yield_now(); p.resolve(1)
    t.wait(9)
    return now(), left
print(handle(MockHost(), early))
try: handle(MockHost(), lambda: Promise().wait())
except RuntimeError as e: print(type(e).__name__, e)
def bad():
    for v in ("x", float("nan")):
        try: Promise().wait(v)
        except (TypeError, ValueError) as e: yield str(e)
print(handle(MockHost(), lambda: list(bad())), list(bad()))
def raced():
    return gather(lambda: race(lambda: Promise().wait(5) , lambda: sleep_forever(7)), return_exceptions=True)
def sleep_forever(n): Promise().wait(n)
print(handle(MockHost(), raced))
