# Chaining through handlers, context managers and generators.
# resume-every: 397
# timeout: 60
def show(e, d=0):
    if e is None: return
    print('  ' * d, type(e).__name__, e, 'cause' if e.__cause__ else '-', 'ctx' if e.__context__ else '-', e.__suppress_context__)
    if d < 6:
        show(e.__cause__, d + 1)
        if e.__context__ is not e.__cause__: show(e.__context__, d + 1)
def run(f):
    print('--', f.__name__)
    try: print('ret', f())
    except BaseException as e: show(e)
def f1():
    try: raise KeyError(1)
    except KeyError:
        try: raise ValueError(2)
        except ValueError: raise TypeError(3)
def f2():
    try: raise KeyError(1)
    except KeyError as e:
        raise e
def f3():
    try: raise KeyError(1)
    except KeyError as e:
        raise ValueError(2) from e
def f4():
    try:
        try: raise KeyError(1)
        finally: raise ValueError(2)
    except ValueError as e:
        raise e from None
def f5():
    try: raise KeyError(1)
    finally: return 5
def f6():
    for i in range(3):
        try: raise KeyError(i)
        finally:
            if i < 2: continue
            break
    return i
def f7():
    a = ValueError('a'); b = KeyError('b')
    try: raise a
    except ValueError:
        try: raise b
        except KeyError:
            raise a
def f8():
    a = ValueError('self')
    try: raise a
    except ValueError: raise a
def f9():
    def g():
        try: yield 1
        finally: raise KeyError('fin')
    x = g(); next(x)
    x.throw(ValueError('thrown'))
def f10():
    class CM:
        def __enter__(self): return self
        def __exit__(self, t, v, tb):
            print('exit', t.__name__ if t else None, v, tb is not None)
            raise RuntimeError('in exit')
    with CM(): raise KeyError('body')
def f11():
    class CM:
        def __enter__(self): raise RuntimeError('enter')
        def __exit__(self, *a): print('never')
    with CM(): pass
def f12():
    class CM:
        def __enter__(self): return self
        def __exit__(self, t, v, tb): return True
    with CM(): raise KeyError('suppressed')
    import sys
    return sys.exc_info()
def f13():
    import sys
    try: raise KeyError(1)
    except KeyError:
        a = sys.exc_info()[0]
        try: raise ValueError(2)
        except ValueError: b = sys.exc_info()[0]
        c = sys.exc_info()[0]
    d = sys.exc_info()[0]
    return a, b, c, d
def f14():
    def g():
        import sys
        try: raise KeyError(1)
        except KeyError:
            yield sys.exc_info()[0]
            yield sys.exc_info()[0]
    x = g()
    try: raise ValueError
    except ValueError:
        import sys
        r = [next(x), sys.exc_info()[0], next(x)]
    return r
def f15():
    def g():
        raise KeyError('in gen')
        yield
    try: raise ValueError('outer')
    except ValueError:
        next(g())
def f16():
    def g():
        yield 1
        raise StopIteration(5)
    list(g())
def f17():
    def g():
        try: yield 1
        except GeneratorExit: yield 2
    x = g(); next(x); x.close()
def f18():
    def g():
        try: yield 1
        except GeneratorExit: return 5
    x = g(); next(x); return x.close()
def f19():
    def g():
        try: yield 1
        except GeneratorExit: raise KeyError('close')
    x = g(); next(x); x.close()
def f20():
    def g(): yield 1
    x = g(); x.close(); next(x)
def f21():
    def g(): yield 1
    x = g(); x.throw(KeyError('not started'))
def f22():
    def g():
        x.send(1)
        yield
    x = g(); next(x)
def f23():
    def g(): yield 1
    g().send(5)
def f24():
    def inner():
        try: yield 1
        except ValueError as e: print('inner got', e); yield 'handled'
        return 'inner ret'
    def outer():
        r = yield from inner()
        yield r
    x = outer(); next(x)
    return [x.throw(ValueError('v')), next(x)]
def f25():
    def outer(): yield from 5
    next(outer())
def f26():
    class It:
        def __iter__(self): return self
        def __next__(self): return 1
    def outer(): yield from It()
    x = outer(); next(x); x.send(5)
def f27():
    class It:
        def __iter__(self): return self
        def __next__(self): return 1
        def throw(self, *a): print('throw', [type(q).__name__ for q in a]); return 'thrown'
        def close(self): print('close')
    def outer(): yield from It()
    x = outer(); next(x); print(x.throw(ValueError('z'))); x.close()
def f28():
    def g(): yield
    g().throw(5)
def f29():
    def g(): yield
    g().throw(ValueError, 'msg')
def f30():
    def g():
        try: yield 1
        finally: print('cleanup')
    for x in g(): pass
    return 'after'
def f31():
    try:
        try: 1/0
        except ZeroDivisionError as e:
            e2 = e
            raise KeyError('k') from ValueError('v')
    except KeyError as k:
        assert k.__context__ is e2
        raise
def f32():
    try: raise ValueError
    except ValueError as e: pass
    return e
def f33():
    def g():
        try: yield
        except ValueError: raise KeyError('conv')
    x = g(); next(x); x.throw(ValueError('orig'))
def f34():
    try:
        raise ValueError('x')
    except ValueError:
        def h(): raise KeyError('h')
        try: h()
        except KeyError: pass
        raise
def f35():
    def d(n):
        try:
            if n: d(n - 1)
            else: raise KeyError(0)
        except KeyError as e:
            raise KeyError(n) from e
    d(3)
def f36():
    next(iter([]))
def f37():
    return next((x for x in []), 'dflt'), next(iter([]), None)
def f38():
    def g():
        return 5
        yield
    try: next(g())
    except StopIteration as e: return e.value, e.args
def f39():
    def g():
        return (1, 2)
        yield
    try: next(g())
    except StopIteration as e: return e.value, e.args
def f40():
    def g():
        raise StopIteration
        yield
    def h():
        yield from g()
    try: next(h())
    except RuntimeError as e: return repr(e), repr(e.__cause__), e.__suppress_context__
import sys
i = 1
while True:
    f = globals().get('f%d' % i)
    if not f: break
    run(f); i += 1
