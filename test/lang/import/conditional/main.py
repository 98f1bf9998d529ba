# Conditional imports, fallback on ImportError, imports in functions and loops, failing modules.
flag = True
if flag: import fast as impl
else: import slow as impl
print(impl.kind)
try: import no_such_module_here
except ImportError as e:
    print(type(e).__name__, e, e.name)
    import slow as fallback
print(fallback.kind)
try: from fast import not_there
except ImportError as e:
    print(str(e).split('(')[0].strip(), e.name)
    not_there = None
def pick(kind):
    if kind == 'fast': from fast import work
    else: from slow import work
    return work(3)
print(pick('fast'), pick('slow'), [pick('fast') for _ in range(2)])
for _ in range(2):
    try: import failing
    except ZeroDivisionError as e: print('failing:', e)
try: import slow.sub
except ModuleNotFoundError as e: print(e)
try: failing
except NameError as e: print(e)
def lazy(cache={}):
    if 'm' not in cache:
        import heavy
        cache['m'] = heavy
    return cache['m'].answer
print('before heavy'); print(lazy(), lazy())
