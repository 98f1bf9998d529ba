# A small scheduler over coroutines: sleeping, tasks that wait for each other, queues, cancelling.
class Call:
    def __init__(self, *what):
        self.what = what

    def __await__(self):
        return (yield self.what)


class Cancelled(BaseException):
    pass


class Task:
    def __init__(self, name, coroutine):
        self.name, self.coroutine = name, coroutine
        self.result = self.error = None
        self.done = False
        self.waiters = []

    def __await__(self):
        if not self.done:
            yield 'join', self
        if self.error:
            raise self.error
        return self.result


class Loop:
    def __init__(self):
        self.ready, self.sleeping, self.now, self.log = [], [], 0, []

    def spawn(self, name, coroutine):
        task = Task(name, coroutine)
        self.ready.append((task, None, None))
        return task

    def step(self, task, value, error):
        try:
            what = task.coroutine.throw(error) if error else task.coroutine.send(value)
        except StopIteration as stop:
            task.result = stop.value
        except BaseException as failure:
            task.error = failure
        else:
            getattr(self, 'do_' + what[0])(task, *what[1:])
            return
        task.done = True
        self.log.append((self.now, task.name, task.result, repr(task.error)))
        for waiter in task.waiters:
            self.ready.append((waiter, None, None))

    def do_join(self, task, other):
        other.waiters.append(task)

    def do_sleep(self, task, ticks):
        self.sleeping.append((self.now + ticks, len(self.sleeping), task))

    def do_spawn(self, task, name, coroutine):
        self.ready.append((task, self.spawn(name, coroutine), None))

    def do_cancel(self, task, other):
        self.sleeping = [s for s in self.sleeping if s[2] is not other]
        self.ready.append((other, None, Cancelled()))
        self.ready.append((task, None, None))

    def run(self, coroutine):
        main = self.spawn('main', coroutine)
        while not main.done and (self.ready or self.sleeping):
            if not self.ready:
                self.sleeping.sort(key=lambda s: s[:2])
                self.now, _, task = self.sleeping.pop(0)
                self.ready.append((task, None, None))
            self.step(*self.ready.pop(0))
        return main.result


class Queue:
    def __init__(self):
        self.items, self.closed = [], False

    def put(self, item):
        self.items.append(item)

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.items:
            if self.closed:
                raise StopAsyncIteration
            await Call('sleep', 1)
        return self.items.pop(0)


async def producer(queue, n):
    for i in range(n):
        await Call('sleep', 2)
        queue.put(i)
    queue.closed = True
    return 'produced'


async def consumer(queue):
    return [item * 10 async for item in queue]


async def forever():
    try:
        while True:
            await Call('sleep', 3)
    except Cancelled:
        await Call('sleep', 1)
        raise
    finally:
        print('forever ends')


async def fails():
    await Call('sleep', 1)
    raise ValueError('task')


async def main():
    queue = Queue()
    p = await Call('spawn', 'producer', producer(queue, 3))
    c = await Call('spawn', 'consumer', consumer(queue))
    f = await Call('spawn', 'forever', forever())
    bad = await Call('spawn', 'fails', fails())
    try:
        await bad
    except ValueError as error:
        print('main saw', repr(error))
    print(await p, await c)
    await Call('cancel', f)
    try:
        await f
    except Cancelled as error:
        print(repr(error))
    return 'main done'

loop = Loop()
print(loop.run(main()))
for line in loop.log:
    print(line)
print(loop.now)
