# Starred targets: lists, tuples and what else can be iterated, of all lengths around what is needed.
# resume-every: 1
class Odd(list):
    def __iter__(self):
        return iter('xyz')


def pieces(n):
    for i in range(n):
        yield i


for n in range(5):
    for source in (list(range(n)), tuple(range(n)), 'abcdef'[:n], {i: i for i in range(n)}, pieces(n)):
        try:
            a, *b, c = source
            print(a, b, c)
        except ValueError as e:
            print(e)
source = [1, 2, 3]
*a, b = source
a.append(9)
print(a, b, source)
first, *source = source
print(first, source)
a, *b = Odd((1, 2))
print(a, b)
a, (b, *c), *d = 1, [2, 3, 4], 5, 6
print(a, b, c, d)
*a, = ()
print(a)
for a, *b in [(1, 2, 3), [4], 'xyz']:
    print(a, b)
for bad in (5, None, C := object()):
    try:
        a, *b = bad
    except TypeError as e:
        print(str(e)[:40])
x = [[1, 2, 3], 0]
x[1], *x[0] = x[0]
print(x)
