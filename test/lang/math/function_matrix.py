# Each function with each kind of argument; errors and exact results.
# resume-every: 49999
# timeout: 60
import math
# The last digits of elementary functions are CPython's C library's; here they are exact.
def show(v): return '%.13g' % v if isinstance(v, float) else repr(v)
def t(label, f):
    try: print(label, '->', show(f()))
    except BaseException as e: print(label, '!!', type(e).__name__, e)
vals = [0, 1, -1, 2, 0.5, -0.5, 10, 100, 1e-10, 1e10, 0.0, -0.0, float('inf'), -float('inf'), float('nan'), 10**400, -10**400, True, '1', None, [], 1j, 2**70, 170, 171, 1.5, -1.5, 2.5]
one = [n for n in dir(math) if callable(getattr(math, n)) and n not in ('hypot', 'dist', 'prod', 'gcd', 'lcm', 'fsum', 'comb', 'perm', 'isclose', 'nextafter', 'copysign', 'fmod', 'remainder', 'atan2', 'pow', 'ldexp', 'log')]
two = ['comb', 'perm', 'nextafter', 'copysign', 'fmod', 'remainder', 'atan2', 'pow', 'ldexp', 'log', 'gcd', 'lcm', 'hypot', 'isclose']
for n in one:
    f = getattr(math, n)
    if n.startswith('_'): continue
    for v in vals:
        if n == 'factorial' and isinstance(v, int) and abs(v) > 1000: continue
        t('%s(%r)' % (n, v if not isinstance(v, int) or abs(v) < 10**9 else 'big'), lambda: f(v))
    t('%s()' % n, lambda: f()); t('%s(1,2,3,4)' % n, lambda: f(1, 2, 3, 4)); t('%s(x=1)' % n, lambda: f(x=1))
small = [0, 1, -1, 2, 5, 0.5, -0.5, 3.7, 0.0, -0.0, float('inf'), -float('inf'), float('nan'), True, '1', None, 2**70, -7, 10]
for n in two:
    f = getattr(math, n)
    for a in small:
        for b in small:
            if n in ('comb', 'perm') and 2**70 in (a, b): continue
            t('%s(%r,%r)' % (n, a, b), lambda: f(a, b))
    if n == 'log': continue
    t('%s()' % n, lambda: f()); t('%s(1)' % n, lambda: f(1)); t('%s(1,2,3,4)' % n, lambda: f(1, 2, 3, 4))
t('fsum', lambda: (math.fsum([0.1] * 10), math.fsum([]), math.fsum([1e308, 1e308, -1e308]), math.fsum(iter([1, 2]))))
t('fsum bad', lambda: math.fsum(['a'])); t('fsum inf', lambda: math.fsum([float('inf'), -float('inf')])); t('fsum ovf', lambda: math.fsum([1e308, 1e308])); t('fsum 5', lambda: math.fsum(5))
t('prod', lambda: (math.prod([]), math.prod([1, 2, 3]), math.prod([1.5, 2], start=2), math.prod(iter([2, 3])), math.prod([[1]] , start=2), math.prod(['a'], start=3))); t('prod bad', lambda: math.prod(['a', 'b'])); t('prod 5', lambda: math.prod(5))
t('dist', lambda: (math.dist((1, 2), (4, 6)), math.dist([1], [2]), math.dist((), ()))); t('dist bad', lambda: math.dist((1,), (1, 2))); t('dist gen', lambda: math.dist(iter([1]), [2])); t('dist str', lambda: math.dist('a', 'b'))
t('hypot', lambda: (math.hypot(), math.hypot(3, 4), math.hypot(1, 1, 1), math.hypot(float('inf'), float('nan')), math.hypot(1e200, 1e200)))
t('gcd', lambda: (math.gcd(), math.gcd(12), math.gcd(12, 18, 27), math.gcd(-4, 6), math.lcm(), math.lcm(4, 6, 10), math.lcm(0, 5), math.lcm(-4, 6)))
t('isclose', lambda: (math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-10), math.isclose(0, 1e-10, abs_tol=1e-9))); t('isclose bad', lambda: math.isclose(1, 2, rel_tol=-1))
t('log', lambda: (math.log(8, 2), math.log(10**400), math.log2(2**1000), math.log10(10**500), math.log(100, 10), math.log1p(1e-10), math.log(0.5, 0.25)))
t('log0', lambda: math.log(10, 0)); t('log1', lambda: math.log(10, 1)); t('log bad', lambda: math.log('a', 2))
t('comb', lambda: (math.comb(5, 2), math.comb(100, 50), math.comb(2, 5), math.perm(5), math.perm(5, 2), math.perm(5, None), math.isqrt(10**50), math.factorial(30)))
t('modf', lambda: (math.modf(3.7), math.modf(-3.7), math.modf(float('inf')), math.frexp(8.0), math.frexp(0), math.frexp(-0.3), math.ldexp(0.5, 4)))
t('trunc', lambda: (math.trunc(3.7), math.floor(-3.5), math.ceil(-3.5), math.floor(1e300) == int(1e300)))
t('const', lambda: (math.pi, math.e, math.tau, math.inf, math.nan))
t('ulp', lambda: (math.ulp(1), math.ulp(0), math.ulp(float('inf')), math.nextafter(1, 2), round(math.nextafter(0, -1), 9), math.exp2(10), math.erf(0.5), math.gamma(5), math.lgamma(100)))
