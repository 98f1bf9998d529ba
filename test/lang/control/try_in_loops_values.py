# Values of variables after loops with try/else/finally and early exits.
def parse_all(xs):
    good, bad = [], []
    for x in xs:
        try: v = int(x)
        except ValueError: bad.append(x); continue
        except TypeError: bad.append(None); break
        else: good.append(v)
        finally: last = x
    else: return good, bad, 'complete', last
    return good, bad, 'broken', last
print(parse_all(['1', 'x', '3']), parse_all(['1', None, '3']))
def first_ok(fs):
    for f in fs:
        try: return f()
        except Exception as e: err = type(e).__name__
    return 'all failed, last ' + err
print(first_ok([lambda: 1 / 0, lambda: {}['k'], lambda: 'ok']), first_ok([lambda: [][0]]))
def retry():
    n = 0
    while True:
        n += 1
        try:
            if n < 3: raise OSError(n)
            return n
        except OSError:
            if n == 5: raise
        finally: n += 10 if n == 99 else 0
print(retry())
def gen():
    for i in range(3):
        try:
            if i == 1: continue
            yield i
        finally: yield f'f{i}'
print(list(gen()))
