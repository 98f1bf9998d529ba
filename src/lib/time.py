"""The clock: every reading is a recorded effect, every sleep a durable timer."""
import _vm


def time():
    return _vm.perform("time") / 1e9


def time_ns():
    return _vm.perform("time")


def monotonic():
    return _vm.perform("monotonic") / 1e9


def monotonic_ns():
    return _vm.perform("monotonic")


perf_counter = monotonic
perf_counter_ns = monotonic_ns


def sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _vm.perform("sleep", seconds)
