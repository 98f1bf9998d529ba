"""The loop, futures and tasks of asyncio over the machine's tasks.

A coroutine that is made a task runs at the bottom of a task of the machine; what it awaits parks
that whole task, however deep the awaiting coroutine is. A callback is a task of the machine too, so
tasks and callbacks have their turns in one order, which is the one that CPython's loop gives them.
"""
import _vm

from _prelude_keeper import Clock as _Clock, is_handled as _is_handled
from _prelude_host import clock as _now
from _prelude_traceback import traceback_text

CancelledError = _vm.CancelledError
_coroutine = _vm.coroutine


class InvalidStateError(Exception):
    """The operation is not allowed in this state."""

    __module__ = "asyncio.exceptions"


_LEAVING = (SystemExit, KeyboardInterrupt)  # end the run of a loop

_PENDING = "PENDING"
_CANCELLED = "CANCELLED"
_FINISHED = "FINISHED"


def _running():
    """The loop whose turn it is, or None."""
    local = _vm.task_local()
    return None if local is None else local._loop


def get_running_loop():
    loop = _running()
    if loop is None:
        raise RuntimeError("no running event loop")
    return loop


def get_event_loop():
    loop = _running()
    if loop is None:
        raise RuntimeError("There is no current event loop in thread 'MainThread'.")
    return loop


def iscoroutine(obj):
    return isinstance(obj, _coroutine)


def isfuture(obj):
    return isinstance(obj, Future)


# ---- handles ----

def _describe_call(callback, args):
    name = getattr(callback, "__qualname__", None) or repr(callback)
    text = f"{name}({', '.join(map(repr, args))})"
    while isinstance(callback, _vm.method):
        callback = callback.__func__
    if isinstance(callback, _vm.function):
        code = callback.__code__
        text += f" at {code.co_filename}:{code.co_firstlineno}"
    return text


class Handle:
    """A callback that waits for its turn."""

    _cancelled = False

    def __init__(self, callback, args, loop, context=None):
        self._context = context  # None: of the task of the machine
        self._callback = callback
        self._args = args
        self._loop = loop

    def cancel(self):
        self._cancelled = True
        self._callback = None
        self._args = None

    def cancelled(self):
        return self._cancelled

    def _info(self):
        if self._cancelled:
            return [type(self).__name__, "cancelled"]
        return [type(self).__name__, _describe_call(self._callback, self._args)]

    def __repr__(self):
        return f"<{' '.join(self._info())}>"


class TimerHandle(Handle):
    def __init__(self, when, callback, args, loop, context=None):
        Handle.__init__(self, callback, args, loop, context)
        self._when = when
        self._clock = loop._clock

    def _info(self):
        info = Handle._info(self)
        info.insert(2 if self._cancelled else 1, f"when={self._when}")
        return info

    def when(self):
        return self._when

    def cancel(self):
        if not self._cancelled:
            Handle.cancel(self)
            if _vm.task_drop(self._machine) and self._clock is not None:
                self._clock.drop()


def _run_handle(handle):
    if handle._cancelled:
        return
    try:
        if handle._context is None:
            handle._callback(*handle._args)
        else:
            handle._context.run(handle._callback, *handle._args)
    except _LEAVING as error:
        handle._loop._leave(error)
    except BaseException as error:
        _tell_failed(error, handle)


def _run_callback(callback, future, loop, context):
    """A future's callback, which nobody can take back any more."""
    try:
        if context is None or isinstance(context, dict):
            _vm.task_enter(context)
            callback(future)
        else:
            context.run(callback, future)
    except _LEAVING as error:
        loop._leave(error)
    except BaseException as error:
        _tell_failed(error, Handle(callback, (future,), loop))


def _tell_failed(error, handle):
    call = _describe_call(handle._callback, handle._args)
    handle._loop.call_exception_handler(
        {"message": f"Exception in callback {call}", "exception": error, "handle": handle})


# ---- the loop ----

def _check_callback(callback, method):
    if isinstance(callback, _coroutine) or iscoroutinefunction(callback):
        raise TypeError(f"coroutines cannot be used with {method}()")
    if not callable(callback):
        raise TypeError(f"a callable object was expected by {method}(), got {callback!r}")


def iscoroutinefunction(func):
    while isinstance(func, _vm.method):
        func = func.__func__
    return isinstance(func, _vm.function) and bool(func.__code__.co_flags & 0x80)


class _Names:
    """How many numbers for names of tasks were used."""

    count = 0


class Loop:
    """What asyncio.run makes: its tasks, and whoever waits until they are done."""

    def __init__(self):
        self._loop = self  # of callbacks, by which a task of the machine knows its loop
        self._tasks = {}
        self._failed = {}  # by identity: futures whose exception nobody has asked for
        self._closed = False
        self._names = _vm.state().setdefault("task_names", _Names())  # of all loops of the run
        self._handler = None
        self._factory = None
        self._debug = False
        self._runner = None  # the task of the machine that runs it
        self._clock = None  # or its own, by the handlers around it

    def __repr__(self):
        return f"<Loop running={self.is_running()} closed={self._closed} debug={self._debug}>"

    def time(self):
        return _now() if self._clock is None else self._clock.time()

    def _check_closed(self):
        if self._closed:
            raise RuntimeError("Event loop is closed")

    def call_soon(self, callback, *args, context=None):
        self._check_closed()
        if self._clock is not None:
            self._clock.turn()
        handle = Handle(callback, args, self, context)
        handle._machine = _vm.task_start(_run_handle, (handle,), handle, None, True)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(self, delay, callback, *args, context=None):
        if delay is None:
            raise TypeError("delay must not be None")
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        if when is None:
            raise TypeError("when cannot be None")
        self._check_closed()
        handle = TimerHandle(when, callback, args, self, context)
        clock = self._clock
        ready = float(when) if clock is None else False
        handle._machine = _vm.task_start(_run_handle, (handle,), handle, None, ready)
        if clock is not None:
            clock.set(handle)
        return handle

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        if self._closed:
            self._check_closed()
        if self._factory is None:
            task = object.__new__(Task)
            task._begin(coro, self, name, context)
            return task
        if context is None:
            task = self._factory(self, coro)
        else:
            task = self._factory(self, coro, context=context)
        if name is not None:
            task.set_name(name)
        return task

    def set_task_factory(self, factory):
        if factory is not None and not callable(factory):
            raise TypeError("task factory must be a callable or None")
        self._factory = factory

    def get_task_factory(self):
        return self._factory

    def run_until_complete(self, future):
        self._check_closed()
        if self._runner is not None:
            raise RuntimeError("This event loop is already running")
        if _running() is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")
        future = ensure_future(future, loop=self)
        waiter = _vm.task_current()

        def stop(future):
            left = not future.cancelled() and isinstance(future.exception(), _LEAVING)
            if not left:  # else it has stopped
                _vm.task_wake_after_round(waiter, True)

        future.add_done_callback(stop)
        self._runner = waiter
        if self._clock is None and _is_handled():
            self._clock = _Clock()
        try:
            if self._clock is not None:
                self._clock.begin()
            while not _vm.task_park(future, None):
                pass
        except BaseException:
            future.remove_done_callback(stop)
            if future.done():
                _see(future)
            raise
        finally:
            if self._clock is not None:
                self._clock.end()
            self._runner = None
        if not future.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return future.result()

    def _leave(self, error):
        """A task or callback ends the loop's run: nothing else has a turn before."""
        if self._runner is None:
            raise error
        _vm.task_throw(self._runner, error, True)

    def is_running(self):
        return self._runner is not None

    def is_closed(self):
        return self._closed

    def close(self):
        if self._runner is not None:
            raise RuntimeError("Cannot close a running event loop")
        while self._failed:
            future = self._failed.pop(next(iter(self._failed)))
            self.call_exception_handler(
                {"message": f"{type(future).__name__} exception was never retrieved",
                 "exception": future._exception, "future": future})
        self._closed = True

    def get_debug(self):
        return self._debug

    def set_debug(self, enabled):
        self._debug = enabled

    async def shutdown_asyncgens(self):
        pass

    async def shutdown_default_executor(self):
        pass

    def set_exception_handler(self, handler):
        if handler is not None and not callable(handler):
            raise TypeError(f"A callable object or None is expected, got {handler!r}")
        self._handler = handler

    def get_exception_handler(self):
        return self._handler

    def default_exception_handler(self, context):
        import sys
        lines = [context.get("message") or "Unhandled exception in event loop"]
        for key in sorted(context):
            if key not in ("message", "exception"):
                lines.append(f"{key}: {context[key]!r}")
        error = context.get("exception")
        text = "" if error is None else traceback_text(error)
        sys.stderr.write("\n".join(lines) + "\n" + text)

    def call_exception_handler(self, context):
        if self._handler is None:
            self.default_exception_handler(context)
            return
        try:
            self._handler(self, context)
        except _LEAVING:
            raise
        except BaseException as error:
            self.default_exception_handler(
                {"message": "Unhandled error in exception handler", "exception": error,
                 "context": context})


# ---- futures ----

class Future:
    """A result that will be there later."""

    __module__ = "asyncio"
    _asyncio_future_blocking = False
    _state = _PENDING
    _result = None
    _exception = None
    _callbacks = ()  # or a list
    _cancel_message = None
    _cancelled_exc = None

    def __init__(self, *, loop=None):
        self._loop = get_event_loop() if loop is None else loop

    def __class_getitem__(cls, item):
        return cls

    def _info(self):
        info = [self._state.lower()]
        if self._state is _FINISHED:
            if self._exception is not None:
                info.append(f"exception={self._exception!r}")
            else:
                info.append(f"result={self._result!r}")
        return info

    def __repr__(self):
        return f"<{type(self).__name__} {' '.join(self._info())}>"

    def _describe_wait(self):
        return f"a {type(self).__name__}"

    def get_loop(self):
        return self._loop

    def _make_cancelled_error(self):
        error = self._cancelled_exc
        if error is not None:
            self._cancelled_exc = None
            return error
        message = self._cancel_message
        return CancelledError() if message is None else CancelledError(message)

    def cancel(self, msg=None):
        if self._state is not _PENDING:
            return False
        self._state = _CANCELLED
        self._cancel_message = msg
        self._tell()
        return True

    def _tell(self):
        callbacks = self._callbacks
        if callbacks:
            self._callbacks = ()
            loop = self._loop
            for entry in callbacks:
                if isinstance(entry, tuple):
                    loop._check_closed()
                    _vm.task_start(_run_callback, (entry[0], self, loop, entry[1]), loop, None,
                                   True)
                else:
                    _vm.task_wake(entry, True)

    def cancelled(self):
        return self._state is _CANCELLED

    def done(self):
        return self._state is not _PENDING

    def result(self):
        if self._state is _CANCELLED:
            raise self._make_cancelled_error()
        if self._state is not _FINISHED:
            raise InvalidStateError("Result is not set.")
        if self._exception is not None:
            self._loop._failed.pop(_vm.identity(self), None)
            raise self._exception
        return self._result

    def exception(self):
        if self._state is _CANCELLED:
            raise self._make_cancelled_error()
        if self._state is not _FINISHED:
            raise InvalidStateError("Exception is not set.")
        if self._exception is not None:
            self._loop._failed.pop(_vm.identity(self), None)
        return self._exception

    def add_done_callback(self, fn, *, context=None):
        if self._state is not _PENDING:
            self._loop.call_soon(fn, self, context=context)
            return
        entry = fn, _vm.task_context() if context is None else context
        if self._callbacks:
            self._callbacks.append(entry)
        else:
            self._callbacks = [entry]

    def remove_done_callback(self, fn):
        kept = [entry for entry in self._callbacks
                if not isinstance(entry, tuple) or entry[0] != fn]
        removed = len(self._callbacks) - len(kept)
        if removed:
            self._callbacks = kept
        return removed

    def set_result(self, result):
        if self._state is not _PENDING:
            raise InvalidStateError("invalid state")
        self._result = result
        self._state = _FINISHED
        self._tell()

    def set_exception(self, exception):
        if self._state is not _PENDING:
            raise InvalidStateError("invalid state")
        if isinstance(exception, type):
            exception = exception()
        if not isinstance(exception, BaseException):
            raise TypeError("invalid exception object")
        if type(exception) is StopIteration:
            raise TypeError("StopIteration interacts badly with generators and cannot be raised "
                            "into a Future")
        self._exception = exception
        self._state = _FINISHED
        self._loop._failed[_vm.identity(self)] = self
        self._tell()

    def _park(self):
        """The running task of the machine waits until this is done."""
        machine = _vm.task_current()
        task = _vm.task_local()
        if isinstance(task, Task) and (self is task or self._loop is not task._loop):
            raise _refusal(task, self)
        if self._callbacks:
            self._callbacks.append(machine)
        else:
            self._callbacks = [machine]
        if isinstance(task, Task):
            task._fut_waiter = self
            if task._must_cancel and self.cancel(task._cancel_message):
                task._must_cancel = False
        try:
            if self._state is _PENDING:
                while not _vm.task_park(self, None):
                    pass
            else:
                _vm.yield_now()
        except BaseException:
            self._callbacks = [entry for entry in self._callbacks if entry is not machine]
            raise
        finally:
            if isinstance(task, Task):
                task._fut_waiter = None
        if isinstance(task, Task) and task._must_cancel:
            task._must_cancel = False
            if self._state is not _CANCELLED and not isinstance(self._exception, CancelledError):
                _see(self)
                raise task._make_cancelled_error()

    def __await__(self):
        if self._state is _PENDING:
            self._park()
        return self.result()
        yield

    __iter__ = __await__


# ---- tasks ----

def _describe_coroutine(coro):
    name = f"{coro.__qualname__}()"
    if getattr(coro, "cr_frame", True) is not None:
        return name
    code = coro.cr_code
    return f"{name} done, defined at {code.co_filename}:{code.co_firstlineno}"


class Task(Future):
    """A coroutine that runs."""

    __module__ = "asyncio"
    _in_cancel = False
    _must_cancel = False
    _fut_waiter = None
    _cancels = 0
    _context = None  # the one it was given

    def __init__(self, coro, *, loop=None, name=None, context=None):
        self._begin(coro, get_event_loop() if loop is None else loop, name, context)

    def _begin(self, coro, loop, name, context):
        self._loop = loop
        if not isinstance(coro, _coroutine):
            raise TypeError(f"a coroutine was expected, got {coro!r}")
        if name is None:
            names = loop._names
            names.count += 1
            name = f"Task-{names.count}"
        self._name = str(name)
        self._coro = coro
        if context is not None:
            self._context = context
        loop._tasks[self] = None
        self._machine = _vm.task_start(_run_task, (self,), self, self._name, True)

    def _info(self):
        info = Future._info(self)
        if self._must_cancel:
            info[0] = "cancelling"
        info.insert(1, f"name={self._name!r}")
        info.insert(2, f"coro=<{_describe_coroutine(self._coro)}>")
        if self._fut_waiter is not None:
            info.insert(3, f"wait_for={self._fut_waiter!r}")
        return info

    def _describe_wait(self):
        return f"task {self._name!r}"

    def get_coro(self):
        return self._coro

    def get_name(self):
        return self._name

    def set_name(self, value):
        self._name = str(value)

    def set_result(self, result):
        raise RuntimeError("Task does not support set_result operation")

    def set_exception(self, exception):
        raise RuntimeError("Task does not support set_exception operation")

    def cancel(self, msg=None):
        if self._state is not _PENDING:
            return False
        self._cancels += 1
        waiter = self._fut_waiter
        if waiter is not None:
            if self._in_cancel:  # tasks that await each other
                self._cancel_message = msg
                return _vm.task_throw(self._machine, self._make_cancelled_error())
            self._in_cancel = True
            try:
                if waiter.cancel(msg):
                    return True
            finally:
                self._in_cancel = False
        self._must_cancel = True
        self._cancel_message = msg
        return True

    def cancelling(self):
        return self._cancels

    def uncancel(self):
        if self._cancels > 0:
            self._cancels -= 1
        return self._cancels

    def _end(self):
        self._loop._tasks.pop(self, None)


def _switch(task):
    """Lets the others have their turns."""
    ours = isinstance(task, Task)
    if ours and task._loop._clock is not None:
        task._loop._clock.turn()
    _vm.yield_now()
    if ours and task._must_cancel:
        task._must_cancel = False
        return task._make_cancelled_error()
    return None


def _refusal(task, future):
    """What a task gets that awaits what it cannot: at its next turn."""
    if future is task:
        error = RuntimeError(f"Task cannot await on itself: {task!r}")
    else:
        error = RuntimeError(f"Task {task!r} got Future {future!r} attached to a different loop")
    return _switch(task) or error


def _run_task(task):
    coro = task._coro
    error = None
    if task._context is not None:
        _vm.task_enter(task._context._box)
    if task._must_cancel:
        task._must_cancel = False
        error = task._make_cancelled_error()
    try:
        while True:
            if error is None:
                asked = coro.send(None)
            else:
                thrown, error = error, None
                asked = coro.throw(thrown)
            if asked is None:
                error = _switch(task)
            else:
                error = RuntimeError(f"Task got bad yield: {asked!r}")
    except StopIteration as end:
        task._end()
        if task._must_cancel:
            task._must_cancel = False
            Future.cancel(task, task._cancel_message)
        else:
            Future.set_result(task, end.value)
    except CancelledError as cancelled:
        task._end()
        task._cancelled_exc = cancelled
        Future.cancel(task)
    except BaseException as failed:
        task._end()
        Future.set_exception(task, failed)
        if isinstance(failed, _LEAVING):
            task._loop._leave(failed)


def current_task(loop=None):
    local = _vm.task_local()
    if local is None and loop is None:
        raise RuntimeError("no running event loop")
    return local if isinstance(local, Task) else None


def all_tasks(loop=None):
    loop = get_running_loop() if loop is None else loop
    return {task for task in loop._tasks if not task.done()}


def create_named(loop, coro, name, context):
    """A task that uses up a number even if it has a name, as those made by create_task() do."""
    task = loop.create_task(coro, name=name, context=context)
    if name is not None and loop._factory is None:
        loop._names.count += 1
    return task


def create_task(coro, *, name=None, context=None):
    return create_named(get_running_loop(), coro, name, context)


async def _wrap_awaitable(awaitable):
    return await awaitable


def ensure_future(coro_or_future, *, loop=None):
    if isinstance(coro_or_future, Future):
        if loop is not None and loop is not coro_or_future._loop:
            raise ValueError("The future belongs to a different loop than the one specified as the "
                             "loop argument")
        return coro_or_future
    wrapped = False
    if not isinstance(coro_or_future, _coroutine):
        if not hasattr(type(coro_or_future), "__await__"):
            raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
        coro_or_future = _wrap_awaitable(coro_or_future)
        wrapped = True
    try:
        return (get_event_loop() if loop is None else loop).create_task(coro_or_future)
    except RuntimeError:
        if not wrapped:
            coro_or_future.close()
        raise


# ---- sleeping and waiting ----

class _Turn:
    def __await__(self):
        error = _switch(_vm.task_local())
        if error is not None:
            raise error
        return
        yield


def _set_unless_cancelled(future, result):
    if not future.cancelled():
        future.set_result(result)


async def sleep(delay, result=None):
    if delay <= 0:
        await _Turn()
        return result
    loop = get_running_loop()
    future = loop.create_future()
    handle = loop.call_later(delay, _set_unless_cancelled, future, result)
    try:
        return await future
    finally:
        handle.cancel()


class _GatheringFuture(Future):
    """What gather gives: cancelling it cancels its children."""

    def __init__(self, children, loop):
        Future.__init__(self, loop=loop)
        self._children = children
        self._cancel_requested = False

    def cancel(self, msg=None):
        if self.done():
            return False
        any_cancelled = False
        for child in self._children:
            if child.cancel(msg):
                any_cancelled = True
        if any_cancelled:
            self._cancel_requested = True
        return any_cancelled


def _collect(future):
    if future.cancelled():
        message = future._cancel_message
        return CancelledError("" if message is None else message)
    error = future.exception()
    return future.result() if error is None else error


def _see(future):
    """Nobody else will ask for its exception."""
    if not future.cancelled():
        future.exception()


def gather(*coros_or_futures, return_exceptions=False):
    if not coros_or_futures:
        outer = get_event_loop().create_future()
        outer.set_result([])
        return outer
    known = {}
    children = []
    ended = 0
    outer = None

    def tell(future):
        nonlocal ended
        ended += 1
        if outer is None or outer._state is not _PENDING:
            _see(future)
            return
        if not return_exceptions and (
                future._state is not _FINISHED or future._exception is not None):
            if future.cancelled():
                outer.set_exception(future._make_cancelled_error())
            else:
                outer.set_exception(future.exception())
            return
        if ended == len(known):
            results = [child._result if child._state is _FINISHED and child._exception is None
                       else _collect(child) for child in children]
            if outer._cancel_requested:  # with the message of the last child, as in CPython
                outer.set_exception(children[-1]._make_cancelled_error())
            else:
                outer.set_result(results)

    loop = None
    for one in coros_or_futures:
        awaitable = isinstance(one, (Future, _coroutine)) or hasattr(type(one), "__await__")
        key = _vm.identity(one) if awaitable else None
        future = known.get(key)
        if future is None:
            future = ensure_future(one, loop=loop)
            loop = future._loop
            known[key] = future
            future.add_done_callback(tell)
        children.append(future)
    outer = _GatheringFuture(children, loop)
    return outer


FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"


def _release(waiter, *args):
    if not waiter.done():
        waiter.set_result(None)


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    if isinstance(fs, (Future, _coroutine)):
        raise TypeError(f"expect a list of futures, not {type(fs).__name__}")
    if not fs:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError(f"Invalid return_when value: {return_when}")
    fs = set(fs)
    if any(isinstance(f, _coroutine) for f in fs):
        raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    loop = get_running_loop()
    waiter = loop.create_future()
    handle = None if timeout is None else loop.call_later(timeout, _release, waiter)
    left = len(fs)

    def tell(future):
        nonlocal left
        left -= 1
        if left <= 0 or return_when == FIRST_COMPLETED or (
                return_when == FIRST_EXCEPTION and not future.cancelled()
                and future.exception() is not None):
            if handle is not None:
                handle.cancel()
            if not waiter.done():
                waiter.set_result(None)

    for future in fs:
        future.add_done_callback(tell)
    try:
        await waiter
    finally:
        if handle is not None:
            handle.cancel()
        for future in fs:
            future.remove_done_callback(tell)
    done, pending = set(), set()
    for future in fs:
        (done if future.done() else pending).add(future)
    return done, pending


async def _cancel_and_wait(future):
    waiter = get_running_loop().create_future()
    release = lambda _: _release(waiter)
    future.add_done_callback(release)
    try:
        future.cancel()
        await waiter
    finally:
        future.remove_done_callback(release)


def _timed_out(future):
    try:
        return future.result()
    except CancelledError as error:
        raise TimeoutError() from error


async def wait_for(fut, timeout):
    loop = get_running_loop()
    if timeout is None:
        return await fut
    if timeout <= 0:
        fut = ensure_future(fut, loop=loop)
        if fut.done():
            return fut.result()
        await _cancel_and_wait(fut)
        return _timed_out(fut)
    waiter = loop.create_future()
    handle = loop.call_later(timeout, _release, waiter)
    release = lambda _: _release(waiter)
    fut = ensure_future(fut, loop=loop)
    fut.add_done_callback(release)
    try:
        try:
            await waiter
        except CancelledError:
            if fut.done():
                return fut.result()
            fut.remove_done_callback(release)
            await _cancel_and_wait(fut)
            raise
        if fut.done():
            return fut.result()
        fut.remove_done_callback(release)
        await _cancel_and_wait(fut)
        return _timed_out(fut)
    finally:
        handle.cancel()


def shield(arg):
    inner = ensure_future(arg)
    if inner.done():
        return inner
    outer = inner._loop.create_future()

    def inner_ended(inner):
        if outer.cancelled():
            _see(inner)
            return
        if inner.cancelled():
            outer.cancel()
        elif inner.exception() is not None:
            outer.set_exception(inner.exception())
        else:
            outer.set_result(inner.result())

    def outer_ended(outer):
        if not inner.done():
            inner.remove_done_callback(inner_ended)

    inner.add_done_callback(inner_ended)
    outer.add_done_callback(outer_ended)
    return outer
