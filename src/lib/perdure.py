"""What a durable program can say: steps, timers, signals, promises, http, logs.

Everything here is an effect: it is asked of the host once, recorded, and never asked again for the
same place of the run.
"""
import _vm
import builtins as _builtins

import _prelude_host
from _prelude_effect import handle, under
from _prelude_host import now, sleep, sleep_until
from _prelude_task import (HIGH, IDLE, NORMAL, CancelledError, Channel, ChannelClosed,
                           DeadlockError, Promise, Semaphore, Task, current_task, gather, race,
                           spawn, yield_now)

__all__ = ("Cancelled", "CancelledError", "Channel", "ChannelClosed", "ContinuationExit",
           "ContinuationUsed", "DeadlockError", "DeterminismError", "FuelExhausted",
           "HIGH", "HandlerEscaped", "IDLE", "NORMAL", "Promise", "Retry", "Semaphore", "Task",
           "UnhandledEffect", "checkpoint", "context", "ctl", "current_task", "effect", "gather",
           "handle", "handler", "host", "http", "info", "log", "now", "perform", "promise", "race",
           "signals", "sleep", "sleep_until", "spawn", "step", "suspend", "under", "yield_now")

Cancelled = _vm.Cancelled
ContinuationExit = _vm.ContinuationExit
ContinuationUsed = _vm.ContinuationUsed
FuelExhausted = _vm.FuelExhausted
HandlerEscaped = _vm.HandlerEscaped
UnhandledEffect = _vm.UnhandledEffect
__path__ = ("<perdure>/perdure",)  # a package: perdure.handlers is below it


def effect(function):
    """An operation that the nearest handler with a clause of that name answers.

    A body is what it does where there is no handler."""
    return _vm.new_effect(function, _vm.has_body(function))


def ctl(function):
    """A control clause: it gets the continuation of the operation after self."""
    if not _vm.is_control(function):
        raise TypeError("ctl must be written above the clause, as @ctl or @perdure.ctl")
    return function


def _effect_for(value):
    """The effect that a value is or stands for, or None."""
    if _vm.effect_function(value) is not None:
        return value
    if value is _builtins.print or value is _builtins.input:
        return _prelude_host.print if value is _builtins.print else _prelude_host.input
    return getattr(value, "__effect__", None)


def _effect_of(clause, named):
    name = clause.__name__
    for found in named:
        if found.__name__ == name:
            return found
    if name in clause.__globals__:
        return _effect_for(clause.__globals__[name])
    return _effect_for(getattr(_builtins, name)) if name in ("print", "input") else None


def _add_clauses(cls, named):
    clauses = {}
    for base in reversed(cls.__mro__):
        pairs = iter(vars(base).get("__clauses__", ()))
        clauses.update(zip(pairs, pairs))
    for clause in vars(cls).values():
        if isinstance(clause, (staticmethod, classmethod)):
            function = clause.__func__
            if _vm.is_instance(function, _vm.function) and _effect_of(function, named) is not None:
                raise TypeError(f"{function.__qualname__} is no clause: "
                                f"it is under @{type(clause).__name__}")
        if _vm.is_instance(clause, _vm.function):
            found = _effect_of(clause, named)
            if found is not None:
                clauses[_vm.identity(found)] = clause
            elif _vm.is_control(clause):
                raise TypeError(f"{clause.__qualname__} is a control clause of no effect: "
                                f"name the effect in @handler({clause.__name__})")
    cls.__clauses__ = tuple(part for pair in clauses.items() for part in pair)
    cls.__handler__ = cls
    return cls


def handler(*given):
    """A class whose methods are the clauses of the effects that have their names.

    Effects are found among the globals of the module; @handler(ask, tell) names others."""
    if len(given) == 1 and isinstance(given[0], type):
        return _add_clauses(given[0], ())
    named = []
    for one in given:
        found = _effect_for(one)
        if found is None:
            raise TypeError(f"{one!r} is no effect")
        named.append(found)
    return lambda cls: _add_clauses(cls, named)


def suspend(function, /, *args, **kwargs):
    """A continuation that has not begun: sending it None calls the function."""
    return _vm.suspend(function, args, kwargs)


def context():
    """The handlers around here, the innermost first, for under()."""
    return _vm.context()


def perform(operation, /, *arguments, to=None):
    """Performs an operation, as effect.op(...) gives it; to= names the one handler for it.

    With a name and arguments it asks the host; what that gives is recorded."""
    if not _vm.is_operation(operation):
        if to is not None:
            raise TypeError("to= goes with an operation, as effect.op(...) gives it")
        return _vm.perform(operation, *arguments)
    if arguments:
        raise TypeError("an operation has its arguments already")
    return _vm.perform_operation(operation, to)


class DeterminismError(RuntimeError):
    """The program asked for another step, or another input, than the journal holds here."""


class Retry:
    """How often and after what delays a failing step is tried again.

    Delays are in seconds and are durable timers."""

    def __init__(self, attempts=3, delay=1.0, factor=2.0, max_delay=60.0, on=(Exception,), no=()):
        if attempts < 1:
            raise ValueError("attempts must be at least 1")
        for name, value in (("delay", delay), ("factor", factor), ("max_delay", max_delay)):
            if not isinstance(value, (int, float)):
                raise TypeError(f"{name} must be a number, not {type(value).__name__}")
            if not value >= 0:
                raise ValueError(f"{name} must not be negative")
        self.attempts = attempts
        self.delay = delay
        self.factor = factor
        self.max_delay = max_delay
        self.on = on if isinstance(on, type) else tuple(on)
        self.no = no if isinstance(no, type) else tuple(no)

    def after(self, attempt, error):
        """Seconds to wait after the failure of that attempt (from 1), or None to give up."""
        if attempt >= self.attempts or not isinstance(error, self.on) or isinstance(error, self.no):
            return None
        wait = self.delay
        for _ in range(attempt - 1):
            if wait >= self.max_delay:
                break
            wait *= self.factor
        return wait if wait < self.max_delay else self.max_delay


_PLAIN = (bool, int, float, str, bytes)


def _plain(value):
    """The value as data that every record can hold."""
    if value is None or type(value) in _PLAIN and type(value) is not str:
        return value
    text = value if type(value) is str else repr(value)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _pack_error(error):
    """Class, arguments and attributes of an exception."""
    cls = type(error)
    args = list(error.args)
    if isinstance(error, OSError) and len(args) == 2 and error.filename is not None:
        args.append(error.filename)
    return [cls.__module__, cls.__qualname__, args, dict(vars(error))]


def _pack_plainly(error):
    """The same, cut to what every record can hold."""
    module, qualname, args, attributes = _pack_error(error)
    kept = {name: _plain(v) for name, v in attributes.items() if v is None or type(v) in _PLAIN}
    return [module, qualname, [_plain(arg) for arg in args], kept]


def _find_class(module, qualname):
    space = _vm.modules().get(module)
    if space is None:
        space = _vm.image_module(module)
    found = space
    for part in qualname.split("."):
        found = getattr(found, part, None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return found
    return None


def _unpack_error(packed):
    module, qualname, args, attributes = packed
    cls = _find_class(module, qualname)
    if cls is None:
        return RuntimeError(f"{module}.{qualname}: {', '.join(map(str, args))}")
    if _vm.is_image(cls):
        error = cls(*args)
    else:  # its __init__ may take other arguments than those that it passed on
        error = cls.__new__(cls, *args)
        if not isinstance(error, OSError):
            error.args = tuple(args)
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


def _open_outcome(outcome):
    if outcome[0] == "value":
        return outcome[1]
    raise _unpack_error(outcome[1])


def _refused(failure):
    """Why an outcome cannot be recorded, in the words of who wrote the step."""
    text = str(failure).replace("cannot encode value[0][1]", "cannot record the step's result", 1)
    return type(failure)(text.replace("arguments of effect step_end are", "a step's result is", 1))


def _end_step(outcome, error):
    try:
        return _vm.perform("step_end", outcome)
    except Exception as failure:
        error = _refused(failure) if error is None else error
        try:
            return _vm.perform("step_end", ["error", _pack_plainly(error)])
        except Exception:  # its texts are too large
            cls = type(error)
            return _vm.perform("step_end", ["error", [cls.__module__, cls.__qualname__, [], {}]])


def _check_step(namespace, key, retry):
    if not isinstance(key, str) or not key:
        raise TypeError("the key of a step must be a str that is not empty")
    if not isinstance(namespace, str):
        raise TypeError(f"the namespace of a step must be a str, not {type(namespace).__name__}")
    if retry is not None and not isinstance(retry, Retry):
        raise TypeError(f"retry must be a Retry, not {type(retry).__name__}")


@_prelude_host.host_effect
def step(key, input, run, namespace, retry):
    """The outcome of run(), recorded once under the key."""
    state = _vm.state()
    outer = state.get("step")
    is_open = False  # whatever happens then, the attempt must be ended
    try:
        answer = _vm.perform("step_begin", namespace, key, input)
        while answer[0] != "done":
            is_open = True
            state["step"] = [answer[2], 0]
            delay = failed = None
            try:
                outcome = ["value", run()]
            except BaseException as error:
                failed = error
                outcome = ["error", _pack_error(error)]
                if retry is not None and isinstance(error, Exception):
                    delay = retry.after(answer[1], error)
            state["step"] = outer
            if delay is None:
                answer = _end_step(outcome, failed)
            else:
                answer = _vm.perform("step_retry", _pack_plainly(failed), delay)
    except BaseException as error:
        state["step"] = outer
        if not is_open:
            raise
        answer = _end_step(["error", _pack_error(error)], error)
    return _open_outcome(answer[1])


_step_effect = step


def _run_step(namespace, key, given, call, retry):
    _check_step(namespace, key, retry)
    if _vm.is_handled(_step_effect):  # a clause that runs it stands outside its own handler
        around, inner = context(), call

        def call():
            return under(around, inner)

    return _step_effect(key, given, call, namespace, retry)


class _Step:
    """@step, @step(...) and step.run(key, [input,] fn): work whose result is recorded once."""

    __effect__ = _step_effect

    def __call__(self, fn=None, *, key=None, namespace="", retry=None):
        if fn is None:
            return lambda function: self(function, key=key, namespace=namespace, retry=retry)
        name = fn.__qualname__ if key is None else key

        def wrapper(*args, **kwargs):
            given = [list(args), kwargs]
            return _run_step(namespace, name, given, lambda: fn(*args, **kwargs), retry)

        wrapper.__name__ = fn.__name__
        wrapper.__qualname__ = fn.__qualname__
        wrapper.__doc__ = fn.__doc__
        wrapper.__wrapped__ = fn
        return wrapper

    def run(self, key, *rest, namespace="", retry=None):
        if len(rest) == 1:
            fn = rest[0]
            return _run_step(namespace, key, None, fn, retry)
        if len(rest) == 2:
            given, fn = rest
            return _run_step(namespace, key, given, lambda: fn(given), retry)
        count = len(rest) + 1
        raise TypeError(f"step.run() takes (key, fn) or (key, input, fn), not {count} arguments")


step = _Step()


def _check_timeout(timeout):
    return None if timeout is None else _prelude_host.check_time(timeout, "timeout")


def _check_signal(name):
    if not isinstance(name, str):
        raise TypeError(f"the name of a signal must be a str, not {type(name).__name__}")
    return name


@_prelude_host.host_effect
def signals(name, timeout):
    """The payload of the next signal of that name; TimeoutError after timeout seconds."""
    return _vm.perform("signal_wait", name, timeout)


class _Signals:
    __effect__ = signals

    def wait(self, name, timeout=None):
        """The payload of the next signal of that name; TimeoutError after timeout seconds."""
        return _signal_effect(_check_signal(name), _check_timeout(timeout))

    def poll(self, name, default=None):
        """The payload of the next signal of that name if one is there, else default."""
        found = _vm.perform("signal_poll", _check_signal(name))
        return found[0] if found else default


_signal_effect = signals
signals = _Signals()


class _OutsidePromise:
    """A value that the outside gives once: perdure resolve ID JSON, or perdure reject."""

    def __init__(self, id):
        self.id = id

    def wait(self, timeout=None):
        return _vm.perform("promise_wait", self.id, _check_timeout(timeout))


def promise():
    return _OutsidePromise(_vm.perform("promise"))


def checkpoint():
    """Asks for a snapshot now. Never needed for safety; it shortens a later recovery."""
    _vm.perform("checkpoint")


@_prelude_host.host_effect
def log(level, message, fields):
    """A line of the run's log; fields is a dict."""
    _vm.perform("log", level, message, fields)


_log_effect = log


class _Log:
    __effect__ = _log_effect

    def debug(self, message, **fields):
        _log_effect("debug", str(message), fields)

    def info(self, message, **fields):
        _log_effect("info", str(message), fields)

    def warning(self, message, **fields):
        _log_effect("warning", str(message), fields)

    def error(self, message, **fields):
        _log_effect("error", str(message), fields)


log = _Log()


class _Info:
    @property
    def run_id(self):
        return _vm.perform("run_info")["run_id"]

    @property
    def program(self):
        return _vm.perform("run_info")["program"]

    @property
    def input(self):
        return _vm.perform("run_info")["input"]

    @property
    def attempt(self):
        return _vm.perform("run_info")["attempt"]

    @property
    def seed(self):
        return _vm.perform("run_info")["seed"]


info = _Info()


class HTTPError(OSError):
    """A response whose status says failure; .response has it."""


class Response:
    def __init__(self, status, headers, body, url):
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url

    @property
    def ok(self):
        return 200 <= self.status < 300

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        import json
        return json.loads(self.body.decode("utf-8"))

    def header(self, name, default=None):
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return default

    def raise_for_status(self):
        if not self.ok:
            error = HTTPError(f"HTTP status {self.status} from {self.url}")
            error.response = self
            raise error
        return self

    def __repr__(self):
        return f"<Response {self.status} {self.url}>"


@_prelude_host.host_effect
def http(request):
    """The Response to a request: a dict with method, url, headers, body, timeout, max_body,
    max_redirects and, inside a step, key."""
    got = _vm.perform("http", request)
    return Response(got["status"], got["headers"], got["body"], got["url"])


_http_effect = http


class _Http:
    __effect__ = _http_effect

    def request(self, method, url, *, headers=None, body=None, json=None, timeout=30,
                max_body=None, redirects=0):
        items = headers.items() if isinstance(headers, dict) else headers or ()
        pairs = [[str(k), str(v)] for k, v in items]
        if json is not None:
            import json as codec
            body = codec.dumps(json)
            if not any(k.lower() == "content-type" for k, _ in pairs):
                pairs.append(["Content-Type", "application/json"])
        if isinstance(body, str):
            body = body.encode("utf-8")
        asked = {}  # keys in the order of canonical CBOR, so that the host sees a map
        current = _vm.state().get("step")
        if current is not None:
            asked["key"] = f"{current[0]}-{current[1]}"
            current[1] += 1
        asked["url"] = url
        asked["body"] = body
        asked["method"] = method
        asked["headers"] = pairs
        asked["timeout"] = timeout
        asked["max_body"] = max_body
        asked["max_redirects"] = redirects
        return _http_effect(asked)

    def get(self, url, **options):
        return self.request("GET", url, **options)

    def post(self, url, **options):
        return self.request("POST", url, **options)

    def put(self, url, **options):
        return self.request("PUT", url, **options)

    def delete(self, url, **options):
        return self.request("DELETE", url, **options)


http = _Http()


class _Host:
    """What is asked of the host, as effects: for k.forward(host.http.op(request)) and the like."""

    now = now
    sleep = sleep
    sleep_until = sleep_until
    print = _prelude_host.print
    input = _prelude_host.input
    entropy = _prelude_host.entropy
    http = _http_effect
    step = _step_effect
    log = _log_effect
    signals = _signal_effect


host = _Host()
