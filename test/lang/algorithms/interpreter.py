# resume-every: 47
# A small Lisp interpreter: reader, environments, closures, tail loop, errors.
class Env(dict):
    def __init__(self, names=(), vals=(), outer=None):
        super().__init__(zip(names, vals))
        self.outer = outer
    def find(self, k):
        e = self
        while e is not None:
            if k in e: return e
            e = e.outer
        raise NameError(k)
def read(s):
    toks = s.replace('(', ' ( ').replace(')', ' ) ').split()
    def rd():
        t = toks.pop(0)
        if t == '(':
            l = []
            while toks[0] != ')': l.append(rd())
            toks.pop(0)
            return l
        try: return int(t)
        except ValueError: return t
    return rd()
def ev(x, e):
    while True:
        if isinstance(x, str): return e.find(x)[x]
        if not isinstance(x, list): return x
        op, *a = x
        if op == 'if': x = a[1] if ev(a[0], e) else a[2]
        elif op == 'define': e[a[0]] = ev(a[1], e); return
        elif op == 'set!': e.find(a[0])[a[0]] = ev(a[1], e); return
        elif op == 'lambda': return ('fn', a[0], a[1], e)
        elif op == 'quote': return a[0]
        elif op == 'begin':
            for y in a[:-1]: ev(y, e)
            x = a[-1]
        else:
            f, *v = [ev(y, e) for y in x]
            if isinstance(f, tuple): x, e = f[2], Env(f[1], v, f[3])
            else: return f(*v)
g = Env()
g.update({'+': lambda *a: sum(a), '-': lambda a, b: a - b, '*': lambda a, b: a * b,
          '<': lambda a, b: a < b,
          '=': lambda a, b: a == b, 'list': lambda *a: list(a), 'car': lambda l: l[0],
          'cdr': lambda l: l[1:]})
run = lambda s: ev(read(s), g)
run('(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))')
run('(define loop (lambda (n acc) (if (= n 0) acc (loop (- n 1) (+ acc n)))))')
run('(define counter (lambda (n) (lambda () (begin (set! n (+ n 1)) n))))')
run('(define c (counter 10))')
run('(define map1 (lambda (f l) (if (= l (quote ())) l (cons (f (car l)) (map1 f (cdr l))))))')
g['cons'] = lambda a, b: [a] + b
print(run('(fact 10)'), run('(loop 12 0)'), run('(c)'), run('(c)'), run('(map1 fact (list 1 2 3))'))
for bad in ('(undefined 1)', '(car (list))', '(1 2)', '(- 1)'):
    try: run(bad)
    except Exception as e: print(type(e).__name__, str(e).replace('<lambda>', 'fn'))
