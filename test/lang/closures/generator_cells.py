# Generators sharing cells with functions and with each other.
def pair():
    turn = 0
    def ping():
        nonlocal turn
        while turn < 6:
            turn += 1
            yield ('ping', turn)
    def pong():
        nonlocal turn
        while turn < 6:
            turn += 10
            yield ('pong', turn)
    return ping(), pong(), lambda: turn

a, b, t = pair()
print(next(a), next(a), t())
print(next(b), t())
print(list(a), list(b), t())

def acc():
    total = 0
    log = []
    def run():
        nonlocal total
        while True:
            v = yield total
            if v is None:
                return log
            total += v
            log.append(v)
    return run

r = acc()
g = r()
next(g)
print(g.send(5), g.send(6))
h = r()
print(next(h), h.send(1))
try:
    g.send(None)
except StopIteration as e:
    print(e.value)
