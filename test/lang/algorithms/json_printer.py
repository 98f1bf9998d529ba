# resume-every: 43
# A JSON-like serialiser and recursive-descent parser, round trip and errors.
def dumps(x, ind=None, lvl=0):
    if x is None: return 'null'
    if x is True or x is False: return str(x).lower()
    if isinstance(x, str):
        esc = {'"': '\\"', '\\': '\\\\', '\n': '\\n'}
        return '"' + ''.join(
            esc.get(c, c if ' ' <= c <= '~' else f'\\u{ord(c):04x}') for c in x) + '"'
    if isinstance(x, (int, float)): return repr(x)
    nl = '\n' + ' ' * ind * (lvl + 1) if ind else ''
    end = '\n' + ' ' * ind * lvl if ind else ''
    if isinstance(x, dict):
        items = [dumps(str(k)) + ': ' + dumps(v, ind, lvl + 1) for k, v in x.items()]
        o, c = '{', '}'
    elif isinstance(x, (list, tuple)): items = [dumps(v, ind, lvl + 1) for v in x]; o, c = '[', ']'
    else: raise TypeError(f'cannot serialise {type(x).__name__}')
    return o + (nl + (',' + (nl or ' ')).join(items) + end if items else '') + c
def loads(s):
    i = 0
    def ws():
        nonlocal i
        while i < len(s) and s[i] in ' \n\t': i += 1
    def fail(what): raise ValueError(f'{what} at {i}')
    def value():
        nonlocal i
        ws()
        if i >= len(s): fail('end')
        for word, v in (('null', None), ('true', True), ('false', False)):
            if s.startswith(word, i): i += len(word); return v
        if s[i] == '"': return string()
        if s[i] in '[{': return coll(s[i])
        j = i
        while i < len(s) and s[i] in '+-.0123456789eE': i += 1
        if i == j: fail('unexpected ' + repr(s[i]))
        t = s[j:i]
        return float(t) if set(t) & set('.eE') else int(t)
    def string():
        nonlocal i
        out, i = '', i + 1
        while s[i] != '"':
            if s[i] == '\\':
                i += 1
                if s[i] == 'u': out += chr(int(s[i + 1:i + 5], 16)); i += 4
                else: out += {'n': '\n'}.get(s[i], s[i])
            else: out += s[i]
            i += 1
        i += 1
        return out
    def coll(o):
        nonlocal i
        i += 1
        out = {} if o == '{' else []
        ws()
        while s[i] not in '}]':
            v = value(); ws()
            if o == '{':
                if s[i] != ':': fail('colon expected')
                i += 1
                out[v] = value(); ws()
            else: out.append(v)
            if s[i] == ',': i += 1; ws()
        i += 1
        return out
    v = value(); ws()
    if i != len(s): fail('trailing data')
    return v
doc = {'a': [1, -2.5, 1e20, True, None], 'é"': 'l\n', 'n': {}, 'e': []}
s = dumps(doc)
print(s, loads(s) == doc)
print(dumps([{'k': [1]}, ()], 2))
for bad in ('', '[1 x', '{"a" 1}', '1 2'):
    try: print(loads(bad))
    except (ValueError, IndexError) as e: print(type(e).__name__, e)
try: dumps({1, 2})
except TypeError as e: print(e)
