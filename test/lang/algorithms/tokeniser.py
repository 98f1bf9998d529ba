# A hand-written tokeniser as a generator with positions and errors.
class LexError(Exception): pass
def lex(s):
    i, line, col0 = 0, 1, 0
    while i < len(s):
        c, start = s[i], i
        if c == '\n': line, col0 = line + 1, i + 1
        if c.isspace(): i += 1; continue
        if c == '#':
            while i < len(s) and s[i] != '\n': i += 1
            continue
        if c.isalpha() or c == '_':
            while i < len(s) and (s[i].isalnum() or s[i] == '_'): i += 1
            kind = 'KW' if s[start:i] in ('if', 'let') else 'ID'
        elif c.isdigit():
            while i < len(s) and (s[i].isdigit() or s[i] == '.'): i += 1
            kind = 'NUM'
        elif c in '"\'':
            i += 1
            while i < len(s) and s[i] != c: i += 2 if s[i] == '\\' else 1
            if i >= len(s): raise LexError(f'unterminated string at {line}:{start - col0}')
            i += 1; kind = 'STR'
        elif s[i:i + 2] in ('==', '<=', '->'): i += 2; kind = 'OP'
        elif c in '+-*/=<>(){};': i += 1; kind = 'OP'
        else: raise LexError(f'bad character {c!r} at {line}:{start - col0}')
        yield kind, s[start:i], line, start - col0
for t in lex('let x1 = 3.14 # pi\nif x1 <= "a\\"b" { y -> 2 }'): print(*t)
for bad in ('a $', 'x\n  "abc', ''):
    try: print(list(lex(bad)))
    except LexError as e: print(e)
