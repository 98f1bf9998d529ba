# resume-every: 89
# Deep static nesting of blocks, expressions and functions, and 400 live calls.
def f(n): return 0 if n == 0 else 1 + f(n - 1)
print(f(400))
for a in range(2):
    for b in range(2):
        for c in range(2):
            if a:
                while True:
                    try:
                        with_ = [a, b, c]
                        if b:
                            if c: print('deep', with_); break
                            else: break
                        else: break
                    finally:
                        if not c: print(a, b, c, end=' ')
print()
print((((((1 + 2)))) * 3), [[[[[[[[[[1]]]]]]]]]][0][0][0], -(-(-(-(-5)))))
print(not not not not True)
print([[[[(i, j, k, l) for l in range(2)] for k in range(1)] for j in range(1)] for i in range(2)])
def g():
    def h():
        def i():
            def j():
                def k():
                    nonlocal v
                    v += 1
                    return v
                return k
            return j
        return i
    v = 10
    return h()()()()
print(g())
x = (lambda a: lambda b: lambda c: lambda d: (a, b, c, d))(1)(2)(3)(4)
print(x, {'a': {'b': {'c': {'d': [{'e': (1, {2: 3})}]}}}}['a']['b']['c']['d'][0]['e'][1][2])
def down(n):
    try: return down(n - 1) if n else 1 / 0
    finally: log.append(n)
log = []
try: down(60)
except ZeroDivisionError: print(len(log), log[:3], log[-1])
def gen(n):
    if n: yield from gen(n - 1)
    yield n
print(sum(gen(60)), list(gen(3)))
s = '+'.join(['1'] * 50)
print(1 + 2 - 3 * 4 // 5 % 6 ** 2 << 3 >> 1 & 255 | 16 ^ 3, 1 < 2 < 3 < 4 < 5 < 6 < 7 < 8, len(s))
