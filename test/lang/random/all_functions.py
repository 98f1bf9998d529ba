# All distributions, subclasses and errors.
# resume-every: 49999
# timeout: 60
import random
def t(label, f):
    try: print(label, '->', repr(f()))
    except BaseException as e: print(label, '!!', type(e).__name__, e)
for seed in (0, 1, -5, 2**100, 'hello', b'bytes', 1.5, bytearray(b'x'), '', True):
    random.seed(seed)
    print(repr(seed), random.random(), random.randint(1, 100), random.getrandbits(70), random.choice('abcdef'), random.uniform(1, 2), random.gauss(0, 1), random.randrange(10, 100, 7))
    l = list(range(10)); random.shuffle(l); print(l, random.sample(range(100), 5), random.choices([1, 2, 3], k=5), random.choices('ab', weights=[1, 9], k=5), random.choices('ab', cum_weights=[1, 2], k=3), random.expovariate(2), random.triangular(), random.triangular(1, 5, 2), random.normalvariate(1, 2), random.lognormvariate(0, 1), random.paretovariate(2), random.weibullvariate(1, 2), random.randbytes(5))
for seed in (None,): random.seed(seed); random.random()
t('seed bad', lambda: random.seed([1])); t('seed bad2', lambda: random.seed({}))
t('choice', lambda: random.choice([])); t('choice2', lambda: random.choice({})); t('choice3', lambda: random.choice({1})); t('choice4', lambda: random.choice(5))
t('randint', lambda: random.randint(5, 1)); t('randrange', lambda: random.randrange(0)); t('randrange2', lambda: random.randrange(1, 2, 0)); t('randrange4', lambda: random.randrange(5, 5)); t('randrange5', lambda: random.randrange(10, 1, 2))
t('sample', lambda: random.sample([1], 2)); t('sample2', lambda: random.sample({1, 2}, 1)); t('sample3', lambda: random.sample([1, 2], -1)); t('sample4', lambda: random.sample(5, 1)); t('getrandbits', lambda: random.getrandbits(-1)); t('getrandbits0', lambda: random.getrandbits(0)); t('bits f', lambda: random.getrandbits(1.5))
t('choices', lambda: random.choices([], k=1)); t('choices2', lambda: random.choices([1], weights=[1, 2])); t('choices3', lambda: random.choices([1], weights=[0])); t('choices4', lambda: random.choices([1, 2], weights=[1, 2], cum_weights=[1, 3])); t('choices5', lambda: random.choices([1, 2], 5)); t('choices6', lambda: random.choices([1, 2], weights=[-1, 0.5]))
t('shuffle', lambda: random.shuffle((1, 2))); t('shuffle2', lambda: random.shuffle('ab'))
r = random.Random(42); r2 = random.Random(42)
print(r.random() == r2.random(), r.randint(1, 6), r.choice('xyz'))
s = r.getstate(); a = [r.random() for _ in range(3)]; r.setstate(s); print(a == [r.random() for _ in range(3)], type(s).__name__, s[0], len(s[1]))
r.seed(1); print(r.gauss(0, 1), r.gauss(0, 1), r.sample(range(10**6), 3), r.sample('abcdefghij', 10), r.sample([1, 2], counts=[3, 2], k=4))
class MyR(random.Random):
    def random(self): return 0.5
m = MyR(); print(m.random(), m.randint(1, 10), m.choice([1, 2, 3]), m.uniform(0, 10))
random.seed(7); print([random.betavariate(2, 3), random.gammavariate(2, 1), random.vonmisesvariate(0, 4)])
print([random.randrange(n) for n in (1, 2, 3, 10, 100, 1000, 2**32, 2**33, 2**64, 10**30)])
