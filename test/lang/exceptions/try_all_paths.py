# try/except/else/finally: which clauses run, in which order, for each outcome.
def f(kind):
    log = []
    try:
        log.append('try')
        if kind == 1: raise ValueError('v')
        if kind == 2: raise KeyError('k')
        if kind == 3: raise OSError('o')
    except ValueError as e:
        log.append(f'value {e}')
    except (KeyError, IndexError) as e:
        log.append(f'key {e}')
    else:
        log.append('else')
    finally:
        log.append('finally')
        print(log)
    log.append('after')
    return log[-1]
for k in range(4):
    try:
        print(f(k))
    except OSError as e:
        print('outer', e)
try: pass
finally: print('only finally')
try:
    try: raise ValueError(1)
    finally: print('inner finally')
except ValueError as e: print('then', e)
try:
    try: pass
    except ValueError: print('no')
    else: raise KeyError('from else')
    finally: print('finally after else')
except KeyError as e: print(e)
