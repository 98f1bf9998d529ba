# The builtin exception tree.
tree = [BaseException, Exception, ArithmeticError, FloatingPointError, OverflowError,
        ZeroDivisionError, AssertionError, AttributeError, BufferError, EOFError,
        ImportError, ModuleNotFoundError,
        LookupError, IndexError, KeyError, MemoryError, NameError, UnboundLocalError, OSError,
        BlockingIOError, ConnectionError, BrokenPipeError, FileExistsError, FileNotFoundError,
        InterruptedError, IsADirectoryError, NotADirectoryError, PermissionError, TimeoutError,
        RuntimeError, NotImplementedError, RecursionError, StopIteration, StopAsyncIteration,
        SyntaxError, IndentationError, TabError, TypeError, ValueError, UnicodeError,
        UnicodeDecodeError, UnicodeEncodeError, Warning, UserWarning, DeprecationWarning,
        KeyboardInterrupt, SystemExit, GeneratorExit]
for c in tree:
    print(c.__name__, '<', c.__base__.__name__)
print(EnvironmentError is OSError, IOError is OSError)
print(issubclass(KeyError, LookupError), issubclass(StopIteration, Exception),
      issubclass(GeneratorExit, Exception), issubclass(SystemExit, Exception))
def which(e):
    try: raise e
    except Exception: return 'Exception'
    except BaseException: return 'Base'
print([which(e) for e in (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)])
