# What programs ask of the host, and handlers in the program can answer before it: each is an effect
# whose body asks the host.
import _vm

_PIECE = 1 << 20


def host_effect(function):
    return _vm.new_effect(function, True)


@host_effect
def now():
    """The time in seconds since 1970, recorded."""
    return _vm.perform("time") / 1e9


def time_ns():
    return round(now() * 1e9) if _vm.is_handled(now) else _vm.perform("time")


def monotonic():
    return now() if _vm.is_handled(now) else _vm.perform("monotonic") / 1e9


def monotonic_ns():
    return round(now() * 1e9) if _vm.is_handled(now) else _vm.perform("monotonic")


def check_time(seconds, what):
    if not isinstance(seconds, (int, float)):
        raise TypeError(f"{what} must be a number of seconds, not {type(seconds).__name__}")
    if seconds != seconds:
        raise ValueError(f"{what} is not a number")
    if not -1e15 <= seconds <= 1e15:
        raise OverflowError(f"{what} is too large")
    return int(seconds) if isinstance(seconds, bool) else seconds


def clock():
    """The time by which timers of tasks go: it is read anew when enough has happened since."""
    time = _vm.clock_now()
    return _vm.clock_set(_vm.perform("time") / 1e9) if time is None else time


@host_effect
def sleep(seconds):
    """Waits; the process may end meanwhile."""
    seconds = check_time(seconds, "sleep length")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if _vm.task_alone():
        _vm.perform("sleep", seconds)
    else:
        _vm.task_park(None, clock() + seconds)


@host_effect
def sleep_until(when):
    """Waits until that time, in seconds since 1970."""
    when = check_time(when, "time")
    if _vm.task_alone():
        _vm.perform("sleep_until", when)
    else:
        clock()
        _vm.task_park(None, float(when))


@host_effect
def print(text):
    """Text for the standard output, with its line ends."""
    # What an effect takes is limited; a piece is at most 4 MiB of UTF-8.
    for start in range(0, len(text), _PIECE):
        _vm.perform("write", 1, text[start:start + _PIECE])


@host_effect
def input(prompt):
    """A line of the standard input without its end."""
    line = _vm.perform("read_line", prompt)
    if not line:
        raise EOFError("EOF when reading a line")
    return line[:-1] if line.endswith("\n") else line


def input_slow(prompt):
    return input(str(prompt))


@host_effect
def entropy(size):
    """That many random bytes, recorded."""
    return _vm.perform("entropy", size)
