# The time of those who wait under handlers of `now` or `sleep`, and the heap that orders timers.
#
# Without such handlers timers belong to the machine. Under them a task of its own asks as the host
# what it would be asked: when nothing else is ready, it sleeps until the earliest timer and reads
# the clock. So timers go off in their order, however the handlers let the time go by. A loop of
# asyncio has such a clock; all others who wait under the same handlers share one.
import _vm

from _prelude_effect import under
from _prelude_host import now as _now, sleep as _sleep

_LEAST = 1e-9   # of a second: less is what adding floats loses
_OFTEN = 64     # turns after which timers are looked at though others are ready
_FEW = 64       # cancelled timers that may stay


# ---- heaps ----

def _rise(heap, at):
    item = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        if not item < heap[above]:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = item


def heap_push(heap, item):
    heap.append(item)
    _rise(heap, len(heap) - 1)


def heap_pop(heap):
    """Moves the smaller children up to a leaf, then the last item up from there."""
    last = heap.pop()
    if not heap:
        return last
    first = heap[0]
    end = len(heap)
    at = 0
    child = 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child += 1
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = last
    _rise(heap, at)
    return first


# ---- clocks ----

def is_handled():
    return _vm.is_handled(_sleep) or _vm.is_handled(_now)


class Clock:
    """The clock of a loop."""

    def __init__(self):
        self._timers = []       # a heap of (when, sequence, handle)
        self._sequence = 0
        self._cancelled = 0     # of these
        self._context = ()      # the handlers around, which are asked
        self._runner = None     # the task that waits for the loop; None: it does not run
        self._keeper = None     # the task that lets the time go by
        self._until = None      # the time until which it sleeps
        self._ahead = 0.0       # of the handlers' clock, which need not go on while one sleeps
        self._turns = 0

    def begin(self):
        self._context = _vm.context()
        self._runner = _vm.task_current()
        self._keep()

    def end(self):
        self._runner = None
        self._stop_keeper()

    def time(self):
        return under(self._context, _now) + self._ahead

    def set(self, handle):
        heap_push(self._timers, (handle._when, self._sequence, handle))
        self._sequence += 1
        if self._keeper is None or (self._until is not None and handle._when < self._until):
            self._keep()

    def drop(self):
        """One of the timers was cancelled."""
        self._cancelled += 1
        if self._cancelled > _FEW and self._cancelled * 2 > len(self._timers):
            self._timers = sorted(entry for entry in self._timers if not entry[2]._cancelled)
            self._cancelled = 0

    def turn(self):
        """A task that could go on lets the others have their turns."""
        self._turns += 1
        if self._turns % _OFTEN == 0 and self._earliest() is not None:
            self._fire(self.time())

    def _earliest(self):
        timers = self._timers
        while timers:
            if not timers[0][2]._cancelled:
                return timers[0][0]
            heap_pop(timers)
            self._cancelled -= 1
        return None

    def _fire(self, now):
        while (when := self._earliest()) is not None and when <= now:
            self._go_off(heap_pop(self._timers)[2])

    def _go_off(self, timer):
        _vm.task_wake(timer._machine, None)

    def _fail(self, error):
        """Letting the time go by has failed."""
        _vm.task_throw(self._runner, error)

    def _stop_keeper(self):
        if self._keeper is not None:
            self._keeper.cancel()
            self._keeper = None
            self._until = None

    def _keep(self):
        self._stop_keeper()
        if self._runner is not None and self._timers:
            self._keeper = under(self._context, _vm.task_start, _keep_time, (self,), None, None,
                                 None)


def _keep_time(clock):
    """Has its turns when no other task is ready."""
    me = _vm.task_current()
    try:
        while clock._keeper is me and (when := clock._earliest()) is not None:
            delay = when - _now() - clock._ahead
            if delay > 0:
                clock._until = when
                _sleep(delay)
                if clock._keeper is not me:
                    return
                clock._until = None
                late = when - _now() - clock._ahead
                if late > _LEAST:
                    clock._ahead += late
            clock._fire(when)
            _vm.yield_now()
    except BaseException as error:
        if clock._keeper is me:
            clock._fail(error)
    if clock._keeper is me:
        clock._keeper = None
        clock._until = None


# ---- waiting under handlers of time ----

class _Timer:
    """The end of a task's patience."""

    def __init__(self, when):
        self._when = when
        self._machine = _vm.task_current()
        self._cancelled = False
        self._gone_off = False


class _Shared(Clock):
    """The clock of all that wait under the same handlers of time."""

    def __init__(self, handlers):
        Clock.__init__(self)
        self._handlers = handlers

    def is_of(self, handlers):
        return self._handlers[0] is handlers[0] and self._handlers[1] is handlers[1]

    def _go_off(self, timer):
        timer._gone_off = True
        _vm.task_wake(timer._machine, None)

    def _fail(self, error):
        if self._earliest() is not None:
            _vm.task_throw(self._timers[0][2]._machine, error)

    def wait(self, park, what, timeout):
        # Handlers that were left cannot be asked, those of who waits now can.
        self._context = _vm.context()
        self._runner = _vm.task_current()
        timer = _Timer(self.time() + timeout)
        try:
            self.set(timer)
            return park(what, None)
        finally:
            if not timer._gone_off:
                timer._cancelled = True
                self.drop()
            if self._earliest() is None:
                self.end()
                _vm.state()["clocks"].remove(self)


def park_for(park, what, timeout):
    """Parks with one of the machine's functions, as long as timeout says to the handlers here;
    False: none of them knows of time."""
    handlers = (_vm.answerer(_sleep), _vm.answerer(_now))
    if handlers[0] is None and handlers[1] is None:
        return False
    clocks = _vm.state().setdefault("clocks", [])
    for clock in clocks:
        if clock.is_of(handlers):
            break
    else:
        clock = _Shared(handlers)
        clocks.append(clock)
    clock.wait(park, what, timeout)
    return True
