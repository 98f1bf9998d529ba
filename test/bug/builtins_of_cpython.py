# perdure-only
# The exceptions that only Perdure has are names of module perdure, not builtins.
import builtins

import perdure

for name in ["Cancelled", "FuelExhausted", "DeterminismError"]:
    cls = getattr(perdure, name)
    print(name, hasattr(builtins, name), cls.__module__, cls.__name__)


def stop():
    raise Cancelled("a global of the program's own")


class Cancelled(Exception):
    pass


try:
    stop()
except perdure.Cancelled:
    print("not this one")
except Cancelled as error:
    print(error)

try:
    raise perdure.FuelExhausted("none left")
except BaseException as error:
    print(repr(error))
try:
    print(FuelExhausted)
except NameError as error:
    print(error)
# expect: Cancelled False perdure Cancelled
# expect: FuelExhausted False perdure FuelExhausted
# expect: DeterminismError False perdure DeterminismError
# expect: a global of the program's own
# expect: FuelExhausted('none left')
# expect: name 'FuelExhausted' is not defined
