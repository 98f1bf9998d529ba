# perdure-only
# Sets and frozensets iterate in insertion order; CPython's order is unspecified.
s = {'pear', 'fig', 'apple'}
print(list(s), s)
s.discard('fig')
s.add('zoo')
s.add('pear')
s.add('fig')
print(list(s), [*frozenset(['b', 'a', 'c', 'a'])])
print(set('mississippi'), {3, 1, 2} | {9, 1, 0}, {x * 7 % 5 for x in range(5)})
print({5, 3, 1} & {3, 1}, {5, 3, 1} - {3}, s.pop() in ('pear', 'fig'))
for x in {10, -1, 'b', None}:
    print(x, end=' ')
print()
# expect: ['pear', 'fig', 'apple'] {'pear', 'fig', 'apple'}
# expect: ['pear', 'apple', 'zoo', 'fig'] ['b', 'a', 'c']
# expect: {'m', 'i', 's', 'p'} {3, 1, 2, 9, 0} {0, 2, 4, 1, 3}
# expect: {3, 1} {5, 1} True
# expect: 10 -1 b None 
