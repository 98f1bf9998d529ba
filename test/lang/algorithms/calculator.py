# resume-every: 73
# Precedence-climbing calculator with variables, functions and error reporting.
class Calc:
    prec = {'+': (1, 'L'), '-': (1, 'L'), '*': (2, 'L'), '/': (2, 'L'), '%': (2, 'L'),
            '^': (4, 'R')}
    def __init__(self): self.env = {'pi': 3.14}; self.fn = {'max': max, 'abs': abs,
                                                            'sq': lambda x: x * x}
    def tokens(self, s):
        for op in '+-*/%^(),=': s = s.replace(op, f' {op} ')
        return s.split() + ['$']
    def run(self, s):
        self.t, self.i = self.tokens(s), 0
        if len(self.t) > 2 and self.t[1] == '=':
            self.i = 2
            name = self.t[0]
            self.env[name] = v = self.expr(0)
        else: v = self.expr(0)
        if self.t[self.i] != '$': raise SyntaxError('unexpected ' + self.t[self.i])
        return v
    def next(self): self.i += 1; return self.t[self.i - 1]
    def expr(self, lo):
        v = self.atom()
        while (op := self.t[self.i]) in self.prec and self.prec[op][0] >= lo:
            p, assoc = self.prec[self.next()]
            r = self.expr(p + (assoc == 'L'))
            v = {'+': lambda: v + r, '-': lambda: v - r, '*': lambda: v * r, '/': lambda: v / r,
                 '%': lambda: v % r, '^': lambda: v ** r}[op]()
        return v
    def atom(self):
        t = self.next()
        if t == '-': return -self.expr(3)
        if t == '(':
            v = self.expr(0)
            if self.next() != ')': raise SyntaxError('expected )')
            return v
        if t in self.fn:
            self.next()
            args = [self.expr(0)]
            while self.next() == ',': args.append(self.expr(0))
            return self.fn[t](*args)
        if t.replace('.', '', 1).isdigit(): return float(t) if '.' in t else int(t)
        try: return self.env[t]
        except KeyError: raise NameError('unknown ' + t) from None
c = Calc()
for s in ('1 + 2 * 3', '(1+2)*3', '2^3^2', '-2^2', '10-4-3', 'x = 7 % 4', 'x*pi', 
          'max(1, x, 2) + abs(-5)', 'sq(sq(2))',
          '1 +', '(1', '1 2', 'y', '1/0', '7/2'):
    try: print(s, '=>', c.run(s))
    except (SyntaxError, NameError, ZeroDivisionError) as e: print(s, '=>', type(e).__name__, e)
