# An exception in finally replaces the pending one and shows it as context.
def f():
    try:
        raise ValueError('original')
    finally:
        print('cleanup')
        cleanup = {}
        cleanup['step'] += 1
f()
