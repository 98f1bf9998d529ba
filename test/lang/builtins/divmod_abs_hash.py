# divmod, abs, hash of ints, bool results of numeric builtins.
print(divmod(7, 3), divmod(-7, 3), divmod(7, -3), divmod(-7, -3), divmod(7.5, 2))
print(divmod(-7.5, 2), divmod(2**70, 2**35 + 1), divmod(0, 5), divmod(True, 2), divmod(5, 0.3))
print(divmod(1e20, 3))
print(abs(-5), abs(5), abs(-2.5), abs(True), abs(-2**70), abs(-0.0), abs(-(2**63)))
print([hash(n) for n in (0, 1, -1, -2, 2**31, 2**60, 2**61 - 2, 2**61 - 1, 2**61, 2**64, -2**61,
                         -(2**61 - 1), 10**30, True, False)])
print([hash(x) for x in (1.0, -1.0, 0.5, 0.25, 1.5, 1e20, 2.0**61, -0.0, 3.14159)])
print(hash(float('inf')), hash(float('-inf')), hash(2**100) == hash(2.0**100))
class H:
    def __hash__(self): return -1
class H2:
    def __hash__(self): return 2**70
class H3:
    def __hash__(self): return True
print(hash(H()), hash(H2()), hash(H2()) == hash(2**70), hash(H3()))
for f in (lambda: hash([]), lambda: hash({}), lambda: hash(([],)), lambda: hash(set()),
           lambda: abs('a'), lambda: abs(None), lambda: divmod(1), lambda: divmod('a',
                   1), lambda: divmod(1, 'a'), lambda: abs(), lambda: hash(),
                   lambda: hash(slice(1)), lambda: divmod([], 2)):
    try: print(f())
    except TypeError as e: print(e)
