# Exceptions stored, compared, sorted, raised later, copied into containers.
errs = []
for x in ('1', 'x', None, '3', []):
    try: errs.append(int(x))
    except (ValueError, TypeError) as e: errs.append(e)
print([type(e).__name__ for e in errs])
print([str(e) for e in errs if isinstance(e, Exception)])
first = next(e for e in errs if isinstance(e, ValueError))
for _ in range(2):
    try: raise first
    except ValueError as again: print(again is first, again)
d = {ValueError: 'v', KeyError: 'k'}
print(d[type(first)], ValueError('a') == ValueError('a'), first in errs, errs.index(first))
def result(f):
    try: return (True, f())
    except Exception as e: return (False, e)
rs = [result(f) for f in (lambda: 1, lambda: [][1], lambda: {}[1])]
print([(ok, v if ok else repr(v)) for ok, v in rs])
def raise_(e): raise e
print(result(lambda: raise_(KeyError))[1].args, result(lambda: raise_(rs[1][1]))[1] is rs[1][1])
a, b = ValueError('x', 1).args
print(a, b, sorted([KeyError(3), KeyError(1)], key=lambda e: e.args))
print(max([ValueError('aa'), ValueError('b')], key=lambda e: len(str(e))))
