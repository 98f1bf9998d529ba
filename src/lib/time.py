"""The clock: every reading is a recorded effect, every sleep a durable timer."""
from _prelude_host import monotonic, monotonic_ns, now, sleep as _sleep, time_ns


def time():
    return now()


perf_counter = monotonic
perf_counter_ns = monotonic_ns


def sleep(seconds):
    if not isinstance(seconds, (int, float)):
        kind = type(seconds).__name__
        raise TypeError(f"'{kind}' object cannot be interpreted as an integer")
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if not -9223372036 <= seconds <= 9223372036:
        raise OverflowError("timestamp too large to convert to C _PyTime_t")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _sleep(int(seconds) if isinstance(seconds, bool) else seconds)


time.__effect__ = now
sleep.__effect__ = _sleep
