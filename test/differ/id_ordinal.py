# perdure-only
# id() is a small number of the run, stable for a living object and different for two.
a, b = [], []
class C:
    pass
c = C()
ids = [id(a), id(b), id(c), id(C)]
print(ids == [id(a), id(b), id(c), id(C)], len(dict.fromkeys(ids)), max(ids) < 100000, min(ids) >= 0)
print(id(None) == id(None), id(a) != id(list(a)), all(type(i) is int for i in ids))
d = {id(x): x for x in (a, b, c)}
print(d[id(b)] is b)
# expect: True 4 True True
# expect: True True True
# expect: True
