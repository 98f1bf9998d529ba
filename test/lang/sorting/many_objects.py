# resume-every: 2000
# Objects in runs that are found, turned round, extended and merged, with and without keys.
class V:
    def __init__(self, n, tag=''): self.n, self.tag = n, tag
    def __lt__(self, o): return self.n < o.n
def scattered(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed >> 12)
    return out
for n in 63, 64, 65, 150:
    few = [V(x % 50, f'.{i}') for i, x in enumerate(scattered(n, n))]
    falling = [V(n - i, f'.{i}') for i in range(n)] + few[:20]
    for vs in few, falling:
        for reverse in False, True:
            want = sorted(vs, key=lambda v: v.n, reverse=reverse)
            assert sorted(vs, reverse=reverse) == want
            assert sorted(vs, key=lambda v: V(v.n), reverse=reverse) == want
            copy = vs[:]
            copy.sort(reverse=reverse)
            assert copy == want
            print(n, [v.tag for v in want[:5]], [v.tag for v in want[-5:]])
class Late:
    left = 300
    def __init__(self, n): self.n = n
    def __lt__(self, o):
        Late.left -= 1
        if Late.left == 0: raise ValueError('late')
        return self.n < o.n
late = [Late(x) for x in scattered(100, 1)]
copy = late[:]
try: late.sort()
except ValueError as e: print(e, len(late), set(late) == set(copy))
