# perdure-only
# hash() of text does not change from run to run; set and dict behaviour never depends on it.
print(hash('a') == hash('a'), hash(b'a') == hash(b'a'), hash('abc') == hash('ab' + 'c'))
print(list({'x', 'y', 'z', 'w'}), list(frozenset('hello')))
# expect: True True True
# expect: ['x', 'y', 'z', 'w'] ['h', 'e', 'l', 'o']
