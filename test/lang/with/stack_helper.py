# An exit stack, a transaction and a timer-like nesting helper written by hand.
class Stack:
    def __init__(self): self.cbs = []
    def push(self, f, *a): self.cbs.append((f, a)); return f
    def enter(self, cm):
        v = cm.__enter__()
        self.cbs.append((lambda *exc: cm.__exit__(*exc), None))
        return v
    def __enter__(self): return self
    def __exit__(self, *exc):
        eaten = False
        while self.cbs:
            f, a = self.cbs.pop()
            if a is None:
                if f(*exc): exc, eaten = (None, None, None), True
            else: f(*a)
        return eaten
class Tx:
    def __init__(self, db): self.db = db
    def __enter__(self): self.old = dict(self.db); return self.db
    def __exit__(self, t, v, tb):
        if t:
            self.db.clear(); self.db.update(self.old)
            print('rollback', v)
        return t is KeyError
db = {'a': 1}
with Tx(db) as d: d['b'] = 2
with Tx(db) as d:
    d['c'] = 3
    d['missing']
print(db)
with Stack() as s:
    s.push(print, 'last')
    x = s.enter(Tx(db))
    s.push(print, 'first')
    x['z'] = 1
    x['nope']
print(db)
try:
    with Stack() as s:
        s.push(print, 'cleanup')
        s.enter(Tx(db))['q'] = 0
        raise OSError('not eaten')
except OSError as e: print(e, db)
