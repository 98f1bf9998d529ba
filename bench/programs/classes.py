# Method calls, attributes, inheritance and polymorphism: a task scheduler with queues.
class Packet:
    def __init__(self, link, ident, kind):
        self.link = link
        self.ident = ident
        self.kind = kind
        self.data = [0] * 4

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        p = queue
        while p.link is not None:
            p = p.link
        p.link = self
        return queue


class Task:
    def __init__(self, sched, ident, prio):
        self.sched = sched
        self.ident = ident
        self.prio = prio
        self.queue = None
        self.count = 0
        sched.add(self)

    def ready(self):
        return self.queue is not None

    def take(self):
        p = self.queue
        if p is not None:
            self.queue = p.link
        return p

    def run(self, packet):
        raise NotImplementedError


class Idle(Task):
    def __init__(self, sched, ident, prio, limit):
        super().__init__(sched, ident, prio)
        self.left = limit
        self.seed = 1

    def ready(self):
        return self.left > 0

    def run(self, packet):
        self.left -= 1
        self.seed = (self.seed * 1103515245 + 12345) & 0x7fffffff
        self.sched.send(1 + (self.seed >> 8) % 4, Packet(None, self.ident, self.seed & 1))


class Worker(Task):
    def run(self, packet):
        for i in range(4):
            packet.data[i] += packet.kind + i
        self.count += packet.data[3]
        self.sched.send(5, packet)


class Device(Task):
    total = 0

    def run(self, packet):
        self.count += 1
        self.total += packet.data[self.count & 3]


class Scheduler:
    def __init__(self):
        self.tasks = []
        self.by_id = {}
        self.steps = 0

    def add(self, task):
        self.tasks.append(task)
        self.tasks.sort(key=lambda t: -t.prio)
        self.by_id[task.ident] = task

    def send(self, ident, packet):
        task = self.by_id[ident]
        task.queue = packet.append_to(task.queue)

    def run(self):
        while True:
            for t in self.tasks:
                if t.ready():
                    break
            else:
                return
            self.steps += 1
            t.run(t.take())


s = Scheduler()
Idle(s, 0, 1, 500000)
for n in range(1, 5):
    Worker(s, n, 10 + n)
Device(s, 5, 100)
s.run()
print(s.steps, [t.count for t in s.tasks], s.by_id[5].total)
