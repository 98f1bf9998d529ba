# Equality and ordering of lists and tuples, nested, mixed, with identity shortcuts.
print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], [] < [0], [2] > [1, 9], [1, [2, 3]] < [1, [2, 4]])
print([1, 2] == [1.0, 2.0], [1] != [1], [] == ())
print((1, 2) < (1, 3), () < (0,), (1, 'a') == (1, 'a'), (1,) + (2,) == (1, 2))
print([(1, 'b'), (1, 'a')] > [(1, 'a')], ('a', 1) < ('b', 0))
nan = float('nan')
print([nan] == [nan], (nan,) < (nan,), [nan, 1] < [nan, 2])
print([1, nan] == [1, nan])
class A:
    def __eq__(self, o): print('eq', end=' '); return True
    def __lt__(self, o): print('lt', end=' '); return True
a = A()
print([a] == [a], [a] == [A()], [1, a] == [2, a], [a, 1] == [a, 1, 2], [a] < [A()], [a, 1] < [a, 2])
for f in (lambda: [1] < ['a'], lambda: [1, 'a'] < [1, 2], lambda: (1,) < [1],
           lambda: [None] < [None, 1], lambda: [None] < [None], lambda: [{}] < [{1: 2}],
           lambda: [1, 2] < 5):
    try: print(f())
    except TypeError as e: print(e)
print(max([1, 2], [1, 3]), min((2, 1), (1, 9)), sorted([[2], [1, 5], [], [1]]))
print([1, 2] in [[1, 2]], [[1], [2]].index([2]), max('ab', 'b', 'abc'))
