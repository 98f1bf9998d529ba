# Exceptions raised in handlers, else and finally of nested try statements.
trace = []
def t(x): trace.append(x)
def work(a, b, c):
    try:
        t('1')
        try:
            t('2')
            if a: raise ValueError('a')
        except ValueError:
            t('h2')
            if b: raise KeyError('b')
        else:
            t('e2')
            if b: raise IndexError('b')
        finally:
            t('f2')
            if c: raise OSError('c')
        t('end2')
    except LookupError as e:
        t('h1 ' + type(e).__name__)
    else:
        t('e1')
    finally:
        t('f1')
    return 'done'
for n in range(8):
    trace.clear()
    try:
        r = work(n & 1, n & 2, n & 4)
    except OSError as e:
        r = f'OSError ctx={e.__context__!r}'
    print(n, r, ' '.join(trace))
