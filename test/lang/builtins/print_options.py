# print with sep and end, nested calls, non-string arguments and errors.
print()
print('')
print(1, 'a', None, [1], sep='-', end='!\n')
print('a', 'b', sep=''); print('x', end='')
print('y'); print(end='only end\n'); print(sep='unused')
print('a', 'b', sep=None, end=None)
print(*[1, 2, 3], sep=', '); print(*'abc'); print(*[], sep='x'); print('multi\nline', 'tab\t.',
        sep='\n')
print('é', '日', '😀', sep='·'); print(print('inner'))
class S:
    def __str__(self): print('side', end=' '); return 'S'
print(S(), [S.__name__], S(), sep='|')
class R:
    def __repr__(self): return 'R'
print(R(), [R(), {'k': R()}], (R(),), R)
for f in (lambda: print(1, sep=5), lambda: print(1, end=b''), lambda: print(1, foo=2),
           lambda: print('a', 'b', sep=['x'])):
    try: f()
    except TypeError as e: print(e)
print(True, 1.0, 1e100, -0.0, b'b', range(2), slice(1), ..., NotImplemented, int, type, sep=';')
print('flush', flush=True); print('a' 'b', 'c', end='\n\n'); print('\x41\\n', r'\n', '%', '{}',
        sep='')
print('no newline at end', end='')
print()
