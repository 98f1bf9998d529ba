# Containers that change while they are gone over: told at once, or they end as CPython's do.
def said(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'
def grow_dict():
    d = {1: 1}
    for k in d: d[k + 1] = 1
def replace_key():
    d = {1: 1}
    for k in d:
        del d[1]
        d[2] = 1
def grow_values():
    d = {1: 1}
    for v in d.values(): d[len(d) + 1] = 1
def grow_items():
    d = {1: 1}
    return [d.setdefault(k + 1, 0) for k, v in d.items()]
def shrink_set():
    s = {1, 2, 3}
    for x in s: s.discard(3); s.discard(2)
def grow_set():
    s = {1}
    for x in s: s.add(x + 1)
def grow_list():
    x = [1]
    for y in x:
        if len(x) > 300: break
        x.append(y)
    return len(x)
def clear_list():
    x = [1, 2, 3]
    for y in x: x.clear()
    return x
def sort_append():
    x = [3, 2, 1]
    x.sort(key=lambda v: x.append(v) or v)
def sort_clear():
    x = [1] * 30
    x.sort(key=lambda v: x.clear() or v)
    return len(x)
def sort_index():
    x = [3, 1, 2]
    x.sort(key=lambda v: len(x))
    return x
def update_self():
    d = {i: i for i in range(20)}
    d.update(d)
    return len(d)
def extend_self():
    x = [1, 2]
    x.extend(x)
    x += x
    x[1:1] = x
    x[:] = x
    return len(x)
def extend_own_iterator():
    x = [1, 2, 3]
    it = iter(x)
    def limited():
        for n, y in enumerate(it):
            if n > 50: return
            yield y
    x.extend(limited())
    return len(x)
def bytes_grow():
    x = bytearray(b'ab')
    for y in x:
        if len(x) > 40: break
        x.append(y)
    return len(x)
for f in (grow_dict, replace_key, grow_values, grow_items, shrink_set, grow_set, grow_list, clear_list, sort_append,
          sort_clear, sort_index, update_self, extend_self, extend_own_iterator, bytes_grow):
    print(f.__name__, said(f))
