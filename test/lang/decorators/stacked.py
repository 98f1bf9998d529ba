# Stacked decorators: expressions evaluate top down, application is bottom up.
def deco(name):
    print('make', name)
    def apply(f):
        print('apply', name, getattr(f, 'tags', []))
        def wrapper(*a, **k):
            print('enter', name)
            r = f(*a, **k)
            print('leave', name)
            return r
        wrapper.tags = getattr(f, 'tags', []) + [name]
        wrapper.__name__ = f.__name__
        return wrapper
    return apply

@deco('outer')
@deco('middle')
@deco('inner')
def work(x, y=1):
    print('work', x, y)
    return x + y

print(work.tags, work.__name__)
print(work(2, y=3))
