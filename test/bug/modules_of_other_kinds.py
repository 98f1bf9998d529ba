# What stands in sys.modules was taken for a module whatever it was.
import sys

for value in (5, 2.5, "text", None, [1], sys):
    sys.modules["other"] = value
    try:
        import other
        print(type(other).__name__, other is value)
    except ImportError as error:
        print(error)
sys.modules["other"] = 2.5
try:
    from other import imag
    print(imag)
except ImportError as error:
    print("no")
