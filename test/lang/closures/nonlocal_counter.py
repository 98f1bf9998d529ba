# nonlocal: independent cells per call, shared between siblings.
def counter(start=0):
    n = start
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    def reset():
        nonlocal n
        n, old = 0, n
        return old
    return inc, get, reset

inc, get, reset = counter()
inc2, get2, _ = counter(10)
print(inc(), inc(), inc(5), get())
print(inc2(-1), get2(), get())
print(reset(), get(), inc())

def deep():
    x = 'a'
    def l1():
        def l2():
            def l3():
                nonlocal x
                x += 'b'
                return x
            return l3
        return l2
    return l1()(), lambda: x

f, peek = deep()
print(f(), f(), peek())
