# Functions with many parameters, locals, constants, and calls with many arguments.
def f(a, b, c, d, e, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa=1, ab=2, *ac,
      ad=3, **ae):
    return a + z + aa + ab + ad + sum(ac), len(ae), (b, m, y)
print(f(*range(25)), f(*range(40), q1=1, q2=2), f(*range(25), ad=100))
def many(*a, **k): return len(a), len(k), sum(a), sum(k.values())
print(many(*range(300)), many(**{f'k{i}': i for i in range(200)}))
print(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, a=1, b=2, c=3,
           d=4, e=5, f=6, g=7, h=8))
def loc():
    a1 = 1; a2 = a1 + 1; a3 = a2 + a1; a4 = a3 + a2; a5 = a4 + a3
    a6 = a5 + a4; a7 = a6 + a5; a8 = a7 + a6
    b1, b2, b3, b4, b5, b6, b7, b8 = a8, a7, a6, a5, a4, a3, a2, a1
    c = [a1, a2, a3, a4, a5, a6, a7, a8, b1, b2, b3, b4, b5, b6, b7, b8]
    d = (a1 + (a2 * (a3 + (a4 * (a5 + (a6 * (a7 + (a8 * b1))))))))
    return c, d, max(c) - min(c), len(locals())
print(loc())
big = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
       25, 26, 27, 28, 29, 30, 31, 32, 33]
bt = (0, 'a', 1.5, None, True, b'x', ..., (1, (2, (3,))), 10**30, -7, -2.5, '', (), 'é',
      0x7fffffffffffffff, 1e-300)
print(sum(big), bt)
print({1: 'a', 2: 'b', 3: 'c', 4: 'd', 5: 'e', 6: 'f', 7: 'g', 8: 'h', 9: 'i', 10: 'j',
       11: 'k'}[11])
s = 'a' + 'b' + 'c' + 'd' + 'e' + 'f' + 'g' + 'h' + 'i' + 'j' + 'k' + str(1) + str(2) + str(3)
print(s, f'{s}{s[0]}{s[1]}{s[2]}{s[3]}{s[4]}{s[5]}{s[6]}{s[7]}{s[8]}{s[9]}')
print([x for x in big if x % 5 == 0 if x % 2 == 0 if x])
