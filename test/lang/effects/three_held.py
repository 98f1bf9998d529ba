# perdure-only
# expect: [('a', 3), ('b', 2), ('c', 1)]
# expect: ['a', 'b', 'c'] closed
# expect: this continuation was used before True True
# A clause that holds three continuations, at every instruction of what it does with them.
from perdure import ContinuationUsed, ctl, effect, handle, handler

@effect
def pause(name): ...

log = []

def worker(name):
    try:
        value = pause(name)
        return name, value
    finally:
        log.append(name)

@handler
class Collect:
    def __init__(self):
        self.held = []
    @ctl
    def pause(self, k, name):
        self.held.append(k)
        return None

@handler
class Together:
    def __init__(self, count):
        self.count = count
        self.held = []
    @ctl
    def pause(self, k, name):
        self.held.append(k.detach())
        if len(self.held) < self.count:
            return handle(self, worker, "abc"[len(self.held)])
        one, two, three = self.held
        results = [one.send(3), two.send(2)]
        results.append(three.send(1))
        return results

print(handle(Together(3), worker, "a"))
del log[:]
collect = Collect()
for name in "abc":
    handle(collect, worker, name)
print(log, "closed" if all(k.used for k in collect.held) else "open")
try:
    collect.held[0].send(1)
except ContinuationUsed as error:
    text = str(error)
    print(text.split(":")[0], "; again:" in text, text.count("line") == 2)
