# Tasks: what runs at the bottom of them, what runs when none is ready, and what ends them; and what
# is built of parking and waking: joining with a timeout, gather, race, promises, semaphores,
# channels, sleeping.
#
# A task parks with _vm.task_park and is put into the queue with _vm.task_wake by whoever makes what
# it waits for true. Between these two it belongs to the object that it waits for, which keeps it in
# a list. A cancel takes it out of the queue of the machine, not out of that list: so each waiting
# function takes itself out when it is left by an exception.
import _vm

from _prelude_effect import under
from _prelude_host import clock as _now
from _prelude_keeper import park_for as _park_for

IDLE = 0
NORMAL = 1
HIGH = 2

CancelledError = _vm.CancelledError
Task = _vm.Task
spawn = _vm.spawn
yield_now = _vm.yield_now
current_task = _vm.task_current


class DeadlockError(RuntimeError):
    """Every task waits for another one, and nothing from outside is to come."""

    __module__ = "perdure"


# ---- what tasks run ----

def _drive(coroutine):
    """Runs a coroutine to its end; what it awaits parks the task."""
    try:
        while True:
            coroutine.send(None)
            _vm.yield_now()
    except StopIteration as end:
        return end.value


def task_body(function, args, kwargs):
    if kwargs is None:
        value = function(*args)
    else:
        value = function(*args, **kwargs)
    if isinstance(value, _vm.coroutine):
        return _drive(value)
    return value


def task_under(function, args, kwargs, context):
    """The same with the handlers of the spawn site."""
    return under(context, task_body, function, args, kwargs)


def task_await(task):
    return iter(_Awaited(task))


class _Awaited:
    """What await asks of a task: its end is waited for by the whole task that awaits it."""

    def __init__(self, task):
        self.task = task

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration(self.task.wait())


def task_repr(task):
    states = ("ready", "running", "waiting", "done", "failed", "cancelled")
    return f"<Task {task.name!r} {states[_vm.task_state(task)]}>"


# ---- the clock: the task that has its turn when no other is ready ----

def task_clock():
    while True:
        try:
            delay = _vm.clock_wait()
            if delay is None:
                _vm.task_throw(_vm.task_main(), DeadlockError(_deadlock()))
            else:
                if delay > 0:
                    _vm.perform("sleep", delay)
                _vm.clock_advance(_vm.perform("time") / 1e9)
        except BaseException as error:
            _vm.task_throw(_vm.task_main(), error)
        _vm.task_park(None, None)


def _site(about):
    return "" if about[4] is None else f" (spawned at {about[4]}:{about[5]} in {about[6]})"


def _describe(what):
    if what is None:
        return "nothing"
    if _vm.task_state(what) >= 0:
        return f"task {what.name!r}"
    describe = getattr(what, "_describe_wait", None)
    return f"a {type(what).__name__}" if describe is None else describe()


def _line(task):
    about = _vm.task_about(task)
    return f"  {task.name!r}{_site(about)} waits for {_describe(about[0])}"


_SHOWN = 20


def _deadlock():
    """Who waits for whom: a cycle of tasks if there is one, else all that wait."""
    left = [_vm.task_main()]
    for task in reversed(_vm.tasks()):
        if _vm.task_state(task) == 2:
            left.append(task)
    cycle = _cycle(left)
    if cycle:
        names = " -> ".join([repr(task.name) for task in cycle] + [repr(cycle[0].name)])
        head = f"tasks wait for each other: {names}"
        left = cycle
    elif len(left) == 1:
        return f"the run waits for {_describe(_vm.task_about(left[0])[0])}, and no task is left " \
               "to bring it about"
    else:
        head = f"all {len(left)} tasks wait, and nothing will wake them"
    lines = [head] + [_line(task) for task in left[:_SHOWN]]
    if len(left) > _SHOWN:
        lines.append(f"  and {len(left) - _SHOWN} more")
    return "\n".join(lines)


def _cycle(tasks):
    met = {}
    for number, task in enumerate(tasks):
        path = []
        while _vm.task_state(task) >= 0 and _vm.identity(task) not in met:
            met[_vm.identity(task)] = number
            path.append(task)
            task = _vm.task_about(task)[0]
            task = getattr(task, "_machine", task)
            if task is None:
                break
        else:
            if _vm.task_state(task) >= 0 and met[_vm.identity(task)] == number:
                while path[0] is not task:
                    path.pop(0)
                return path
    return []


# ---- the end of the run ----

def task_exit():
    """Main has ended: the others are cancelled, the newest first, and told about."""
    while (task := _vm.task_newest()) is not None:
        _end(task)
    error = _vm.exit_error()
    if error is not None:
        raise error


def _end(task):
    about = _vm.task_about(task)
    told = about[3] is not None
    who = f"task {task.name!r}{_site(about)}"
    if task.done():
        _tell(f"{who} failed and nobody asked: {_title_at(task.exception())}")
        _vm.task_drop(task)
        return
    if told and not about[2]:
        _tell(f"{who} was cancelled: it was not done when the main program ended")
    task.cancel()
    while not task.done():
        try:
            task.wait()
        except DeadlockError as error:
            if not task.done() and _vm.task_drop(task):
                _tell(f"{who} does not end: {_title(error)}")
                return
        except _vm.Cancelled:
            pass
        except BaseException as error:
            if told and task.done():
                _tell(f"{who} failed while it was cancelled: {_title_at(error)}")


def _title(error):
    try:
        text = str(error)
    except BaseException:  # the other tasks have to be ended all the same
        text = "<exception str() failed>"
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def _title_at(error):
    """The same and where it was raised."""
    entries = [entry for entry in _vm.traceback_entries(error.__traceback__) if not entry[9]]
    if not entries:
        return _title(error)
    file, line, function = entries[-1][:3]
    return f"{_title(error)} (at {file}:{line} in {function})"


def _tell(line):
    import sys
    try:
        sys.stderr.write(f"perdure: {line}\n")
    except BaseException:
        pass


# ---- waiting ----

def _park(park, what, timeout):
    """Parks with one of the machine's functions, for so long at most if timeout is not None."""
    if timeout is None:
        park(what, None)
        return
    if not isinstance(timeout, (int, float)):
        raise TypeError(f"timeout must be a number of seconds, not {type(timeout).__name__}")
    if timeout != timeout:
        raise ValueError("timeout is not a number")
    if not _park_for(park, what, timeout):
        park(what, _now() + timeout)


def task_wait_for(task, timeout):
    _park(_vm.task_join, task, timeout)
    if not task.done():
        raise TimeoutError(f"task {task.name!r} has not ended in {timeout} seconds")
    return task.result()


def _stop_all(tasks):
    """Cancels tasks and waits until all of them have ended, even if it is cancelled meanwhile."""
    for task in tasks:
        task.cancel()
    for task in tasks:
        while not task.done():
            try:
                _vm.task_join(task, None)
            except DeadlockError:
                raise
            except BaseException:
                pass
        _vm.task_drop(task)


class _Group:
    """Tells the task that waits for several ones which of them have ended."""

    def __init__(self):
        self.waiter = _vm.task_current()
        self.tasks = []
        self.watchers = []
        self.ended = []

    def begin(self, one):
        if _vm.task_state(one) >= 0:
            self.tasks.append(one)
            self.watchers.append(_vm.task_start(_watch, (self, one), None, None, True))
        else:
            self.tasks.append(spawn(_member, self, one))

    def tell(self, task):
        self.ended.append(task)
        if self.waiter is not None:
            _vm.task_wake(self.waiter, True)

    def next(self):
        while not self.ended:
            _vm.task_park(self, None)
        return self.ended.pop(0)

    def stop(self):
        self.waiter = None
        for watcher in self.watchers:
            watcher.cancel()
        _stop_all(self.tasks)

    def _describe_wait(self):
        return "one of " + ", ".join(repr(task.name) for task in self.tasks if not task.done())


def _member(group, function):
    try:
        return task_body(function, (), None)
    finally:
        group.tell(_vm.task_current())


def _watch(group, task):
    try:
        _vm.task_join(task, None)
    except BaseException:
        if not task.done():
            raise
    group.tell(task)


def gather(*functions, return_exceptions=False):
    """The values of the functions, each run in a task, in the order in which they are given.

    Tasks may be given too. When one fails the others are cancelled, and its exception is raised."""
    group = _Group()
    try:
        for one in functions:
            group.begin(one)
        if return_exceptions:
            for task in group.tasks:
                group.next()
            group.waiter = None
            return [_outcome(task) for task in group.tasks]
        for task in group.tasks:
            group.next().result()
        group.waiter = None
        return [task.result() for task in group.tasks]
    except BaseException:
        group.stop()
        raise


def _outcome(task):
    try:
        return task.result()
    except BaseException as error:
        return error


def race(*functions):
    """The value, or the exception, of the function that ends first; the others are cancelled."""
    if not functions:
        raise ValueError("race() needs something to run")
    group = _Group()
    try:
        for one in functions:
            group.begin(one)
        first = group.next()
    finally:
        group.stop()
    return first.result()


class Promise:
    """A value that a task gives once, and others wait for."""

    __module__ = "perdure"

    def __init__(self):
        self._state = 0
        self._value = None
        self._waiting = {}  # tasks, in the order in which they came

    def _settle(self, state, value):
        if self._state:
            raise RuntimeError("this promise was settled before")
        self._state = state
        self._value = value
        waiting = self._waiting
        self._waiting = None
        for task in waiting:
            _vm.task_wake(task, True)

    def resolve(self, value=None):
        self._settle(1, value)

    def reject(self, error):
        if isinstance(error, type) and issubclass(error, BaseException):
            error = error()
        if not isinstance(error, BaseException):
            raise TypeError(f"a promise is rejected with an exception, not "
                            f"{type(error).__name__}")
        self._settle(2, error)

    def done(self):
        return self._state != 0

    def wait(self, timeout=None):
        """Its value, or the exception it was rejected with."""
        if not self._state:
            task = _vm.task_current()
            self._waiting[task] = None
            try:
                if timeout is None:
                    _vm.task_park(self, None)
                else:
                    _park(_vm.task_park, self, timeout)
            finally:
                if not self._state:
                    del self._waiting[task]
            if not self._state:
                raise TimeoutError(f"the promise was not settled in {timeout} seconds")
        if self._state == 2:
            raise self._value
        return self._value

    def __repr__(self):
        return f"<Promise {('pending', 'resolved', 'rejected')[self._state]}>"

    def _describe_wait(self):
        return "a Promise"


class _Line:
    """Things in the order in which they came, taken from the front in constant time.

    Who parks joins by hand, as does who leaves from the middle: a call made before parking would
    leave a parked task with a stack of twice the size."""

    def __init__(self):
        self.items = {}     # by the number of their place
        self.first = 0      # the place that was taken last, and none before it is taken
        self.next = 0

    def join(self, item):
        self.items[self.next] = item
        self.next += 1

    def take(self):
        items = self.items
        while self.first not in items:
            self.first += 1
        return items.pop(self.first)


class Semaphore:
    """So many permits; who finds none waits, and is handed the next one that is given back."""

    __module__ = "perdure"

    def __init__(self, permits=1):
        if not isinstance(permits, int):
            raise TypeError(f"permits must be an int, not {type(permits).__name__}")
        if permits < 0:
            raise ValueError("permits must not be negative")
        self._free = permits
        self._line = _Line()

    @property
    def free(self):
        """Permits that nobody holds."""
        return self._free

    def acquire(self, timeout=None):
        if self._free > 0:
            self._free -= 1
            return
        line = self._line
        place = line.next
        line.next = place + 1
        line.items[place] = _vm.task_current()
        try:
            if timeout is None:
                _vm.task_park(self, None)
            else:
                _park(_vm.task_park, self, timeout)
        except BaseException:
            if line.items.pop(place, None) is None:  # it was handed a permit
                self.release()
            raise
        if line.items.pop(place, None) is not None:
            raise TimeoutError(f"no permit became free in {timeout} seconds")

    def release(self):
        if self._line.items:
            _vm.task_wake(self._line.take(), True)
        else:
            self._free += 1

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, kind, value, traceback):
        self.release()

    def _describe_wait(self):
        return "a permit of a Semaphore"


class ChannelClosed(Exception):
    """A channel was closed, and holds nothing more."""

    __module__ = "perdure"


class Channel:
    """Values sent by tasks to tasks, in order.

    With capacity 0 a sender waits until its value is received; else until there is room."""

    __module__ = "perdure"

    def __init__(self, capacity=0):
        if not isinstance(capacity, int):
            raise TypeError(f"capacity must be an int, not {type(capacity).__name__}")
        if capacity < 0:
            raise ValueError("capacity must not be negative")
        self._capacity = capacity
        self._values = _Line()
        self._senders = _Line()    # (task, value)
        self._receivers = _Line()  # tasks
        self._handed = {}          # by their places, what receivers got that have not gone on
        self._closed = False

    @property
    def closed(self):
        return self._closed

    def __len__(self):
        return len(self._values.items)

    def _hand(self, value):
        """To the receiver who waits first."""
        task = self._receivers.take()
        self._handed[self._receivers.first] = value
        _vm.task_wake(task, True)

    def send(self, value):
        if self._closed:
            raise ChannelClosed("the channel is closed")
        if self._receivers.items:
            self._hand(value)
            return
        if len(self._values.items) < self._capacity:
            self._values.join(value)
            return
        line = self._senders
        place = line.next
        line.next = place + 1
        line.items[place] = (_vm.task_current(), value)
        try:
            taken = _vm.task_park(self, None)
        except BaseException:
            line.items.pop(place, None)
            raise
        if not taken:
            raise ChannelClosed("the channel was closed before the value was received")

    def _take(self):
        if self._capacity == 0:
            task, value = self._senders.take()
            _vm.task_wake(task, True)
            return value
        value = self._values.take()
        if self._senders.items:
            task, next_value = self._senders.take()
            self._values.join(next_value)
            _vm.task_wake(task, True)
        return value

    def receive(self, timeout=None):
        """The next value; ChannelClosed when there will be none."""
        if self._values.items or self._senders.items:
            return self._take()
        if self._closed:
            raise ChannelClosed("the channel is closed")
        line = self._receivers
        place = line.next
        line.next = place + 1
        line.items[place] = _vm.task_current()
        try:
            if timeout is None:
                _vm.task_park(self, None)
            else:
                _park(_vm.task_park, self, timeout)
        except BaseException:
            line.items.pop(place, None)
            if place in self._handed:
                self._give_back(self._handed.pop(place))
            raise
        if place in self._handed:
            return self._handed.pop(place)
        line.items.pop(place, None)
        if self._closed:
            raise ChannelClosed("the channel is closed")
        raise TimeoutError(f"nothing was sent in {timeout} seconds")

    def _give_back(self, value):
        """What a cancelled receiver was handed goes to the next one, or to the front."""
        if self._receivers.items:
            self._hand(value)
            return
        values = self._values
        self._values = _Line()
        self._values.join(value)
        while values.items:
            self._values.join(values.take())

    def close(self):
        """Nothing can be sent any more; what was sent can still be received."""
        self._closed = True
        while self._receivers.items:
            _vm.task_wake(self._receivers.take(), False)
        while self._senders.items:
            _vm.task_wake(self._senders.take()[0], False)

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return self.receive()
        except ChannelClosed:
            raise StopIteration from None

    def _describe_wait(self):
        return "a Channel"
