# bool as an int subclass.
print(True + True, True * 5, -True, True - False, True / 2, True // 1, sum([True, True, False]))
print('ab'[True], [0] * True)
print(str(True), repr(False), f'{True}', f'{True:d}', int(True), float(True), bool('False'))
print(bool(0.0), bool([0]), bool())
print(True and 2, not 5, True is (1 == 1), type(True), isinstance(True, int), True.real)
print(True.__class__.__name__, bool.__bases__)
print(True & True, True & 1, True | False, True ^ True, ~False, True == 1, True < 2)
print(True.bit_length(), True.numerator)
print(bool(None), bool(''), bool(' '), bool({}), bool(()), bool(range(0)), bool(object()))
print(bool(int), bool(...), bool(-1), bool(b''))
print([x for x in (0, 1, '', 'a', None, [], [0], 0.0, -0.0) if x], all([]), any([]))
print(all([1, 0]), {True: 1}[1])
print(sorted([True, False, True]), max(True, False), 'yes' * True + 'no' * False)
print(('no', 'yes')[3 > 2], range(True)[0], True.to_bytes(1, 'big'))
for f in (lambda: bool(1, 2), lambda: bool(x=1), lambda: True.x, lambda: True + 'a',
           lambda: [] + True):
    try: f()
    except (TypeError, AttributeError) as e: print(e)
