# All of json: options, hooks, errors with their positions.
# resume-every: 9973
# timeout: 60
import json
def t(label, f):
    try:
        r = f()
        print(label, '->', repr(r) if not isinstance(r, str) else r)
    except BaseException as e:
        print(label, '!!', type(e).__name__, e)
class MyInt(int):
    def __repr__(self): return 'MyInt!'
class MyStr(str): pass
class MyFloat(float):
    def __repr__(self): return 'MyFloat!'
class MyDict(dict): pass
class MyList(list): pass
class O:
    def __init__(self, x): self.x = x
objs = [None, True, False, 0, -1, 10**30, 1.5, -0.0, 1e100, 1e-7, 1e16, 123456789.123, float('nan'), float('inf'), -float('inf'), '', 'a', 'é', '𝄞', '"\\/\b\f\n\r\t\x00\x1f\x7f\u2028\ud800', [], [1], [1, [2, [3]]], {}, {'a': 1}, {'b': [1, {'c': {}}], 'a': {}}, (1, 2), {1: 2}, {1.5: 1, None: 2, True: 3, False: 4}, {'1': 1, 1: 2}, MyInt(3), MyStr('q'), MyFloat(2.5), MyDict(a=1), MyList([1]), {MyInt(4): 1}, {MyStr('k'): 1}, set(), b'x', O(1), [O(1)], {'k': O(1)}, {(1, 2): 3}, object, 1j, range(3), {b'x': 1}, [[]], [{}], {'a': []}, {float('nan'): 1}, {float('inf'): 1}]
for o in objs:
    lab = repr(o)[:40].split(' at 0x')[0]
    t(lab, lambda: json.dumps(o))
    t(lab + ' indent2', lambda: json.dumps(o, indent=2))
    t(lab + ' opts', lambda: json.dumps(o, ensure_ascii=False, sort_keys=True, separators=(',', ':'), skipkeys=True))
    t(lab + ' nan', lambda: json.dumps(o, allow_nan=False))
    t(lab + ' default', lambda: json.dumps(o, default=lambda v: 'D:' + type(v).__name__))
x = [1, {'a': [2, 3], 'b': {}}, []]
for ind in (None, 0, 1, 4, '', '\t', '--', -1, True, False):
    t('indent %r' % (ind,), lambda: json.dumps(x, indent=ind))
    t('indent sep %r' % (ind,), lambda: json.dumps(x, indent=ind, separators=(' ; ', ' = ')))
t('sep bad', lambda: json.dumps(x, separators=(',',)))
t('sort mixed', lambda: json.dumps({1: 1, 'a': 2}, sort_keys=True))
t('sort', lambda: json.dumps({'b': 1, 'a': {'d': 1, 'c': 2}}, sort_keys=True))
a = []; a.append(a)
t('circ list', lambda: json.dumps(a))
d = {}; d['x'] = d
t('circ dict', lambda: json.dumps(d))
t('circ nocheck', lambda: json.dumps([[1]], check_circular=False))
t('default circ', lambda: json.dumps(O(1), default=lambda o: o))
t('default nested', lambda: json.dumps(O(O(2)), default=lambda o: {'x': o.x}))
t('kw', lambda: json.dumps(1, foo=2))
t('cls', lambda: json.dumps(1, cls=None))
docs = ['', ' ', 'null', 'true', 'false', 'True', 'nul', '0', '-0', '01', '1.', '.5', '-', '1e5', '1E+5', '1e', '1.5e-3', '-1.5', '+1', 'NaN', 'Infinity', '-Infinity', '-Inf', '123456789012345678901234567890', '1e400', '"a"', '"a', '"\\n\\t\\"\\\\\\/\\b\\f\\r"', '"\\u00e9"', '"\\ud834\\udd1e"', '"\\ud834"', '"\\u12"', '"\\u12g4"', '"\\x"', '"\n"', '"\t"', '"é𝄞"', "'a'", '[]', '[ ]', '[1,2,3]', '[1,]', '[,1]', '[1 2]', '[1', '[', ']', '{}', '{ }', '{"a":1}', '{"a" : 1 , "b" : [ ] }', '{"a":1,}', '{"a"}', '{"a":}', '{a:1}', '{"a":1 "b":2}', '{1:2}', '{"a":1', '{', '{"a"', '{"a":1,"a":2}', '1 2', '[1] x', 'null\n', '\n\n [\n1,\n x]', '\ufeff1', '{"a":\n\n"b}', '[[[[]]]]', '"\\', '"\\u', '{"a":1,', '[true, false, null, 1.0, "x", {"y": []}]', '\t\r\n 5 \t', '\x0c5', '[1\xa0]', '"\x7f"', '--1', '1-2', 'tru', '[nul]', '{"k":tru}', '"a" "b"', '[1}', '{"a":1]', '\u00e9']
for s in docs:
    t(repr(s), lambda: json.loads(s))
    t('strict ' + repr(s), lambda: json.loads(s, strict=False)) if '\n' in s or '\t' in s else None
t('bytes', lambda: json.loads(b'{"a": "\xc3\xa9"}'))
t('bytearray', lambda: json.loads(bytearray(b'[1]')))
t('utf16', lambda: json.loads('[1, "\u00e9"]'.encode('utf-16')))
t('utf16le', lambda: json.loads('[1]'.encode('utf-16-le')))
t('utf32', lambda: json.loads('[1]'.encode('utf-32')))
t('utf8sig', lambda: json.loads('[1]'.encode('utf-8-sig')))
t('bad bytes', lambda: json.loads(b'"\xff"'))
for bad in (None, 1, [], {}, 1.5): t('type %r' % (bad,), lambda: json.loads(bad))
t('obj hook', lambda: json.loads('{"a":{"b":1}}', object_hook=lambda d: sorted(d.items())))
t('pairs hook', lambda: json.loads('{"a":{"b":1},"a":2}', object_pairs_hook=lambda d: d))
t('both hooks', lambda: json.loads('{"a":1}', object_hook=lambda d: 1, object_pairs_hook=lambda d: 2))
t('parse float', lambda: json.loads('[1.5, 2, NaN, 1e5, -0.0]', parse_float=lambda s: 'F' + s, parse_int=lambda s: 'I' + s, parse_constant=lambda s: 'C' + s))
t('const', lambda: json.loads('[NaN, Infinity, -Infinity]', parse_constant=lambda s: 'C' + s))
t('loads kw', lambda: json.loads('1', foo=1))
t('deep', lambda: len(repr(json.loads('[' * 90 + ']' * 90))))
try: json.loads('{"a": 1,\n "b": x}')
except json.JSONDecodeError as e:
    print(e.msg, e.doc == '{"a": 1,\n "b": x}', e.pos, e.lineno, e.colno, isinstance(e, ValueError), repr(e), e.args)
t('JDE', lambda: json.JSONDecodeError('m', 'doc\nxy', 5))
class F:
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s)
    def read(self): return '{"z": [1, 2]}'
f = F(); json.dump({'a': [1, 'x'], 'b': None}, f, indent=1); print(''.join(f.parts))
print(json.load(f))
t('load kw', lambda: json.load(f, object_hook=len))
for o in objs[:12]: t('roundtrip', lambda: json.loads(json.dumps(o)) == o)
