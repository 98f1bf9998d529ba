"""Locks, events, conditions, semaphores, barriers and queues of asyncio."""
from _prelude_keeper import heap_pop, heap_push
from _asyncio_core import CancelledError, get_running_loop


class QueueEmpty(Exception):
    """Raised when Queue.get_nowait() is called on an empty Queue."""

    __module__ = "asyncio.queues"


class QueueFull(Exception):
    """Raised when the Queue.put_nowait() method is called on a full Queue."""

    __module__ = "asyncio.queues"


class BrokenBarrierError(RuntimeError):
    """Barrier is broken by barrier.abort() call."""

    __module__ = "asyncio.exceptions"


class _Bound:
    """Belongs to the first loop in which something waits for it."""

    _loop = None

    def _get_loop(self):
        loop = get_running_loop()
        if self._loop is None:
            self._loop = loop
        if loop is not self._loop:
            raise RuntimeError(f"{self!r} is bound to a different event loop")
        return loop

    def _show(self, extra):
        if self._waiters:
            extra = f"{extra}, waiters:{len(self._waiters)}"
        return f"<{object.__repr__(self)[1:-1]} [{extra}]>"


class _Done:
    """What awaiting gives None of at once: cheaper than a coroutine that does nothing."""

    def __await__(self):
        return _nothing


_nothing = iter(())
_done = _Done()


class _Held(_Bound):
    async def __aenter__(self):
        await self.acquire()
        return None

    # `async with` awaits at once what it gets, so it may as well be done before.
    def __aexit__(self, exc_type, exc, tb):
        self.release()
        return _done


async def _wait_in(waiters, loop):
    """Waits as the last of the futures in a dict; gives its future once it is done."""
    future = loop.create_future()
    waiters[future] = None
    try:
        await future
    finally:
        waiters.pop(future, None)
    return future


class Lock(_Held):
    __module__ = "asyncio.locks"

    def __init__(self):
        self._waiters = {}
        self._locked = False

    def __aenter__(self):
        if self._locked or self._waiters or type(self) is not Lock:
            return _Held.__aenter__(self)
        self._locked = True  # as acquire() would
        return _done

    def __repr__(self):
        return self._show("locked" if self._locked else "unlocked")

    def locked(self):
        return self._locked

    async def acquire(self):
        waiters = self._waiters
        if not self._locked and (
                not waiters or all(waiter.cancelled() for waiter in waiters)):
            self._locked = True
            return True
        try:
            await _wait_in(self._waiters, self._get_loop())
        except CancelledError:
            if not self._locked:
                self._wake_first()
            raise
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("Lock is not acquired.")
        self._locked = False
        if self._waiters:
            self._wake_first()

    def _wake_first(self):
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(True)
            return


class Event(_Bound):
    __module__ = "asyncio.locks"

    def __init__(self):
        self._waiters = {}
        self._value = False

    def __repr__(self):
        return self._show("set" if self._value else "unset")

    def is_set(self):
        return self._value

    def set(self):
        if not self._value:
            self._value = True
            for waiter in self._waiters:
                if not waiter.done():
                    waiter.set_result(True)

    def clear(self):
        self._value = False

    async def wait(self):
        if not self._value:
            await _wait_in(self._waiters, self._get_loop())
        return True


class Condition(_Held):
    __module__ = "asyncio.locks"

    def __init__(self, lock=None):
        self._lock = Lock() if lock is None else lock
        self.locked = self._lock.locked
        self.acquire = self._lock.acquire
        self.release = self._lock.release
        self._waiters = {}

    def __repr__(self):
        return self._show("locked" if self.locked() else "unlocked")

    async def wait(self):
        if not self.locked():
            raise RuntimeError("cannot wait on un-acquired lock")
        self.release()
        try:
            await _wait_in(self._waiters, self._get_loop())
            return True
        finally:
            cancelled = False
            while True:
                try:
                    await self.acquire()
                    break
                except CancelledError:
                    cancelled = True
            if cancelled:
                raise CancelledError

    async def wait_for(self, predicate):
        while not (result := predicate()):
            await self.wait()
        return result

    def notify(self, n=1):
        if not self.locked():
            raise RuntimeError("cannot notify on un-acquired lock")
        woken = 0
        for waiter in self._waiters:
            if woken >= n:
                break
            if not waiter.done():
                woken += 1
                waiter.set_result(False)

    def notify_all(self):
        self.notify(len(self._waiters))


class Semaphore(_Held):
    __module__ = "asyncio.locks"

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("Semaphore initial value must be >= 0")
        self._waiters = {}
        self._value = value

    def __repr__(self):
        return self._show("locked" if self.locked() else f"unlocked, value:{self._value}")

    def locked(self):
        return self._value == 0 or any(not waiter.cancelled() for waiter in self._waiters)

    async def acquire(self):
        if not self.locked():
            self._value -= 1
            return True
        future = self._get_loop().create_future()
        self._waiters[future] = None
        try:
            try:
                await future
            finally:
                self._waiters.pop(future)
        except CancelledError:
            if not future.cancelled():
                self._value += 1
                self._wake_next()
            raise
        if self._value > 0:
            self._wake_next()
        return True

    def release(self):
        self._value += 1
        self._wake_next()

    def _wake_next(self):
        for waiter in self._waiters:
            if not waiter.done():
                self._value -= 1
                waiter.set_result(True)
                return


class BoundedSemaphore(Semaphore):
    __module__ = "asyncio.locks"

    def __init__(self, value=1):
        self._bound_value = value
        Semaphore.__init__(self, value)

    def release(self):
        if self._value >= self._bound_value:
            raise ValueError("BoundedSemaphore released too many times")
        Semaphore.release(self)


class Barrier(_Bound):
    __module__ = "asyncio.locks"

    def __init__(self, parties):
        if parties < 1:
            raise ValueError("parties must be > 0")
        self._cond = Condition()
        self._parties = parties
        self._state = "filling"
        self._count = 0
        self._waiters = ()

    def __repr__(self):
        shown = self._state
        if not self.broken:
            shown += f", waiters:{self.n_waiting}/{self.parties}"
        return self._show(shown)

    async def __aenter__(self):
        return await self.wait()

    async def __aexit__(self, *args):
        pass

    async def wait(self):
        async with self._cond:
            await self._cond.wait_for(lambda: self._state not in ("draining", "resetting"))
            if self._state == "broken":
                raise BrokenBarrierError("Barrier aborted")
            try:
                index = self._count
                self._count += 1
                if index + 1 == self._parties:
                    self._state = "draining"
                    self._cond.notify_all()
                else:
                    await self._cond.wait_for(lambda: self._state != "filling")
                    if self._state in ("broken", "resetting"):
                        raise BrokenBarrierError("Abort or reset of barrier")
                return index
            finally:
                self._count -= 1
                if self._count == 0:
                    if self._state in ("resetting", "draining"):
                        self._state = "filling"
                    self._cond.notify_all()

    async def reset(self):
        async with self._cond:
            self._state = "resetting" if self._count > 0 else "filling"
            self._cond.notify_all()

    async def abort(self):
        async with self._cond:
            self._state = "broken"
            self._cond.notify_all()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._count if self._state == "filling" else 0

    @property
    def broken(self):
        return self._state == "broken"


# ---- queues ----

class Queue(_Bound):
    __module__ = "asyncio.queues"
    _first = 0
    _next = 0

    def __init__(self, maxsize=0):
        self._maxsize = maxsize
        self._getters = {}
        self._putters = {}
        self._unfinished_tasks = 0
        self._finished = Event()
        self._finished.set()
        self._init(maxsize)

    def __class_getitem__(cls, item):
        return cls

    def _init(self, maxsize):
        # Items by consecutive numbers: the front is taken off in constant time.
        self._queue = {}

    # A derived class may have made a queue of another type.
    def _get(self):
        if type(self._queue) is not dict:
            return self._queue.popleft()
        number = self._first
        self._first = number + 1
        return self._queue.pop(number)

    def _put(self, item):
        if type(self._queue) is not dict:
            self._queue.append(item)
            return
        number = self._next
        self._next = number + 1
        self._queue[number] = item

    def _wake_next(self, waiters):
        while waiters:
            waiter = next(iter(waiters))
            del waiters[waiter]
            if not waiter.done():
                waiter.set_result(None)
                break

    def _format(self):
        result = f"maxsize={self._maxsize!r}"
        if self._queue:
            items = self._queue
            items = list(items.values() if type(items) is dict else items)
            result += f" _queue={items!r}"
        if self._getters:
            result += f" _getters[{len(self._getters)}]"
        if self._putters:
            result += f" _putters[{len(self._putters)}]"
        if self._unfinished_tasks:
            result += f" tasks={self._unfinished_tasks}"
        return result

    def __repr__(self):
        return f"<{type(self).__name__} at {id(self):#x} {self._format()}>"

    def __str__(self):
        return f"<{type(self).__name__} {self._format()}>"

    def qsize(self):
        return len(self._queue)

    @property
    def maxsize(self):
        return self._maxsize

    def empty(self):
        return not self._queue

    def full(self):
        return self._maxsize > 0 and self.qsize() >= self._maxsize

    async def _wait_among(self, waiters, blocked):
        future = self._get_loop().create_future()
        waiters[future] = None
        try:
            await future
        except BaseException:
            future.cancel()
            waiters.pop(future, None)
            if not blocked() and not future.cancelled():
                self._wake_next(waiters)
            raise

    async def put(self, item):
        while self.full():
            await self._wait_among(self._putters, self.full)
        return self.put_nowait(item)

    def put_nowait(self, item):
        if self.full():
            raise QueueFull
        self._put(item)
        self._unfinished_tasks += 1
        self._finished._value = False
        if self._getters:
            self._wake_next(self._getters)

    async def get(self):
        while self.empty():
            await self._wait_among(self._getters, self.empty)
        return self.get_nowait()

    def get_nowait(self):
        if self.empty():
            raise QueueEmpty
        item = self._get()
        if self._putters:
            self._wake_next(self._putters)
        return item

    def task_done(self):
        if self._unfinished_tasks <= 0:
            raise ValueError("task_done() called too many times")
        self._unfinished_tasks -= 1
        if self._unfinished_tasks == 0:
            self._finished.set()

    async def join(self):
        if self._unfinished_tasks > 0:
            await self._finished.wait()


class LifoQueue(Queue):
    __module__ = "asyncio.queues"

    def _init(self, maxsize):
        self._queue = []

    def _get(self):
        return self._queue.pop()


class PriorityQueue(Queue):
    __module__ = "asyncio.queues"

    def _init(self, maxsize):
        self._queue = []

    def _put(self, item):
        heap_push(self._queue, item)

    def _get(self):
        return heap_pop(self._queue)
