# A step ends whatever its function gives or raises: what follows is recorded again.
. "$ROOT/test/cli/helper"

cat >steps.py <<'PROGRAM'
import sys
from perdure import Retry, now, step


class Declined(Exception):
    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


def attempt(key, fn, **options):
    try:
        print(key, step.run(key, fn, **options))
    except BaseException as error:
        print(key, type(error).__name__, error, getattr(error, "code", ""))


def declined():
    raise Declined("no", 51)


def missing():
    raise FileNotFoundError(2, "No such file", "f.txt")


def undecodable():
    b"\xff".decode()


def odd():
    raise ValueError(print, 1)


def inner():
    return step.run("inner", lambda: print)


attempt("result", lambda: [1, {"a": object()}])
attempt("attribute", declined)
attempt("file", missing)
attempt("text", undecodable)
attempt("argument", odd)
attempt("nested", inner)
attempt("retry", declined, retry=Retry(2, delay=0, on=[Declined]))
attempt("overflow", declined, retry=Retry(3, delay=0, factor=1e300))
attempt("exit", lambda: sys.exit(3))
attempt("last", lambda: now() > 0)
PROGRAM
cat >wanted <<'TEXT'
result TypeError cannot record the step's result[1].a: 'object' object 
attribute Declined no 51
file FileNotFoundError [Errno 2] No such file: 'f.txt' 
text UnicodeDecodeError 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte 
argument ValueError ('<built-in function print>', 1) 
nested TypeError cannot record the step's result: 'builtin_function_or_method' object 
retry Declined no 51
overflow Declined no 51
exit SystemExit 3 3
last True
TEXT
expect 0 "$PERDURE" run --id=a steps.py
diff wanted out
expect 0 "$PERDURE" log --json a
[ "$(/usr/bin/python3 -c 'import json
print(sum(json.loads(l)["type"] == "step" for l in open("out")))')" = 10 ] || fail "not every step is recorded"
expect 0 "$PERDURE" replay a

cat >wrong.py <<'PROGRAM'
import time
from perdure import Retry, signals, sleep, sleep_until, step
nan, big = float("nan"), float("inf")
for call in [lambda: sleep(nan), lambda: sleep(big), lambda: sleep(10 ** 400), lambda: sleep("x"),
             lambda: sleep(-1), lambda: sleep(0), lambda: sleep(False), lambda: sleep_until(nan),
             lambda: sleep_until(0), lambda: time.sleep(nan), lambda: time.sleep(None),
             lambda: signals.wait("n", timeout=0), lambda: signals.wait("n", timeout=-1),
             lambda: signals.wait("n", timeout="x"), lambda: signals.wait(5),
             lambda: Retry(delay=nan), lambda: Retry(delay="x"), lambda: Retry(factor=-1),
             lambda: step.run("k", print, retry=5), lambda: step.run("k", print, namespace=5)]:
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
PROGRAM
cat >wanted <<'TEXT'
ValueError sleep length is not a number
OverflowError sleep length is too large
OverflowError sleep length is too large
TypeError sleep length must be a number of seconds, not str
ValueError sleep length must be non-negative
None
None
ValueError time is not a number
None
ValueError Invalid value NaN (not a number)
TypeError 'NoneType' object cannot be interpreted as an integer
TimeoutError no signal came in time
TimeoutError no signal came in time
TypeError timeout must be a number of seconds, not str
TypeError the name of a signal must be a str, not int
ValueError delay must not be negative
TypeError delay must be a number, not str
ValueError factor must not be negative
TypeError retry must be a Retry, not int
TypeError the namespace of a step must be a str, not int
TEXT
expect 0 "$PERDURE" run --id=b wrong.py
diff wanted out
expect 0 "$PERDURE" replay b
