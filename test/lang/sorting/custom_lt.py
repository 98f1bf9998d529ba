# Sorting objects by __lt__ only, with reflected comparisons and failing ones.
class V:
    def __init__(self, n, tag=''): self.n, self.tag = n, tag
    def __lt__(self, o): return self.n < o.n
    def __repr__(self): return f'{self.n}{self.tag}'
vs = [V(3), V(1, 'a'), V(2), V(1, 'b'), V(3, 'z')]
print(sorted(vs), sorted(vs, reverse=True), max(vs), min(vs), vs.sort(), vs)
class G:
    def __init__(self, n): self.n = n
    def __gt__(self, o): return self.n > o.n
    def __repr__(self): return f'g{self.n}'
print(sorted([G(3), G(1), G(2)]), max(G(1), G(5)))
class Inf:
    def __lt__(self, o): return False
    def __gt__(self, o): return True
    def __repr__(self): return 'inf'
print(sorted([3, Inf(), 1]), min(Inf(), 2), sorted([(1, V(2)), (0, V(5))]))
for bad in ([1, 'a'], [None, 1], [[1], (1,)], [1, None, 2], [{}, {}], [V(1), 5], [object, int],
           [print, len], [b'a', 'a'], [1, 2, 'x', 0]):
    try: print(sorted(bad))
    except (TypeError, AttributeError) as e: print(type(e).__name__, e)
class Bomb:
    def __lt__(self, o): raise ZeroDivisionError('lt')
try: sorted([Bomb(), Bomb()])
except ZeroDivisionError as e: print(e)
l = [V(2), V(1)]
class Weird:
    def __lt__(self, o): return []
print(len(sorted([Weird(), Weird()])), sorted([1.5, True, -2, 2**70, float('-inf')]))
print(sorted(['é', 'e', 'z']), sorted([(1, 'b'), (1, 'a'), (0, 'z')], reverse=True))
