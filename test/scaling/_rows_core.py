# Rows about dicts, sets, lists, numbers, iteration and sorting; rows.py tells what a row is.
ROWS = {}


def grows(expected, n=1 << 12):
    def register(make):
        ROWS[make.__name__] = make, expected, n
        return make
    return register


def random_ints(n):
    seed, out = 7, []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed)
    return out


# -- dicts ----------------------------------------------------------------------------------------

def filled_with(name, key_of):
    """A row that stores n keys of a kind and looks them up."""
    def make(n):
        keys = [key_of(i) for i in range(n)]
        yield
        d = {}
        for k in keys:
            d[k] = k
        for k in keys:
            d[k]
    make.__name__ = 'dict_of_' + name
    grows(1)(make)


filled_with('ints', lambda i: i)
filled_with('negative_ints', lambda i: -i)
filled_with('multiples_of_65536', lambda i: i << 16)
filled_with('multiples_of_2_to_32', lambda i: i << 32)
filled_with('multiples_of_2_to_48', lambda i: i << 48)
filled_with('multiples_of_1000', lambda i: i * 1000)
filled_with('sums_of_powers', lambda i: (i & 0xff) << 40 | (i >> 8) << 20)
filled_with('big_ints', lambda i: i << 64 | 1)
filled_with('floats', lambda i: i + 0.5)
filled_with('whole_floats', lambda i: i * 65536.0)
filled_with('small_floats', lambda i: i * 2.0 ** -40)
filled_with('pairs', lambda i: (i, i))
filled_with('pairs_on_a_grid', lambda i: (i & 63, i >> 6))
filled_with('pairs_of_multiples', lambda i: (i << 16, i << 20))
filled_with('mirrored_pairs', lambda i: (-i, i))
filled_with('nested_tuples', lambda i: ((i & 7, (i >> 3, 0)), (0, i)))
filled_with('triples_of_bits', lambda i: (i & 1, i >> 1 & 0xfff, i >> 13))
filled_with('strings', lambda i: 'k%d' % i)
filled_with('strings_with_a_long_head', lambda i: 'x' * 40 + str(i))
filled_with('strings_with_a_long_tail', lambda i: str(i) + 'x' * 40)
filled_with('wide_strings', lambda i: '語%d' % i)
filled_with('bytes', lambda i: b'%d' % i)
filled_with('frozensets', lambda i: frozenset((i, i + 1)))
filled_with('frozensets_of_powers', lambda i: frozenset(1 << k for k in range(12) if i >> k & 1)
            | {i >> 12})
filled_with('ranges', lambda i: range(i))


@grows(1)
def dict_pop(n):
    d = dict.fromkeys(range(n))
    yield
    for i in range(n):
        d.pop(i)


@grows(1)
def dict_pop_from_the_back(n):
    d = dict.fromkeys(range(n))
    yield
    for i in range(n - 1, -1, -1):
        del d[i]


@grows(1)
def dict_popitem(n):
    d = dict.fromkeys(range(n))
    yield
    while d:
        d.popitem()


@grows(1)
def dict_as_a_queue(n):
    """As many entries come as go; CPython looks past at most as many gaps as there are entries."""
    d = dict.fromkeys(range(100))
    yield
    for i in range(100, n):
        del d[next(iter(d))]
        d[i] = None


@grows(2, n=1 << 11)
def dict_pop_from_the_front(n):
    d = dict.fromkeys(range(n))
    yield
    for _ in range(n):
        d.pop(next(iter(d)))


@grows(1, n=1 << 11)
def dict_churn_of_one_key(n):
    """In a dict that may be full."""
    d = dict.fromkeys(range(n))
    yield
    for _ in range(n):
        d['x'] = 1
        del d['x']


@grows(1)
def dict_churn_of_new_keys(n):
    d = dict.fromkeys(range(1000))
    yield
    for i in range(1000, n + 1000):
        d[i] = 1
        del d[i]


@grows(1)
def dict_churn_of_old_keys(n):
    d = dict.fromkeys(range(n))
    yield
    for i in range(n):
        d[n + i] = d.pop(i)


@grows(1)
def dict_emptied_but_one_and_walked(n):
    d = dict.fromkeys(range(n))
    yield
    for i in range(1, n):
        del d[i]
    for _ in range(100):
        list(d)


@grows(1)
def dict_copy_update_equal(n):
    d = dict.fromkeys(range(n))
    yield
    e = d.copy()
    e.update(d)
    e |= d
    assert e == d and list(d.items()) == list(e.items())


@grows(1)
def dict_comprehension_setdefault(n):
    yield
    d = {i: i for i in range(n)}
    for i in range(n * 2):
        d.setdefault(i, None)


@grows(1)
def dict_views_as_sets(n):
    d, e = dict.fromkeys(range(n)), dict.fromkeys(range(n // 2, n + n // 2))
    yield
    d.keys() & e.keys(), d.keys() | e.keys(), d.keys() - e.keys()


@grows(1)
def dict_cleared_and_filled(n):
    d = {}
    yield
    for i in range(n):
        d[i] = i
        if len(d) == 50:
            d.clear()


@grows(1)
def counting_in_a_dict(n):
    words = ['w%d' % (i * i % 1009) for i in range(n)]
    yield
    counts = {}
    for w in words:
        counts[w] = counts.get(w, 0) + 1


# -- sets -----------------------------------------------------------------------------------------

@grows(1)
def set_of_multiples_of_65536(n):
    yield
    s = set()
    for i in range(n):
        s.add(i << 16)
    for i in range(n):
        s.discard(i << 16)


@grows(1)
def set_pop(n):
    s = set(range(n))
    yield
    while s:
        s.pop()


@grows(1)
def set_as_a_work_list(n):
    s = set(range(100))
    yield
    for i in range(n):
        s.pop()
        s.add(100 + i)


@grows(1)
def set_algebra(n):
    a, b = set(range(n)), set(range(n // 2, n + n // 2))
    yield
    a & b, a | b, a - b, a ^ b, a <= b, a == b, a.isdisjoint(b)


@grows(1)
def set_small_and_large(n):
    """What is common to a small and a large set costs as much as the small one."""
    large, small = set(range(n)), {1, 2, 3}
    yield
    for _ in range(n):
        small & large
        large & small
        small.isdisjoint(large)


@grows(1)
def set_updates(n):
    s = set()
    yield
    for i in range(n):
        s |= {i}
        s -= {i - 1000}


# -- lists ----------------------------------------------------------------------------------------

@grows(1)
def list_append_and_pop(n):
    yield
    out = []
    for i in range(n):
        out.append(i)
    while out:
        out.pop()


@grows(1)
def list_grown_by_adding(n):
    yield
    out = []
    for i in range(n):
        out += [i]
        out[len(out):] = [i]
        out.extend((i,))


@grows(1)
def list_as_a_stack_in_waves(n):
    out = []
    yield
    for i in range(n // 100):
        for k in range(100):
            out.append(k)
        del out[-99:]


@grows(2, n=1 << 11)
def list_pop_from_the_front(n):
    out = list(range(n))
    yield
    while out:
        out.pop(0)


@grows(2, n=1 << 11)
def list_insert_at_the_front(n):
    out = []
    yield
    for i in range(n):
        out.insert(0, i)


@grows(1, n=1 << 14)
def list_as_a_short_queue(n):
    out = list(range(50))
    yield
    for i in range(n):
        out.append(i)
        out.pop(0)


@grows(1)
def list_cut_in_halves(n):
    out = list(range(n))
    yield
    while len(out) > 1:
        del out[:len(out) // 2]


@grows(1)
def list_slices(n):
    out = list(range(n))
    yield
    for _ in range(10):
        out[:], out[::2], out[::-1], out[n // 3:n // 2]
    out[::2] = out[::2]
    del out[::2]


@grows(1)
def list_short_slices(n):
    out = list(range(n))
    yield
    for i in range(n):
        out[i:i + 3]


@grows(1)
def list_reverse_index_count_in(n):
    out = list(range(n))
    yield
    for _ in range(5):
        out.reverse()
        out.index(n // 2)
        out.count(-1)
        n in out
        out == out[:]
        out < out[:]


@grows(1, n=1 << 12)
def list_repeat_and_join(n):
    yield
    a = [0] * n
    a + a
    a * 3
    list(a)
    tuple(a)
    [*a, *a]


@grows(1, n=1 << 11)
def list_of_lists(n):
    yield
    rows = [[0] * 10 for _ in range(n)]
    sum(len(row) for row in rows)
    [list(c) for c in zip(*rows)]


@grows(1)
def list_repr(n):
    out = list(range(n))
    yield
    repr(out), str(out), '%s' % out


@grows(2, n=1 << 11)
def tuple_grown_by_adding(n):
    yield
    t = ()
    for i in range(n):
        t += (i,)


class Ordered:
    def __init__(self, x):
        self.x = x

    def __lt__(self, other):
        return self.x < other.x


def sorting(name, make_items, size=1 << 12, **named):
    def make(n):
        items = make_items(n)
        yield
        sorted(items, **named)
    make.__name__ = 'sort_' + name
    grows(1, size)(make)


sorting('random', random_ints)
sorting('sorted', lambda n: list(range(n)))
sorting('reversed', lambda n: list(range(n, 0, -1)))
sorting('equal', lambda n: [0] * n)
sorting('two_values', lambda n: [i & 1 for i in range(n)])
sorting('sawtooth', lambda n: [i % 100 for i in range(n)])
sorting('organ_pipe', lambda n: [min(i, n - i) for i in range(n)])
sorting('sorted_with_a_tail', lambda n: list(range(n)) + [n // 2, 3, 1])
sorting('floats', lambda n: [x / 7 for x in random_ints(n)])
sorting('strings', lambda n: ['%d' % x for x in random_ints(n)])
sorting('tuples', lambda n: [(x & 15, x) for x in random_ints(n)])
sorting('mixed_numbers', lambda n: [x / 2 if x & 1 else x for x in random_ints(n)])
sorting('big_ints', lambda n: [x << 60 for x in random_ints(n)])
sorting('with_a_key', random_ints, key=lambda x: -x)
sorting('in_reverse', random_ints, reverse=True)
sorting('objects', lambda n: [Ordered(x) for x in random_ints(n)], 1 << 14)
sorting('by_objects', random_ints, 1 << 14, key=Ordered)


@grows(1)
def min_max_sum_any(n):
    xs = random_ints(n)
    yield
    min(xs), max(xs), sum(xs), any(x < 0 for x in xs), all(xs), min(xs, key=lambda x: -x)


# -- numbers --------------------------------------------------------------------------------------

@grows(1, n=1 << 18)
def int_add_shift_compare(n):
    a, b = (1 << n) - 1, (1 << n) + 1
    yield
    for _ in range(20):
        a + b, a - b, a & b, a ^ b, a >> 3, a << 3, a < b, -a, ~a, a.bit_length()


@grows(1.58, n=1 << 17)
def int_multiply(n):
    a, b = (1 << n) // 3, (1 << n) // 7
    yield
    a * b


@grows(2, n=1 << 15)
def int_divide(n):
    a, b = (1 << 2 * n) // 3, (1 << n) // 7
    yield
    divmod(a, b)


@grows(1.58, n=1 << 15)
def int_power(n):
    yield
    3 ** n


@grows(1, n=1 << 17)
def int_divide_by_a_digit(n):
    a = (1 << n) // 3
    yield
    for _ in range(20):
        a // 7, a % 7


@grows(1, n=1 << 18)
def int_text_in_hex(n):
    a = (1 << n) // 3
    yield
    int(hex(a), 16), '%x' % a, bin(a)


@grows(2, n=12800)
def int_text_in_decimal(n):
    a = (1 << n) // 3
    yield
    for _ in range(20):
        int(str(a))


@grows(1, n=1 << 18)
def int_bytes(n):
    a = (1 << n) // 3
    yield
    for _ in range(10):
        int.from_bytes(a.to_bytes(n // 8 + 1, 'big'), 'big')


@grows(1, n=1 << 18)
def int_hash_and_float(n):
    a = (1 << n) // 3
    yield
    for _ in range(20):
        hash(a), a == float(1), a == a + 1


@grows(2, n=1 << 11)
def int_factorial(n):
    yield
    product = 1
    for i in range(1, n):
        product *= i


@grows(1)
def range_operations(n):
    yield
    r = range(0, 10 ** 15, 3)
    for i in range(n):
        i in r, r[i], len(r), r.index(3 * i), r[i:], r == r


# -- iteration ------------------------------------------------------------------------------------

@grows(1)
def iterators_in_a_chain(n):
    yield
    for i, (a, b) in enumerate(zip(map(abs, range(n)), filter(None, range(1, n + 1)))):
        pass
    list(reversed(range(n)))


@grows(1)
def generators_in_a_chain(n):
    def counted(items):
        for x in items:
            yield x
    yield
    items = range(n)
    for _ in range(10):
        items = counted(items)
    for _ in items:
        pass


@grows(1)
def generators_started_and_left(n):
    def one():
        yield 1
        yield 2
    yield
    for _ in range(n):
        next(one())


@grows(2, n=320)
def yield_from_in_depth(n):
    """Each item passes through as many generators as lie above it."""
    def nested(depth):
        yield depth
        if depth:
            yield from nested(depth - 1)
    yield
    for _ in range(5):
        for _ in nested(n):
            pass


@grows(1)
def yield_from_a_tree(n):
    def tree(depth):
        if depth:
            yield from tree(depth - 1)
            yield depth
            yield from tree(depth - 1)
    yield
    for _ in tree(n.bit_length()):
        pass
