"""asyncio of CPython 3.11, over the machine's tasks: runners, timeouts, groups, and the rest."""
import _vm

from _asyncio_core import (ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, CancelledError, Future,
                           Handle, InvalidStateError, Loop, Task, TimerHandle, all_tasks,
                           create_task, current_task, ensure_future, gather, get_event_loop,
                           get_running_loop, iscoroutine, iscoroutinefunction, isfuture, shield,
                           sleep, wait, wait_for)
from _asyncio_core import _running, create_named
from _contextvars import copy_context
from _asyncio_sync import (Barrier, BoundedSemaphore, BrokenBarrierError, Condition, Event,
                           LifoQueue, Lock, PriorityQueue, Queue, QueueEmpty, QueueFull, Semaphore)

AbstractEventLoop = Loop
TimeoutError = TimeoutError

__all__ = ("ALL_COMPLETED", "AbstractEventLoop", "Barrier", "BoundedSemaphore",
           "BrokenBarrierError", "CancelledError", "Condition", "Event", "FIRST_COMPLETED",
           "FIRST_EXCEPTION", "Future", "Handle", "InvalidStateError", "LifoQueue", "Lock",
           "PriorityQueue", "Queue", "QueueEmpty", "QueueFull", "Runner", "Semaphore", "Task",
           "TaskGroup", "Timeout", "TimeoutError", "TimerHandle", "all_tasks", "as_completed",
           "create_task", "current_task", "ensure_future", "gather", "get_event_loop",
           "get_running_loop", "iscoroutine", "iscoroutinefunction", "isfuture", "new_event_loop",
           "run", "shield", "sleep", "timeout", "timeout_at", "wait", "wait_for")


def new_event_loop():
    return Loop()


# ---- runners ----

class Runner:
    """Runs coroutines in one loop, which ends with it."""

    def __init__(self, *, debug=None, loop_factory=None):
        self._state = "created"
        self._debug = debug
        self._factory = Loop if loop_factory is None else loop_factory
        self._loop = None
        self._context = None

    def __enter__(self):
        self._begin()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.close()

    def _begin(self):
        if self._state == "closed":
            raise RuntimeError("Runner is closed")
        if self._state == "created":
            self._loop = self._factory()
            if self._debug is not None:
                self._loop.set_debug(self._debug)
            self._context = copy_context()
            self._state = "initialized"

    def get_loop(self):
        self._begin()
        return self._loop

    def run(self, coro, *, context=None):
        if not iscoroutine(coro):
            raise ValueError(f"a coroutine was expected, got {coro!r}")
        if _running() is not None:
            raise RuntimeError("Runner.run() cannot be called from a running event loop")
        self._begin()
        task = self._loop.create_task(coro, context=self._context if context is None else context)
        return self._loop.run_until_complete(task)

    def close(self):
        if self._state != "initialized":
            return
        loop = self._loop
        try:
            _cancel_all(loop)
            _drop_handles(loop)
            loop._names.count += 2  # CPython shuts down generators and threads in tasks
        finally:
            loop.close()
            self._loop = None
            self._state = "closed"


def _cancel_all(loop):
    left = [task for task in loop._tasks if not task.done()]
    if not left:
        return
    for task in left:
        task.cancel()

    loop.run_until_complete(gather(*left, return_exceptions=True))
    for task in left:
        if not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler(
                {"message": "unhandled exception during asyncio.run() shutdown",
                 "exception": task.exception(), "task": task})


def _drop_handles(loop):
    """Callbacks that wait for their time do not outlive their loop."""
    for machine in _vm.tasks():
        local = _vm.task_about(machine)[1]
        if isinstance(local, Handle) and local._loop is loop:
            local._cancelled = True
            _vm.task_drop(machine)


def run(main, *, debug=None):
    if _running() is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    with Runner(debug=debug) as runner:
        return runner.run(main)


# ---- timeouts ----

class Timeout:
    __module__ = "asyncio.timeouts"

    def __init__(self, when):
        self._state = "created"
        self._handler = None
        self._task = None
        self._when = when

    def when(self):
        return self._when

    def reschedule(self, when):
        assert self._state != "created"
        if self._state != "active":
            raise RuntimeError(f"Cannot change state of {self._state} Timeout")
        self._when = when
        if self._handler is not None:
            self._handler.cancel()
        if when is None:
            self._handler = None
            return
        loop = get_running_loop()
        if when <= loop.time():
            self._handler = loop.call_soon(self._on_timeout)
        else:
            self._handler = loop.call_at(when, self._on_timeout)

    def expired(self):
        return self._state in ("expiring", "expired")

    def __repr__(self):
        info = ""
        if self._state == "active":
            info = f" when={None if self._when is None else round(self._when, 3)}"
        return f"<Timeout [{self._state}]{info}>"

    async def __aenter__(self):
        self._state = "active"
        self._task = current_task()
        if self._task is None:
            raise RuntimeError("Timeout should be used inside a task")
        self.reschedule(self._when)
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        assert self._state in ("active", "expiring")
        if self._handler is not None:
            self._handler.cancel()
            self._handler = None
        if self._state == "expiring":
            self._state = "expired"
            if self._task.uncancel() == 0 and exc_type is CancelledError:
                raise TimeoutError
        elif self._state == "active":
            self._state = "finished"
        return None

    def _on_timeout(self):
        assert self._state == "active"
        self._task.cancel()
        self._state = "expiring"
        self._handler = None


def timeout(delay):
    loop = get_running_loop()
    return Timeout(None if delay is None else loop.time() + delay)


def timeout_at(when):
    return Timeout(when)


# ---- task groups ----

class TaskGroup:
    """Tasks that end before the block does; when one fails the others are cancelled."""

    __module__ = "asyncio.taskgroups"

    def __init__(self):
        self._entered = False
        self._exiting = False
        self._aborting = False
        self._loop = None
        self._parent = None
        self._parent_cancelled = False
        self._tasks = {}
        self._errors = []
        self._base_error = None
        self._all_done = None

    def __repr__(self):
        info = []
        if self._tasks:
            info.append(f"tasks={len(self._tasks)}")
        if self._errors:
            info.append(f"errors={len(self._errors)}")
        if self._aborting:
            info.append("cancelling")
        elif self._entered:
            info.append("entered")
        return f"<TaskGroup{''.join(' ' + one for one in info)}>"

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has been already entered")
        self._entered = True
        self._loop = get_running_loop()
        self._parent = current_task(self._loop)
        if self._parent is None:
            raise RuntimeError(f"TaskGroup {self!r} cannot determine the parent task")
        return self

    async def __aexit__(self, et, exc, tb):
        self._exiting = True
        if exc is not None and _is_base_error(exc) and self._base_error is None:
            self._base_error = exc
        cancelled = exc if et is CancelledError else None
        if self._parent_cancelled and self._parent.uncancel() == 0:
            cancelled = None
        if et is not None and not self._aborting:
            self._abort()
        while self._tasks:
            if self._all_done is None:
                self._all_done = self._loop.create_future()
            try:
                await self._all_done
            except CancelledError as error:
                if not self._aborting:
                    cancelled = error
                    self._abort()
            self._all_done = None
        if self._base_error is not None:
            raise self._base_error
        if cancelled is not None and not self._errors:
            raise cancelled
        if et is not None and et is not CancelledError:
            self._errors.append(exc)
        if self._errors:
            try:
                raise BaseExceptionGroup("unhandled errors in a TaskGroup", self._errors) from None
            finally:
                self._errors = None

    def create_task(self, coro, *, name=None, context=None):
        if not self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has not been entered")
        if self._exiting and not self._tasks:
            raise RuntimeError(f"TaskGroup {self!r} is finished")
        if self._aborting:
            raise RuntimeError(f"TaskGroup {self!r} is shutting down")
        task = create_named(self._loop, coro, name, context)
        task.add_done_callback(self._on_task_done)
        self._tasks[task] = None
        return task

    def _abort(self):
        self._aborting = True
        for task in self._tasks:
            if not task.done():
                task.cancel()

    def _on_task_done(self, task):
        self._tasks.pop(task, None)
        if self._all_done is not None and not self._tasks and not self._all_done.done():
            self._all_done.set_result(True)
        if task.cancelled() or task.exception() is None:
            return
        error = task.exception()
        self._errors.append(error)
        if _is_base_error(error) and self._base_error is None:
            self._base_error = error
        if self._parent.done():
            self._loop.call_exception_handler(
                {"message": f"Task {task!r} has errored out but its parent task {self._parent} "
                            "is already completed", "exception": error, "task": task})
            return
        if not self._aborting and not self._parent_cancelled:
            self._abort()
            self._parent_cancelled = True
            self._parent.cancel()


def _is_base_error(error):
    return isinstance(error, (SystemExit, KeyboardInterrupt))


# ---- as they complete ----

def as_completed(fs, *, timeout=None):
    if isfuture(fs) or iscoroutine(fs):
        raise TypeError(f"expect an iterable of futures, not {type(fs).__name__}")
    ended = Queue()
    loop = get_event_loop()
    left = {ensure_future(f, loop=loop): None for f in dict.fromkeys(fs)}
    handle = None

    def on_timeout():
        for future in left:
            future.remove_done_callback(on_end)
            ended.put_nowait(None)
        left.clear()

    def on_end(future):
        if not left:
            return
        left.pop(future)
        ended.put_nowait(future)
        if not left and handle is not None:
            handle.cancel()

    async def next_one():
        future = await ended.get()
        if future is None:
            raise TimeoutError
        return future.result()

    for future in left:
        future.add_done_callback(on_end)
    if left and timeout is not None:
        handle = loop.call_later(timeout, on_timeout)
    for _ in range(len(left)):
        yield next_one()
