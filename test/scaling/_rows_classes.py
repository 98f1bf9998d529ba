# Rows about classes, calls, exceptions, names and tasks; rows.py tells what a row is.
import asyncio
import sys

ROWS = {}


def grows(expected, n=1 << 12):
    def register(make):
        ROWS[make.__name__] = make, expected, n
        return make
    return register


class Empty:
    pass


# -- attributes -----------------------------------------------------------------------------------

@grows(1, n=1 << 12)
def attributes_of_one_object(n):
    names = ['a%d' % i for i in range(n)]
    yield
    o = Empty()
    for name in names:
        setattr(o, name, name)
    for name in names:
        getattr(o, name), hasattr(o, name)
    for name in names:
        delattr(o, name)


@grows(1, n=1 << 12)
def attributes_through_the_dict(n):
    names = ['a%d' % i for i in range(n)]
    yield
    o = Empty()
    for name in names:
        o.__dict__[name] = name
    sum(len(value) for value in vars(o).values())


@grows(1)
def attributes_set_and_deleted(n):
    o = Empty()
    yield
    for i in range(n):
        o.x = i
        o.y = i
        del o.x
        del o.y


@grows(1)
def objects_of_many_shapes(n):
    """Each object gets its attributes in another order."""
    names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    yield
    for i in range(n):
        o = Empty()
        for k in range(7):
            setattr(o, names[(i * k + i // 7) % 7], k)
        o.z = 1


@grows(1, n=1 << 12)
def objects_with_one_name_each(n):
    names = ['a%d' % i for i in range(n)]
    yield
    objects = []
    for name in names:
        o = Empty()
        setattr(o, name, 1)
        objects.append(o)
    for o, name in zip(objects, names):
        getattr(o, name)


@grows(1, n=1 << 12)
def attributes_of_one_class(n):
    class Wide:
        pass
    names = ['a%d' % i for i in range(n)]
    o = Wide()
    yield
    for name in names:
        setattr(Wide, name, name)
    for name in names:
        getattr(Wide, name), getattr(o, name)


@grows(1, n=1 << 12)
def class_changed_while_used(n):
    class Changing:
        value = 0
    o = Changing()
    yield
    for i in range(n):
        Changing.value = i
        o.value


# -- classes --------------------------------------------------------------------------------------

@grows(1, n=1 << 10)
def subclasses_of_one_class(n):
    class Base:
        def method(self):
            return 1
    yield
    classes = [type('C%d' % i, (Base,), {'x': i}) for i in range(n)]
    for c in classes:
        o = c()
        o.method(), o.x, isinstance(o, Base), issubclass(c, Base)


@grows(1, n=1 << 12)
def base_changed_under_subclasses(n):
    """A change of the base is seen by all, but only looking costs, and each looks once."""
    class Base:
        pass
    classes = [type('C%d' % i, (Base,), {}) for i in range(n)]
    yield
    for k in range(5):
        Base.x = k
        for c in classes:
            c.x


@grows(2, n=160)
def classes_in_a_long_line(n):
    """Each class keeps the order of all its bases."""
    yield
    c = Empty
    for i in range(n):
        c = type('C%d' % i, (c,), {'x%d' % i: i})
    o = c()
    for i in range(n):
        getattr(o, 'x%d' % i), isinstance(o, Empty)


@grows(1)
def instances_made_and_kept(n):
    class Point:
        def __init__(self, x):
            self.x = x
            self.y = x
    yield
    points = [Point(i) for i in range(n)]
    for p in points:
        p.x += p.y


@grows(1, n=1 << 11)
def instances_as_keys(n):
    class Key:
        def __init__(self, x):
            self.x = x

        def __hash__(self):
            return hash(self.x)

        def __eq__(self, other):
            return self.x == other.x
    keys = [Key(i << 16) for i in range(n)]
    yield
    d = dict.fromkeys(keys)
    for i in range(n):
        d[keys[i]] = i


@grows(1)
def objects_as_keys(n):
    """By identity."""
    objects = [Empty() for _ in range(n)]
    yield
    d = {}
    for o in objects:
        d[o] = 1
    s = set(objects)
    for o in objects:
        d[o], o in s


# -- calls and names ------------------------------------------------------------------------------

@grows(1, n=1 << 12)
def recursion_in_depth(n):
    def down(k):
        return 0 if k == 0 else down(k - 1) + 1
    sys.setrecursionlimit(30000)
    yield
    down(n)


@grows(1, n=1 << 12)
def exception_through_frames(n):
    def down(k):
        if k == 0:
            raise KeyError(k)
        down(k - 1)
    sys.setrecursionlimit(30000)
    yield
    try:
        down(n)
    except KeyError:
        pass


@grows(1, n=1 << 11)
def exception_through_finally(n):
    def down(k):
        try:
            if k == 0:
                raise KeyError(k)
            down(k - 1)
        finally:
            k = 0
    sys.setrecursionlimit(30000)
    yield
    try:
        down(n)
    except KeyError:
        pass


@grows(1)
def exceptions_one_after_another(n):
    yield
    for i in range(n):
        try:
            raise ValueError(i)
        except ValueError as e:
            e.args


@grows(1)
def exceptions_raised_in_depth(n):
    """Below many frames an exception that is caught at once costs what it costs anywhere."""
    def at(k, count):
        if k:
            return at(k - 1, count)
        for i in range(count):
            try:
                {}[i]
            except KeyError:
                pass
    yield
    at(500, n)


@grows(2, n=1 << 10)
def exceptions_with_a_growing_context(n):
    """Each is raised while the one before is handled; CPython walks the chain for a cycle."""
    yield
    last = None
    for i in range(n):
        try:
            try:
                raise last or ValueError(i)
            except ValueError:
                raise KeyError(i)
        except KeyError as e:
            last = ValueError(i)
            last.__context__ = e


@grows(1, n=1 << 12)
def names_of_a_module(n):
    space = globals()
    names = ['scaling_%d' % i for i in range(n)]
    yield
    for name in names:
        space[name] = 1
    for name in names:
        space[name]
    for name in names:
        del space[name]


@grows(1, n=1 << 15)
def closures_made_and_called(n):
    def make(k):
        def inner(x):
            return x + k
        return inner
    yield
    functions = [make(i) for i in range(n)]
    for f in functions:
        f(1)


@grows(1, n=1 << 12)
def closures_in_a_chain(n):
    def wrap(f):
        return lambda x: f(x) + 1
    sys.setrecursionlimit(30000)
    f = abs
    for _ in range(n):
        f = wrap(f)
    f(0)  # grows the stack, and collects once where there is enough
    yield
    f(0)


@grows(1)
def arguments_many(n):
    def take(*args, **kwargs):
        return len(args) + len(kwargs)
    items = list(range(n))
    named = {'a%d' % i: i for i in range(n)}
    yield
    take(*items), take(**named), take(*items, **named)


@grows(1)
def calls_below_many_frames(n):
    def one(x):
        return x

    def at(k, count):
        if k:
            return at(k - 1, count)
        for i in range(count):
            one(i)
    yield
    at(500, n)


# -- nested data ----------------------------------------------------------------------------------

def nested_list(n):
    data = []
    for _ in range(n):
        data = [data]
    return data


@grows(1, n=800)
def nested_equal(n):
    a, b = nested_list(n), nested_list(n)
    yield
    for _ in range(30):
        a == b


@grows(2, n=800)
def nested_repr(n):
    """Each level copies the text of those below."""
    data = nested_list(n)
    yield
    repr(data)


@grows(1, n=800)
def nested_hash(n):
    data = ()
    for _ in range(n):
        data = (data, 1)
    yield
    for _ in range(100):
        hash(data)


@grows(1)
def linked_list(n):
    yield
    head = None
    for i in range(n):
        head = (i, head)
    while head:
        head = head[1]


@grows(1, n=1 << 15)
def garbage_beside_live_data(n):
    """What is alive does not make what dies more expensive by more than its own size. A small size
    would see no collection, and its growth their first one."""
    kept = [[i] for i in range(n)]
    yield
    for i in range(n * 10):
        [i]
    assert len(kept) == n


# -- tasks ----------------------------------------------------------------------------------------

@grows(1, n=1 << 9)
def tasks_gathered(n):
    async def one(i):
        await asyncio.sleep(0)
        return i

    async def main():
        return await asyncio.gather(*[one(i) for i in range(n)])
    yield
    assert len(asyncio.run(main())) == n


@grows(1, n=1 << 9)
def tasks_through_a_queue(n):
    async def produce(queue):
        for i in range(n):
            await queue.put(i)

    async def main():
        queue = asyncio.Queue()
        task = asyncio.create_task(produce(queue))
        for _ in range(n):
            await queue.get()
        await task
    yield
    asyncio.run(main())


@grows(1, n=1 << 9)
def tasks_waiting_for_a_lock(n):
    async def one(lock):
        async with lock:
            await asyncio.sleep(0)

    async def main():
        lock = asyncio.Lock()
        await asyncio.gather(*[one(lock) for _ in range(n)])
    yield
    asyncio.run(main())


@grows(1, n=1 << 9)
def tasks_waiting_for_an_event(n):
    async def one(event):
        await event.wait()

    async def main():
        event = asyncio.Event()
        tasks = [asyncio.create_task(one(event)) for _ in range(n)]
        await asyncio.sleep(0)
        event.set()
        for task in tasks:
            await task
    yield
    asyncio.run(main())


@grows(1, n=1 << 9)
def tasks_cancelled(n):
    async def one():
        await asyncio.Event().wait()

    async def main():
        tasks = [asyncio.create_task(one()) for _ in range(n)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    yield
    asyncio.run(main())


@grows(1, n=1 << 9)
def awaits_in_depth(n):
    async def down(k):
        if k:
            return await down(k - 1)
        for _ in range(n):
            await asyncio.sleep(0)
    yield
    asyncio.run(down(100))
