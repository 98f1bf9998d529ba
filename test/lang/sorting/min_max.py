# min and max: keys, defaults, first among equals, iterables versus arguments, errors.
print(max(1, 2, 3), min([4, 2]), max('abc'), max([1, 2], [1, 3]), max({'a': 1, 'b': 0}))
print(min((x for x in (3, 1))), max(1, 1.0), max(True, 1), min(1, True), max([[], [1]]))
print(max('aa', 'b', key=len), max(['x', 'yy', 'zz'], key=len))
print(min(['yy', 'zz', 'xxx'], key=len), max([], default='d'), min((), default=None))
print(max([1], default=5), max({'a': 2, 'b': 1}.items(), key=lambda p: p[1]))
print(max(-5, 3, key=abs), min(-5, 3, key=abs), max((1, 'b'), (1, 'a')))
print(min('Hello', key=str.lower), max(2.5, 2), max(range(10), key=lambda x: x * (7 - x)))
print(max(*[1, 5], 3), min(1, *[2], *(0,)))
for f in (lambda: max(), lambda: max([]), lambda: max(1), lambda: max(1, 2, default=3),
           lambda: min(1, 'a'), lambda: max([1, None]), lambda: max([],
                   key=5), lambda: max([1, 2], key=5), lambda: max(1, 2,
                           foo=3), lambda: max(None, None), lambda: min([{}, {}])):
    try: print(f())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
log = []
print(max([3, 1, 2], key=lambda x: log.append(x) or x), log, sum([1, 2], 10))
print(sum([[1], [2]], []), sum(()), sum((0.1,) * 3), sum([True, 2]), sum({1: 'a'}))
print(sum([1], start=5))
for f in (lambda: sum(['a'], ''), lambda: sum([b'a'], b''), lambda: sum('ab'), lambda: sum([[1]]),
           lambda: sum(), lambda: sum(1), lambda: sum([1], 'a')):
    try: print(f())
    except TypeError as e: print(e)
