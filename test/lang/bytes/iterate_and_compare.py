# bytes as sequences of ints: loops, comprehension, comparison, slicing assignment refused.
b = b'hello'
print([x for x in b], max(b), min(b), sorted(b), sum(b), b[1], b[1:2], b[::-1], b[-3:])
print(list(map(chr, b)), 'h' in 'hello', 104 in b, b'll' in b)
print(b < b'help', b == b'hello', b != 'hello', b'a' < b'b' < b'c', b'' == bytes())
print(b'ab' > b'a', b'\xff' > b'\x7f', [b'b', b'a'] > [b'a'])
print(bytes(x ^ 1 for x in b), bytes(reversed(b)), b''.join(bytes([x, 45]) for x in b'abc'))
print(dict(zip(b'ab', 'xy')), {b'k': 1, 'k': 2}, len({b'a', 'a'}))
for i, x in enumerate(b'xy'): print(i, x, end='; ')
first, *rest = b'abc'; print(first, rest, [*b'ab'], (lambda *a: a)(*b'ab'), bytes(rest))
def s(): b[0] = 1
def d(): del b[0]
for f in (s, d, lambda: b + 'x', lambda: b + 5, lambda: b < 'x', lambda: b * 'x',
           lambda: b.join(['a']), lambda: 'x' in b, lambda: b % ()):
    try: print(f())
    except TypeError as e: print(e)
n = 0
for x in b'\x01\x02\x03': n = n << 8 | x
print(n, n == int.from_bytes(b'\x01\x02\x03', 'big'), b'a' * 3, 2 * b'xy', b'x' * 0, b is b[:])
print(hash(b) == hash(b'hel' + b'lo'))
