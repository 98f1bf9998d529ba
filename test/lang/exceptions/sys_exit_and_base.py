# SystemExit, KeyboardInterrupt and GeneratorExit as ordinary values.
try: raise SystemExit
except SystemExit as e: print(repr(e), e.code, e.args)
try: exit_code = 3; raise SystemExit(exit_code)
except BaseException as e: print(repr(e), e.code)
try:
    try: raise KeyboardInterrupt('ctrl')
    except Exception: print('never')
except BaseException as e: print(repr(e))
def g():
    try: yield 1
    except GeneratorExit as e: print(repr(e)); raise
    finally: print('cleanup')
x = g(); next(x); x.close()
def bad():
    try: raise SystemExit(1)
    finally: return 'exit cancelled'
print(bad())
class MyExit(SystemExit): pass
try: raise MyExit('text')
except SystemExit as e: print(type(e).__name__, e.code, str(e))
class Quiet:
    def __enter__(self): pass
    def __exit__(self, t, v, tb): return t is not None and issubclass(t, SystemExit)
with Quiet(): raise SystemExit(9)
print('still here')
