# An event simulation with generator processes, resources and a virtual clock.
class Sim:
    def __init__(self): self.now, self.q, self.n, self.log = 0, [], 0, []
    def spawn(self, name, g): self.wake(0, name, g)
    def wake(self, dt, name, g):
        self.n += 1
        self.q.append((self.now + dt, self.n, name, g))
        self.q.sort(key=lambda e: e[:2])
    def run(self):
        while self.q:
            self.now, _, name, g = self.q.pop(0)
            try: cmd, arg = next(g)
            except StopIteration as e: self.log.append(f'{self.now}:{name}={e.value}'); continue
            if cmd == 'sleep': self.wake(arg, name, g)
            elif cmd == 'take':
                if arg.free: arg.free -= 1; self.wake(0, name, g)
                else: arg.waiting.append((name, g))
            elif cmd == 'give':
                if arg.waiting: self.wake(0, *arg.waiting.pop(0))
                else: arg.free += 1
                self.wake(0, name, g)
class Res:
    def __init__(self, n): self.free, self.waiting = n, []
sim, wash = Sim(), Res(1)
def car(name, arrive, need):
    yield 'sleep', arrive
    t = sim.now
    yield 'take', wash
    waited = sim.now - t
    yield 'sleep', need
    yield 'give', wash
    return f'waited {waited}'
for i, (a, n) in enumerate([(0, 5), (1, 2), (2, 4), (20, 1)]): sim.spawn(f'car{i}', car(i, a, n))
sim.run()
print(sim.now, *sim.log, sep='\n')
