# Practical decorators: retry, memo with keyword keys, type checks, once.
def retry(times, *errors):
    def deco(f):
        def run(*a, **k):
            for i in range(times):
                try:
                    return f(*a, **k)
                except errors as e:
                    print('attempt', i, type(e).__name__, e)
                    last = e
            raise last
        return run
    return deco

state = {'n': 0}

@retry(3, ValueError, KeyError)
def flaky(limit):
    state['n'] += 1
    if state['n'] < limit:
        raise (ValueError, KeyError)[state['n'] % 2](state['n'])
    return 'ok after %d' % state['n']

print(flaky(3))
state['n'] = 0
try:
    flaky(99)
except KeyError as e:
    print('gave up', e)
except UnboundLocalError as e:
    print('unbound', e)

def memo(f):
    cache = {}
    def run(*a, **k):
        key = a, tuple(sorted(k.items()))
        if key not in cache:
            cache[key] = f(*a, **k)
        return cache[key]
    run.cache = cache
    return run

@memo
def area(w, h=1): 
    print('compute', w, h)
    return w * h

print(area(2), area(2), area(2, h=3), area(2, h=3), len(area.cache))
