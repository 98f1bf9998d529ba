"""Standard handlers: small classes under @handler, each with the effects that it answers.

    handle(Reader({"host": "localhost"}), main)

What each promises is a law; test/laws holds them to it. They are plain programs: whoever needs
another behaviour writes a class like these.
"""
import _vm

from perdure import Response as _Response
from perdure import Retry as _Policy
from perdure import _effect_for, context, ctl, effect, handle, handler, host, now, sleep, under

__all__ = ("Cache", "Choice", "Log", "MockHost", "Observe", "Reader", "Rejected", "Result",
           "Retry", "State", "Timeout", "Try", "Writer", "ask", "attempt", "fail", "first", "get",
           "local", "modify", "put", "reject", "tell")

_MISSING = object()


def _answers(cls, effects, make):
    """A new instance of a subclass of cls with a clause for each of the effects."""
    if not effects:
        raise TypeError(f"{cls.__name__}() needs an effect to answer")
    clauses = {}
    for given in effects:
        one = _effect_for(given)
        if one is None:
            raise TypeError(f"{given!r} is no effect")
        if one.__name__ in clauses:
            raise TypeError(f"{cls.__name__}() got two effects with the name {one.__name__}")
        clause = make(one)
        clause.__name__ = one.__name__
        clause.__qualname__ = f"{cls.__qualname__}.{one.__name__}"
        clauses[one.__name__] = clause
    made = type(cls.__name__, (cls,), clauses)
    made.__module__ = cls.__module__
    made.__qualname__ = cls.__qualname__
    return object.__new__(handler(*effects)(made))


# -- reader: values that are given from outside --

@effect
def ask(key):
    """The value that the reader has for the key."""


def local(changes, function, /, *args, **kwargs):
    """function(*args, **kwargs), to which ask() gives the changes first."""
    return handle(_Local(changes), function, *args, **kwargs)


@handler
class Reader:
    """Answers ask(key) from a mapping; a key that is not there is a KeyError where it is asked."""

    def __init__(self, values=(), /, **more):
        self.values = dict(values, **more)

    def ask(self, key):
        return self.values[key]


@handler
class _Local:
    def __init__(self, changes):
        self.changes = dict(changes)

    def ask(self, key):
        found = self.changes.get(key, _MISSING)
        return ask(key) if found is _MISSING else found


# -- state: values that are changed --

@effect
def get(key, default=_MISSING):
    """The value of the key; without one the default, or a KeyError."""


@effect
def put(key, value):
    """Gives the key that value."""


def modify(key, function):
    """Gives the key the value of function(what it had), which is also the answer."""
    value = function(get(key))
    put(key, value)
    return value


@handler
class State:
    """Answers get and put; `values` is what they left, also when an exception ended the block."""

    def __init__(self, values=(), /, **more):
        self.values = dict(values, **more)

    def get(self, key, default=_MISSING):
        if default is _MISSING:
            return self.values[key]
        return self.values.get(key, default)

    def put(self, key, value):
        self.values[key] = value


# -- writer: what a program says --

@effect
def tell(*items):
    """Adds the items to what was said."""


@handler
class Writer:
    """Collects in `output`, a list, what is told."""

    def __init__(self, output=None):
        self.output = [] if output is None else output

    def tell(self, *items):
        self.output.extend(items)


# -- try: failure as data --

class Result:
    """How something ended: a value, or an error."""

    __match_args__ = ("value", "error")

    def __init__(self, value=None, error=None):
        self.value = value
        self.error = error

    @property
    def ok(self):
        return self.error is None

    def get(self):
        """The value; an error is raised."""
        if self.error is not None:
            raise self.error
        return self.value

    def get_or(self, default):
        return self.value if self.error is None else default

    def map(self, function):
        """The result of function(value); an error stays what it is."""
        return self if self.error is not None else attempt(function, self.value)

    def __eq__(self, other):
        if not isinstance(other, Result):
            return NotImplemented
        return self.error is other.error and self.value == other.value

    def __repr__(self):
        return f"Result({self.value!r})" if self.ok else f"Result(error={self.error!r})"


@effect
def fail(error):
    """Fails with that exception: raises it, unless a handler has something better to do."""
    raise error


@handler
class Try:
    """The answer is a Result. fail(error) ends the block, whose cleanup runs."""

    @ctl
    def fail(self, k, error):
        return Result(error=error)

    def on_return(self, value):
        return Result(value)


def attempt(function, /, *args, **kwargs):
    """The Result of function(*args, **kwargs); an Exception it raises is one, too."""
    try:
        return handle(Try(), function, *args, **kwargs)
    except Exception as error:
        return Result(error=error)


# -- choice: alternatives in order --

class Rejected(Exception):
    """No alternative was left."""


@effect
def reject(reason=None):
    """This alternative is none: the next one is tried. Rejected where there is no choice."""
    raise Rejected(reason)


@handler
class Choice:
    """The answer is (True, value), or (False, reason) when it was rejected, whose cleanup ran."""

    @ctl
    def reject(self, k, reason=None):
        return False, reason

    def on_return(self, value):
        return True, value


def first(*alternatives):
    """The value of the first alternative, a function, that does not reject; the last reason is
    rejected outward."""
    reason = None
    for alternative in alternatives:
        accepted, value = handle(Choice(), alternative)
        if accepted:
            return value
        reason = value
    return reject(reason)


# -- handlers of any effect: they ask further outside --

_DICT = object()  # what no tuple of a program begins with
_LIST = object()


def _frozen(value):
    """The same as something hashable, as far as lists and dicts are what it is made of."""
    if isinstance(value, dict):
        return _DICT, *((key, _frozen(item)) for key, item in value.items())
    if isinstance(value, list):
        return _LIST, *map(_frozen, value)
    return tuple(map(_frozen, value)) if isinstance(value, tuple) else value


class Cache:
    """Asks for the answer of an operation once and remembers it in `answers`, by name and
    arguments. An exception is not remembered."""

    def __new__(cls, *effects):
        def make(one):
            def clause(self, *args, **kwargs):
                key = one.__name__, _frozen(args), *_frozen(tuple(kwargs.items()))
                answer = self.answers.get(key, _MISSING)
                if answer is _MISSING:
                    answer = self.answers[key] = one(*args, **kwargs)
                return answer
            return clause
        return _answers(cls, effects, make)

    def __init__(self, *effects):
        self.answers = {}

    def forget(self):
        self.answers.clear()


class Retry:
    """Performs an operation that fails again, after the delays of perdure.Retry, whose options
    it takes."""

    def __new__(cls, *effects, **policy):
        def make(one):
            def clause(self, *args, **kwargs):
                attempt = 1
                while True:
                    try:
                        return one(*args, **kwargs)
                    except Exception as error:
                        delay = self.policy.after(attempt, error)
                        if delay is None:
                            raise
                    if delay > 0:
                        sleep(delay)
                    attempt += 1
            return clause
        return _answers(cls, effects, make)

    def __init__(self, *effects, attempts=3, delay=1.0, factor=2.0, max_delay=60.0,
                 on=(Exception,), no=()):
        self.policy = _Policy(attempts, delay, factor, max_delay, on, no)


class Timeout:
    """TimeoutError where one of the effects is performed, or answered, after `seconds` from now."""

    def __new__(cls, *effects, seconds):
        def make(one):
            def clause(self, *args, **kwargs):
                self.check(one)
                answer = one(*args, **kwargs)
                self.check(one)
                return answer
            return clause
        return _answers(cls, effects, make)

    def __init__(self, *effects, seconds):
        self.seconds = seconds
        self.deadline = now() + seconds

    def check(self, one):
        if now() >= self.deadline:
            raise TimeoutError(f"{one.__name__} came after {self.seconds} s")


class Observe:
    """Calls function(name, args, kwargs) before each operation goes on. What the function raises
    is raised where the operation was performed, which nobody else gets then."""

    def __new__(cls, *effects, by):
        def make(one):
            def clause(self, *args, **kwargs):
                self.by(one.__name__, args, kwargs)
                return one(*args, **kwargs)
            return clause
        return _answers(cls, effects, make)

    def __init__(self, *effects, by):
        self.by = by


# -- the host --

@handler(host.log)
class Log:
    """Collects the lines of perdure.log from a level on in `lines`, as (level, message, fields);
    with pass_on they go on outside as well."""

    LEVELS = ("debug", "info", "warning", "error")

    def __init__(self, level="debug", pass_on=False):
        self.least = self.LEVELS.index(level)
        self.pass_on = pass_on
        self.lines = []

    def log(self, level, message, fields):
        if self.LEVELS.index(level) >= self.least:
            self.lines.append((level, message, fields))
        if self.pass_on:
            host.log(level, message, fields)


def _next_of(table, keys, what):
    """The answer of the first key that the table has; an iterator gives one each time."""
    for key in keys:
        if key in table:
            answer = table[key]
            break
    else:
        raise LookupError(f"MockHost has no answer to {what}")
    if hasattr(type(answer), "__next__"):
        answer = next(answer, _MISSING)
        if answer is _MISSING:
            raise LookupError(f"MockHost has no more answers to {what}")
    return answer


def _raised(answer):
    """The answer, unless it is an exception."""
    if isinstance(answer, BaseException) or (
            isinstance(answer, type) and issubclass(answer, BaseException)):
        raise answer
    return answer


@handler(host.now, host.sleep, host.sleep_until, host.print, host.input, host.entropy, host.http,
         host.step, host.log, host.signals)
class MockHost:
    """Answers what a program asks of the host, from tables: for tests of workflows.

    now       the time it starts at; only sleep and waiting let it pass
    input     lines of the standard input
    http      "GET URL", or "URL" for any method: a Response, a status, bytes or text, other data
              (as JSON), an exception, or a function of the request that gives one of these
    signals   by name: a payload or an exception
    steps     by key: a value, an exception or a function of the input; others are really run
    An iterator in a table gives another answer each time. Afterwards `output` has what was printed,
    `logged` the lines of the log, `calls` all that was asked, as (name, arguments)."""

    def __init__(self, *, now=0.0, input=(), http=(), signals=(), steps=(), seed=0):
        self.time = float(now)
        self.lines = iter(input)
        self.answers = dict(http)
        self.payloads = dict(signals)
        self.steps = dict(steps)
        self.seed = seed
        self.output = ""
        self.logged = []
        self.calls = []

    def asked(self, name, *arguments):
        self.calls.append((name, arguments))

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.asked("sleep", seconds)
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self.time += seconds

    def sleep_until(self, when):
        self.asked("sleep_until", when)
        self.time = max(self.time, float(when))

    def print(self, text):
        self.output += text

    def input(self, prompt):
        self.asked("input", prompt)
        self.output += prompt
        line = next(self.lines, None)
        if line is None:
            raise EOFError("EOF when reading a line")
        return line

    def entropy(self, size):
        self.asked("entropy", size)
        out = b""
        while len(out) < size:  # a fixed sequence; it need not be good
            self.seed = (self.seed * 6364136223846793005 + 1442695040888963407) % 2 ** 64
            out += (self.seed >> 33).to_bytes(4, "little")
        return out[:size]

    def http(self, request):
        method, url = request["method"], request["url"]
        self.asked("http", method, url)
        answer = _next_of(self.answers, (f"{method} {url}", url), f"{method} {url}")
        if callable(answer) and not isinstance(answer, type):
            answer = answer(request)
        return self.response(_raised(answer), url)

    def response(self, answer, url):
        if isinstance(answer, _Response):
            return answer
        if isinstance(answer, int) and not isinstance(answer, bool):
            return _Response(answer, [], b"", url)
        headers = []
        if isinstance(answer, str):
            answer = answer.encode("utf-8")
        elif not isinstance(answer, bytes):
            import json
            headers = [["content-type", "application/json"]]
            answer = json.dumps(answer).encode("utf-8")
        return _Response(200, headers, answer, url)

    def signals(self, name, timeout):
        self.asked("signals", name, timeout)
        if name not in self.payloads and timeout is not None:
            self.time += timeout
            raise TimeoutError(f"no signal {name} came within {timeout} s")
        return _raised(_next_of(self.payloads, (name,), f"signal {name}"))

    @ctl
    def step(self, k, key, input, run, namespace, retry):
        self.asked("step", key, input)
        if key not in self.steps:  # where it was performed, with all handlers that are there
            return k.send(self.attempts(under, (k.context() + context(), run), retry))
        answer = _next_of(self.steps, (key,), f"step {key}")
        return k.send(_raised(answer(input) if callable(answer) and not isinstance(answer, type)
                              else answer))

    def attempts(self, function, args, retry):
        attempt = 1
        while True:
            try:
                return function(*args)
            except Exception as error:
                delay = None if retry is None else retry.after(attempt, error)
                if delay is None:
                    raise
            self.time += delay
            attempt += 1

    def log(self, level, message, fields):
        self.logged.append((level, message, fields))
