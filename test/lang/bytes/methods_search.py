# find, index, count, replace, startswith, split, partition, strip, join on bytes.
b = b'abracadabra'
print(b.find(b'a', 1), b.find(98), b.rfind(b'bra'), b.find(b'z'), b.index(b'cad'), b.rindex(97))
print(b.count(b'a'), b.count(97), b.count(b''), b.find(b''), b.replace(b'a', b'--'))
print(b.replace(b'a', b'', 2), b.replace(b'', b'.')[:5])
print(b.startswith(b'abra'), b.startswith((b'x', b'a')), b.endswith(b'ra', 0, 4), b.split(b'a'))
print(b.split(b'a', 1), b.rsplit(b'a', 1), b' a  b '.split(), b'a\tb\x0bc'.split())
print(b.partition(b'c'), b.rpartition(b'z'), b'a\nb\r\nc'.splitlines())
print(b'a\x0bb\x1cc\x85d'.splitlines())
print(b' x '.strip(), b'xxaxx'.strip(b'x'), b'abc'.lstrip(b'ba'), b'abc'.rstrip(b'c'))
print(b', '.join([b'a', b'b']), b''.join([]), b'pre.x'.removeprefix(b'pre'))
print(b'x.suf'.removesuffix(b'suf'), b'a-b'.join((b'1', b'2')))
def t(f):
    try: print(f())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
t(lambda: b.find('a')); t(lambda: b.index(b'zz')); t(lambda: b.split('a'))
t(lambda: b.split(b'')); t(lambda: b.replace('a', 'b')); t(lambda: b''.join(['a']))
t(lambda: b''.join([1])); t(lambda: b.startswith('a')); t(lambda: b.find(300))
t(lambda: b.strip('a')); t(lambda: b.count(1.5)); t(lambda: b.partition(b''))
