# str(), str methods on the class, argument errors, odd receivers.
print(str(), str(5), str(None), str([1, 'a']), str('x'), str(object=7), str(b'x'), str(1.0))
print(str(True), str(int), str(...), str((1,)), str({}), str(set()), str(range(3)))
print(str(slice(1)))
print(str.upper('a'), str.join(',', 'ab'), list(map(str.strip, [' a ', 'b '])), str.__name__)
print(str.__mro__, 'abc'.__class__, type('').__name__, 'a'.isalpha.__name__)
print('abc'[0], 'abc'[-1], 'abc'[1:], 'abc' * 2, 'b' in 'abc', len('abc'), [*'abc'])
print(''.join(reversed('abc')), *'xy', max('abc', 'abd'), 'abc'.index('c'), 'a,b'.split(',')[1])
def t(f):
    try: print(f())
    except (TypeError, IndexError, AttributeError, ValueError) as e: print(type(e).__name__, e)
def seti():
    s = 'abc'; s[0] = 'x'
def deli():
    s = 'abc'; del s[0]
i, k = 'a', 1.5
t(seti); t(deli); t(lambda: 'abc'[3]); t(lambda: 'abc'[-4]); t(lambda: 'abc'[i])
t(lambda: 'abc'[k]); t(lambda: 'abc'[t]); t(lambda: 'a' - 'b'); t(lambda: 'a' + 1)
t(lambda: 1 + 'a')
t(lambda: 'a' * 'b'); t(lambda: 'a' * 2.0); t(lambda: 'a' < 1); t(lambda: -'a');
t(lambda: str.upper()); t(lambda: str.upper(1)); t(lambda: 'a'.upper(1)); t(lambda: 'a'.nope())
t(lambda: str.join('a')); t(lambda: ord('')); t(lambda: ord('ab')); t(lambda: chr(-1))
t(lambda: chr('a')); t(lambda: len(5)); t(lambda: str(1, 2, 3, 4))
t(lambda: 'a' + None); t(lambda: 'a' % ()); t(lambda: 'abc'.center(None))
t(lambda: None + 'a'); t(lambda: 'x' @ 'y'); t(lambda: [] + 'a'); t(lambda: 'a' + b'b')
t(lambda: b'a' + 'b')
