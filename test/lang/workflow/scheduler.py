# Cooperative tasks as generators on a priority queue with a clock of its own.
# resume-every: 11
class Heap:
    def __init__(self, items=()):
        self.items = []
        for item in items:
            self.push(item)

    def push(self, item):
        items = self.items
        items.append(item)
        at = len(items) - 1
        while at and items[at] < items[(at - 1) // 2]:
            up = (at - 1) // 2
            items[at], items[up] = items[up], items[at]
            at = up

    def pop(self):
        items = self.items
        if not items:
            raise IndexError("pop from an empty heap")
        top, last = items[0], items.pop()
        if items:
            items[0] = last
            at = 0
            while (child := 2 * at + 1) < len(items):
                if child + 1 < len(items) and items[child + 1] < items[child]:
                    child += 1
                if not items[child] < items[at]:
                    break
                items[at], items[child] = items[child], items[at]
                at = child
        return top

    def __len__(self):
        return len(self.items)


class Sleep:
    def __init__(self, ticks):
        self.ticks = ticks


class Spawn:
    def __init__(self, task):
        self.task = task


class Receive:
    def __init__(self, channel, timeout=None):
        self.channel, self.timeout = channel, timeout


class Timeout(Exception):
    pass


class Channel:
    def __init__(self, name):
        self.name, self.queue, self.waiting = name, [], []


class Task:
    count = 0

    def __init__(self, body, name=None):
        Task.count += 1
        self.number = Task.count
        self.body, self.name = body, name or f"task-{self.number}"
        self.epoch = 0
        self.result = self.error = None

    def __lt__(self, other):
        return self.number < other.number


class Loop:
    def __init__(self):
        self.now = 0
        self.ready = Heap()
        self.order = 0
        self.finished = []

    def at(self, when, task, value=None, error=None):
        self.order += 1
        self.ready.push((when, self.order, task, task.epoch, value, error))

    def spawn(self, body, name=None):
        task = Task(body, name)
        self.at(self.now, task)
        return task

    def send(self, channel, value):
        while channel.waiting:
            task, epoch = channel.waiting.pop(0)
            if task.epoch == epoch:
                task.epoch += 1
                self.at(self.now, task, value)
                return
        channel.queue.append(value)

    def run(self, limit=1000):
        for _ in range(limit):
            if not self.ready:
                return
            when, _, task, epoch, value, error = self.ready.pop()
            if task.epoch != epoch:
                continue
            self.now = max(self.now, when)
            task.epoch += 1
            try:
                request = task.body.throw(error) if error else task.body.send(value)
            except StopIteration as stop:
                task.result = stop.value
                self.finished.append(task)
                continue
            except Exception as failure:
                task.error = failure
                self.finished.append(task)
                continue
            self.handle(task, request)
        raise RuntimeError(f"still busy after {limit} steps")

    def handle(self, task, request):
        if isinstance(request, Sleep):
            self.at(self.now + request.ticks, task)
        elif isinstance(request, Spawn):
            self.at(self.now, task, self.spawn(request.task))
        elif isinstance(request, Receive):
            channel = request.channel
            if channel.queue:
                self.at(self.now, task, channel.queue.pop(0))
                return
            channel.waiting.append((task, task.epoch))
            if request.timeout is not None:
                self.at(self.now + request.timeout, task, error=Timeout(channel.name))
        elif request is None:
            self.at(self.now, task)
        else:
            self.at(self.now, task, error=TypeError(f"cannot wait for {request!r}"))


loop = Loop()
log = []


def say(*words):
    log.append((loop.now, *words))


def producer(channel, count, delay):
    for i in range(count):
        yield Sleep(delay)
        loop.send(channel, i * i)
        say("sent", i * i)
    return count


def consumer(channel, name):
    total = 0
    try:
        while True:
            value = yield Receive(channel, timeout=5)
            say(name, "got", value)
            total += value
    except Timeout as error:
        say(name, "timed out on", str(error))
    finally:
        say(name, "leaves")
    return total


def failing():
    yield Sleep(3)
    try:
        yield "nonsense"
    except TypeError as error:
        say("refused", str(error))
    yield
    raise ValueError("task failed")


def family(depth):
    if depth == 0:
        return "leaf"
    children = []
    for _ in range(2):
        children.append((yield Spawn(family(depth - 1))))
    yield Sleep(depth)
    return [child.result for child in children]


def delegate():
    result = yield from producer(Channel("side"), 2, 1)
    return f"delegated {result}"


main = Channel("main")
tasks = [loop.spawn(producer(main, 4, 2), "producer"), loop.spawn(consumer(main, "c1"), "c1"),
         loop.spawn(consumer(main, "c2"), "c2"), loop.spawn(failing(), "failing"),
         loop.spawn(family(3), "family"), loop.spawn(delegate(), "delegate")]
loop.run()
for entry in log:
    print(*entry)
for task in sorted(loop.finished):
    print(f"{task.name:<10}", task.result, repr(task.error))


def forever():
    while True:
        yield


loop.spawn(forever())
try:
    loop.run(50)
except RuntimeError as error:
    print(error)
heap = Heap([5, 3, 8, 1, 9, 2, 7])
print([heap.pop() for _ in range(len(heap))])
try:
    heap.pop()
except IndexError as error:
    print(error)
