# break and continue through finally and except, in nested loops.
def run():
    out = []
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            out.append(i)
        finally:
            out.append(f'f{i}')
    else:
        out.append('else')
    return out
print(run())
def swallow():
    n = 0
    while True:
        n += 1
        try:
            raise ValueError(n)
        finally:
            if n < 3: continue
            break
    return n
print(swallow())
def nested():
    out = []
    for i in range(3):
        for j in range(3):
            try:
                try:
                    if j == 1: continue
                    if i == 1: break
                    if i == 2: return out
                    out.append((i, j))
                finally:
                    out.append('in')
            except ValueError:
                pass
            finally:
                out.append('out')
        out.append('row')
print(nested())
def in_except():
    r = []
    for x in (1, 0, 'a', 2):
        try:
            r.append(2 // x)
        except ZeroDivisionError:
            continue
        except TypeError:
            break
        finally:
            r.append(repr(x))
    return r
print(in_except())
