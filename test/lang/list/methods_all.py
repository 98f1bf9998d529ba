# Every list method with edge arguments and errors.
l = [3, 1, 2]
print(l.append(4), l, l.extend('ab'), l, l.insert(0, 'first'), l.insert(-1, 'neg'))
print(l.insert(99, 'far'), l.insert(-99, 'near'), l)
print(l.pop(), l.pop(0), l.pop(-2), l, l.index(1), l.index(2, 2), l.count(1), l.count('zz'))
print(l.remove(1), l)
print(l.reverse(), l, l.copy(), l.copy() is l, l.clear(), l)
l = [1, 2, 3, 2, 1]
print(l.index(2, 2), l.index(2, -3), l.index(1, 1, 10), l.index(3, -100, 100), l.remove(2), l)
print(l.count(1.0), l.count(True))
l.extend(l); print(l)
l.extend(x * 10 for x in (1, 2)); l.extend({'k': 1}); l.extend(range(2)); print(l)
l += 'xy'; l *= 2; print(len(l), l[-3:])
print([].extend([]), [1, 2].__contains__(2), [1].__add__([2]), [1].__mul__(2), [1, 2].__len__())
print([[1]].count([1]), [1] + [2] * 2)
def t(f):
    try: print(f())
    except (ValueError, IndexError, TypeError) as e: print(type(e).__name__, e)
t(lambda: [].pop()); t(lambda: [1].pop(1)); t(lambda: [1].pop('a')); t(lambda: [1].remove(5))
t(lambda: [1].index(5)); t(lambda: [1].index(1, 1)); t(lambda: [1].insert('a', 1))
t(lambda: [1].insert(1))
t(lambda: [1].extend(5)); t(lambda: [1].append()); t(lambda: [1] + (2,)); t(lambda: [1] * 'a')
t(lambda: [1].copy(1)); t(lambda: [].clear(1)); t(lambda: [1].reverse(1))
t(lambda: [1].count()); t(lambda: list(1, 2)); t(lambda: list(x=1)); t(lambda: [1] - [1])
