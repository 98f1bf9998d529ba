# Containers, numbers and iteration where program code takes part: what the C leaves cannot do,
# because they never call. Comparisons, hashes, keys and iterators of the program run in these
# frames, which tracebacks do not show.
import _vm

_ENUMERATE, _ZIP, _MAP, _FILTER = 15, 16, 17, 18
_SEQUENCE_REVERSED = 14
_PHASE_HASH = 12


# -- numbers --

def _index(value):
    method = _vm.special(value, "__index__")
    if method is None:
        raise TypeError(f"'{_vm.type_name(value)}' object cannot be interpreted as an integer")
    result = method()
    if not isinstance(result, int):
        raise TypeError(f"__index__ returned non-int (type {_vm.type_name(result)})")
    return _vm.payload(result)


def index_slow(value):
    return _index(value)


def _plain(value):
    if type(value) is slice:
        step = _bound(value.step)
        start = _bound(value.start)
        return slice(start, _bound(value.stop), step)
    return _index(value)


def _bound(value):
    if value is None or isinstance(value, int) or _vm.special(value, "__index__") is None:
        return value
    return _index(value)


def with_index(leaf, args, mask):
    converted = []
    for value in args:
        if mask & 1 and _vm.is_object(value):
            value = _bound(value)
        converted.append(value)
        mask >>= 1
    return leaf(*converted)


def with_list(leaf, iterable, *rest):
    return leaf(list(iterable), *rest)


def with_dict(leaf, mapping, *rest):
    return leaf(dict(mapping), *rest)


def item_slow(container, key, value, operation):
    key = _plain(key)
    if operation == 0:
        return container[key]
    if operation == 1:
        container[key] = value
        return None
    if operation == 2:
        del container[key]
        return None
    if operation == 4:
        container[key] = _index(value)
        return None
    return container * key


# + makes an int of a bool.
def int_slow(value):
    method = _vm.special(value, "__int__")
    if method is not None:
        result = method()
        if not isinstance(result, int):
            raise TypeError(f"__int__ returned non-int (type {_vm.type_name(result)})")
        return +_vm.payload(result)
    if _vm.special(value, "__index__") is not None:
        return +_index(value)
    result = _vm.special(value, "__trunc__")()
    if isinstance(result, int):
        return +_vm.payload(result)
    if _vm.special(result, "__index__") is None:
        raise TypeError(f"__trunc__ returned non-Integral (type {_vm.type_name(result)})")
    return +_index(result)


def float_slow(value):
    method = _vm.special(value, "__float__")
    if method is None:
        return float(_index(value))
    result = method()
    if not isinstance(result, float):
        name = _vm.type_name(value)
        raise TypeError(f"{name}.__float__ returned non-float (type {_vm.type_name(result)})")
    return _vm.payload(result)


def _number(value):
    if not _vm.is_object(value):
        return value
    method = _vm.special(value, "__complex__")
    if method is not None:
        result = method()
        if not isinstance(result, complex):
            raise TypeError(f"__complex__ returned non-complex (type {_vm.type_name(result)})")
        return _vm.payload(result)
    if _vm.special(value, "__float__") is not None or _vm.special(value, "__index__") is not None:
        return float(value)
    return value


def complex_slow(real, imag):
    return complex(_number(real)) if imag is None else complex(_number(real), _number(imag))


def int_from_bytes(cls, source, little, signed):
    return cls.from_bytes(bytes(source), "little" if little else "big", signed=signed)


def divmod_slow(left, right):
    kind, other = type(left), type(right)
    forward = _vm.special(left, "__divmod__")
    reflected = None if kind is other else _vm.special(right, "__rdivmod__")
    if (reflected is not None and _vm.is_subclass(other, kind)
            and _vm.class_lookup(other, "__rdivmod__", None)
            is not _vm.class_lookup(kind, "__rdivmod__", None)):
        result = reflected(left)
        if result is not NotImplemented:
            return result
        reflected = None
    if forward is not None:
        result = forward(right)
        if result is not NotImplemented:
            return result
    if reflected is not None:
        result = reflected(left)
        if result is not NotImplemented:
            return result
    names = f"'{_vm.type_name(left)}' and '{_vm.type_name(right)}'"
    raise TypeError(f"unsupported operand type(s) for divmod(): {names}")


def pow_slow(base, exponent, modulus):
    if modulus is None:
        return base ** exponent
    plain = _vm.payload(base)
    if plain is not base and "__pow__" not in type(base).__dict__:
        return pow(plain, _vm.payload(exponent), _vm.payload(modulus))
    method = _vm.special(base, "__pow__")
    result = NotImplemented if method is None else method(exponent, modulus)
    if result is NotImplemented:
        names = f"'{_vm.type_name(base)}', '{_vm.type_name(exponent)}', '{_vm.type_name(modulus)}'"
        raise TypeError(f"unsupported operand type(s) for ** or pow(): {names}")
    return result


def sum_slow(iterable, start):
    for item in iterable:
        start = start + item
    return start


def round_slow(number, digits):
    return round(number, digits)


# -- equality and order --

def _items_equal(left, right):
    at = 0
    while at < len(left) and at < len(right):
        x, y = left[at], right[at]
        if x is not y and not x == y:
            return False
        at += 1
    return len(left) == len(right)


def _dicts_equal(left, right):
    if len(left) != len(right):
        return False
    position = 0
    while True:
        step = _vm.table_next(left, position)
        if step is None:
            return True
        position, key, value, _hash = step
        entry = _find(right, key, hash(key))
        if entry < 0:
            return False
        other = _vm.table_value(right, entry)
        if value is not other and not value == other:
            return False


def _all_in(left, right):
    for item in left:
        if item not in right:
            return False
    return True


_views = (type({}.keys()), type({}.items()))


def eq_slow(left, right):
    if left is right:
        return True
    kind = type(left)
    if kind is list or kind is tuple:
        return len(left) == len(right) and _items_equal(left, right)
    if kind is dict:
        return _dicts_equal(left, right)
    if kind is slice:
        return _items_equal((left.start, left.stop, left.step),
                            (right.start, right.stop, right.step))
    if kind is set or kind is frozenset or kind in _views:
        return len(left) == len(right) and _all_in(left, right)
    return False


def ne_slow(left, right):
    return not eq_slow(left, right)


def _ordered(left, right, operation):
    if operation == 2:
        return left < right
    if operation == 3:
        return left <= right
    if operation == 4:
        return left > right
    return left >= right


def order_slow(left, right, operation):
    kind = type(left)
    if kind is slice and type(right) is slice:
        left, right = (left.start, left.stop, left.step), (right.start, right.stop, right.step)
        kind = tuple
    if (kind is list or kind is tuple) and kind is type(right):
        at = 0
        while at < len(left) and at < len(right):
            x, y = left[at], right[at]
            if x is not y and not x == y:
                return _ordered(x, y, operation)
            at += 1
        return _ordered(len(left), len(right), operation)
    if _is_setlike(left) and _is_setlike(right):
        if operation == 2:
            return len(left) < len(right) and _all_in(left, right)
        if operation == 3:
            return len(left) <= len(right) and _all_in(left, right)
        if operation == 4:
            return len(left) > len(right) and _all_in(right, left)
        return len(left) >= len(right) and _all_in(right, left)
    if _vm.is_object(left) or _vm.is_object(right):
        return _ordered(left, right, operation)
    symbol = ("==", "!=", "<", "<=", ">", ">=")[operation]
    raise TypeError(f"'{symbol}' not supported between instances of '{_vm.type_name(left)}' and "
                    f"'{_vm.type_name(right)}'")


def _is_setlike(value):
    kind = type(value)
    return kind is set or kind is frozenset or kind in _views or isinstance(value, (set, frozenset))


# -- hashing --

def hash_slow(value):
    if type(value) is tuple:
        return _vm.tuple_hash([hash(item) for item in value])
    return _vm.check_answer(_PHASE_HASH, _vm.special(value, "__hash__")())


# The entry of key in a table, or -1. Comparing may change the table: then the search begins again.
def _find(table, key, hashed):
    while True:
        candidates = _vm.table_candidates(table, hashed)
        found = -1
        for at in range(0, len(candidates), 2):
            stored = candidates[at + 1]
            if stored is key or stored == key:
                found = candidates[at]
                break
        if _vm.table_same(table, hashed, candidates):
            return found


def dict_get_slow(mapping, key, _value):
    table = _vm.payload(mapping)
    entry = _find(table, key, hash(key))
    if entry >= 0:
        return _vm.table_value(table, entry)
    if table is not mapping:
        missing = _vm.special(mapping, "__missing__")
        if missing is not None:
            return missing(key)
    raise KeyError(key)


def dict_get_default(table, key, default):
    entry = _find(table, key, hash(key))
    return default if entry < 0 else _vm.table_value(table, entry)


def dict_set_slow(table, key, value):
    hashed = hash(key)
    entry = _find(table, key, hashed)
    if entry < 0:
        _vm.table_insert(table, key, hashed, value)
    else:
        _vm.table_replace(table, entry, value)


def dict_delete_slow(table, key, _value):
    entry = _find(table, key, hash(key))
    if entry < 0:
        raise KeyError(key)
    _vm.table_remove(table, entry)


def dict_take_slow(table, key, _value):
    entry = _find(table, key, hash(key))
    if entry < 0:
        raise KeyError(key)
    value = _vm.table_value(table, entry)
    _vm.table_remove(table, entry)
    return value


def dict_pop_slow(table, key, default):
    entry = _find(table, key, hash(key))
    if entry < 0:
        return default
    value = _vm.table_value(table, entry)
    _vm.table_remove(table, entry)
    return value


def dict_setdefault_slow(table, key, default):
    hashed = hash(key)
    entry = _find(table, key, hashed)
    if entry >= 0:
        return _vm.table_value(table, entry)
    _vm.table_insert(table, key, hashed, default)
    return default


def set_add_slow(table, item, _value):
    hashed = hash(item)
    if _find(table, item, hashed) < 0:
        _vm.table_insert(table, item, hashed, None)


def _frozen(item):
    return frozenset(item) if isinstance(item, set) else item


def set_discard_slow(table, item, _value):
    looked_for = _frozen(item)
    entry = _find(table, looked_for, hash(looked_for))
    if entry >= 0:
        _vm.table_remove(table, entry)


def set_remove_slow(table, item, _value):
    looked_for = _frozen(item)
    entry = _find(table, looked_for, hash(looked_for))
    if entry < 0:
        raise KeyError(item)
    _vm.table_remove(table, entry)


def key_in_slow(table, item, _value):
    return contains_slow(table, item)


def equal(left, right):
    return left == right


def ask_equal(left, right):
    return _vm.special(left, "__eq__")(right)


def truth_of(value):
    return True if value else False


def build_set_slow(items):
    return {item for item in items}


def build_map_slow(pairs):
    made = {}
    for at in range(0, len(pairs), 2):
        made[pairs[at]] = pairs[at + 1]
    return made


# -- membership --

def contains_slow(container, item):
    kind = type(container)
    if kind is list or kind is tuple:
        at = 0
        while at < len(container):
            stored = container[at]
            if stored is item or stored == item:
                return True
            at += 1
        return False
    if kind is set or kind is frozenset:
        item = _frozen(item)
        return _find(container, item, hash(item)) >= 0
    if kind is dict or kind is _views[0]:
        return _find(_vm.table_of(container), item, hash(item)) >= 0
    if kind is _views[1]:
        return _has_pair(_vm.table_of(container), item)
    if _vm.is_object(container):
        method = _vm.special(container, "__contains__")
        if method is not None:
            return True if method(item) else False
    try:
        iterator = iter(container)
    except TypeError:
        iterator = None
    if iterator is None:
        raise TypeError(f"argument of type '{_vm.type_name(container)}' is not iterable")
    for stored in iterator:
        if stored is item or stored == item:
            return True
    return False


def _has_pair(table, item):
    if not isinstance(item, tuple) or len(item) != 2:
        return False
    entry = _find(table, item[0], hash(item[0]))
    if entry < 0:
        return False
    value = _vm.table_value(table, entry)
    return value is item[1] or (True if value == item[1] else False)


# -- making containers --

# len() or __length_hint__() of an iterable, asked because CPython asks.
def _hint(iterable):
    if not _vm.is_object(iterable):
        if type(iterable) is reversed:
            iterable.__length_hint__()
        return
    method = _vm.special(iterable, "__len__")
    if method is not None:
        try:
            _vm.check_len(method())
            return
        except TypeError:
            pass
    method = _vm.special(iterable, "__length_hint__")
    if method is not None:
        try:
            method()
        except TypeError:
            pass


def _items_of(iterable):
    iterator = _vm.iter_at_once(iterable)
    if iterator is not None:
        return iterator
    iterator = iter(iterable)
    _hint(iterable)
    return _vm.iter_through(iterator)


def list_from(iterable):
    return [item for item in _items_of(iterable)]


def list_init(target, iterable):
    target.clear()
    for item in _items_of(iterable):
        target.append(item)


def list_extend_slow(target, iterable):
    for item in _items_of(iterable):
        target.append(item)
    return target


def list_extend_none(target, iterable):
    list_extend_slow(target, iterable)


def list_extend_star(target, iterable):
    if not _vm.is_iterable(iterable):
        raise TypeError(f"Value after * must be an iterable, not {_vm.type_name(iterable)}")
    list_extend_slow(target, iterable)


def tuple_from(iterable):
    return tuple([item for item in _items_of(iterable)])


def set_from(iterable):
    return {item for item in iterable}


def frozenset_from(iterable):
    return _vm.freeze({item for item in iterable})


def set_init(target, iterable):
    made = set_from(iterable)
    _vm.table_move(target, made)


def set_update_slow(target, iterable):
    for item in iterable:
        target.add(item)


def slice_assign_slow(target, key, value):
    if type(target) is bytearray:
        target[key] = bytes(value)
        return
    if not _vm.is_iterable(value):
        if key.step is None or key.step == 1:
            raise TypeError("can only assign an iterable")
        raise TypeError("must assign iterable to extended slice")
    target[key] = list_from(value)


def repeat_in_place(sequence, times):
    sequence *= _plain(times)
    return sequence


def in_place_whole(whole, function, *args):
    function(*args)
    return whole


# -- lists --

def list_index_slow(items, value, start, stop):
    at = start
    while at < stop and at < len(items):
        stored = items[at]
        if stored is value or stored == value:
            return at
        at += 1
    if type(items) is tuple:
        raise ValueError("tuple.index(x): x not in tuple")
    raise ValueError(f"{value!r} is not in list")


def range_index_slow(items, value):
    at = 0
    for stored in items:
        if stored == value:
            return at
        at += 1
    raise ValueError("sequence.index(x): x not in sequence")


def list_count_slow(items, value):
    count = 0
    for stored in items:
        if stored is value or stored == value:
            count += 1
    return count


def list_remove_slow(items, value):
    at = 0
    while at < len(items):
        stored = items[at]
        if stored is value or stored == value:
            del items[at]
            return
        at += 1
    raise ValueError("list.remove(x): x not in list")


def slice_indices_slow(value, length):
    return _plain(value).indices(_bound(length))


# -- sorting --

def sorted_slow(iterable, key, reverse):
    items = list(iterable)
    _sort(items, key, reverse)
    return items


def list_sort_slow(target, key, reverse):
    items = _vm.list_take(target)
    try:
        _sort(items, key, reverse)
    finally:
        unchanged = _vm.list_give(target, items)
    if not unchanged:
        raise ValueError("list modified during sort")


def _sort(items, key, reverse):
    values = None
    keys = items
    if key is not None:
        values = items
        keys = [key(item) for item in items]
    if _vm.sort_pairs(keys, values, reverse):
        return
    # What program code compares is sorted in copies: an exception leaves the items as they were.
    if reverse:
        keys = keys[::-1]
        values = None if values is None else values[::-1]
    keys, values = _merge_sort(keys, values)
    if values is not None:
        keys = values
    if reverse:
        keys.reverse()
    items[:] = keys


def _run_length(keys, start, end):
    if start + 1 == end:
        return 1, False
    at = start + 2
    if keys[start + 1] < keys[start]:
        while at < end and keys[at] < keys[at - 1]:
            at += 1
        return at - start, True
    while at < end:
        if keys[at] < keys[at - 1]:
            break
        at += 1
    return at - start, False


# Of a run: what is behind in its list moves with each.
def _insert_sorted(keys, values, at):
    end = len(keys)
    while at < end:
        pivot = keys[at]
        low, high = 0, at
        while low < high:
            middle = (low + high) >> 1
            if pivot < keys[middle]:
                high = middle
            else:
                low = middle + 1
        keys.insert(low, keys.pop(at))
        if values is not None:
            values.insert(low, values.pop(at))
        at += 1


def _merge(first, second):
    keys, values = first
    more_keys, more_values = second
    left, right = 0, 0
    end, more_end = len(keys), len(more_keys)
    merged = []
    merged_values = None if values is None else []
    while left < end and right < more_end:
        if more_keys[right] < keys[left]:
            merged.append(more_keys[right])
            if values is not None:
                merged_values.append(more_values[right])
            right += 1
        else:
            merged.append(keys[left])
            if values is not None:
                merged_values.append(values[left])
            left += 1
    merged += keys[left:]
    merged += more_keys[right:]
    if values is not None:
        merged_values += values[left:]
        merged_values += more_values[right:]
    return merged, merged_values


# New lists of the keys and values in order. As CPython's sort up to 64 items, also in which items
# are compared.
def _merge_sort(keys, values):
    count = len(keys)
    rest = 0
    shortest = count
    while shortest >= 64:
        rest |= shortest & 1
        shortest >>= 1
    shortest += rest
    runs = []
    start = 0
    while start < count:
        length, down = _run_length(keys, start, count)
        end = start + length
        if length < shortest:
            end = start + shortest
            if end > count:
                end = count
        run = keys[start:end]
        run_values = None if values is None else values[start:end]
        if down:
            run[:length] = run[:length][::-1]
            if values is not None:
                run_values[:length] = run_values[:length][::-1]
        _insert_sorted(run, run_values, length)
        start = end
        runs.append((run, run_values))
        while len(runs) > 1 and len(runs[-1][0]) >= len(runs[-2][0]):
            second = runs.pop()
            runs.append(_merge(runs.pop(), second))
    while len(runs) > 1:
        second = runs.pop()
        runs.append(_merge(runs.pop(), second))
    return runs[0]


def _extreme(name, least, iterable, key, default, has_default):
    empty = True
    best = best_key = None
    for item in iterable:
        item_key = item if key is None else key(item)
        if empty:
            best, best_key = item, item_key
            empty = False
        elif item_key < best_key if least else item_key > best_key:
            best, best_key = item, item_key
    if empty and not has_default:
        raise ValueError(f"{name}() arg is an empty sequence")
    return default if empty else best


def min_slow(iterable, key, default, has_default):
    return _extreme("min", True, iterable, key, default, has_default)


def max_slow(iterable, key, default, has_default):
    return _extreme("max", False, iterable, key, default, has_default)


def any_slow(iterable):
    for item in iterable:
        if item:
            return True
    return False


def all_slow(iterable):
    for item in iterable:
        if not item:
            return False
    return True


# -- dicts from mappings and pairs --

def _mapping_keys(mapping):
    return getattr(mapping, "keys", None)


def _update_from_mapping(target, mapping, keys):
    for key in keys():
        target[key] = mapping[key]


def _update_from_pairs(target, pairs):
    number = 0
    for pair in pairs:
        if not _vm.is_iterable(pair):
            raise TypeError(
                f"cannot convert dictionary update sequence element #{number} to a sequence")
        items = pair if type(pair) is tuple or type(pair) is list else list(pair)
        if len(items) != 2:
            raise ValueError(f"dictionary update sequence element #{number} has length "
                             f"{len(items)}; 2 is required")
        target[items[0]] = items[1]
        number += 1


def dict_update_slow(target, other):
    if type(other) is dict:
        for key in other:
            target[key] = other[key]
        return target
    keys = _mapping_keys(other)
    if keys is None:
        _update_from_pairs(target, other)
    else:
        _update_from_mapping(target, other, keys)
    return target


def dict_fill(target, iterable, keywords, wanted):
    dict_update_slow(target, iterable)
    if keywords is not None and keywords is not iterable:
        target.update(keywords)
    return target if wanted else None


def fromkeys_slow(cls, iterable, value):
    made = cls()
    for key in iterable:
        made[key] = value
    return made


def map_update_slow(target, mapping):
    keys = _mapping_keys(mapping)
    if keys is None:
        raise TypeError(f"'{_vm.type_name(mapping)}' object is not a mapping")
    _update_from_mapping(target, mapping, keys)


def _callee_text(function):
    name = getattr(function, "__qualname__", None)
    if name is None:
        return str(function)
    module = getattr(function, "__module__", None)
    if module is None or module == "builtins":
        return f"{name}()"
    return f"{module}.{name}()"


def call_star_slow(function, items, keywords):
    if not _vm.is_iterable(items):
        callee = _callee_text(function)
        given = _vm.type_name(items)
        raise TypeError(f"{callee} argument after * must be an iterable, not {given}")
    args = [item for item in items]
    if keywords is None:
        return function(*args)
    return function(*args, **keywords)


def map_merge_slow(target, mapping, function):
    keys = _mapping_keys(mapping)
    if keys is None:
        raise TypeError(f"{_callee_text(function)} argument after ** must be a mapping, not "
                        f"{_vm.type_name(mapping)}")
    for key in keys():
        value = mapping[key]
        if not isinstance(key, str):
            raise TypeError("keywords must be strings")
        if key in target:
            raise TypeError(
                f"{_callee_text(function)} got multiple values for keyword argument '{key}'")
        target[key] = value


# -- set algebra --

def _shared(table, items):
    """Those of the items that are in the table, too."""
    made = set()
    for item in items:
        if item in table:
            made.add(item)
    return made


def _shared_with_view(view, other):
    if type(view) not in _views:
        view, other = other, view
    kind = type(other)
    if (kind is set and len(view) <= len(other)) or (kind in _views and len(view) < len(other)):
        return _shared(other, view)
    return _shared(view, other)


def _combined(left, right, operation):
    made = set()
    if operation == 124:  # |
        for item in left:
            made.add(item)
        for item in right:
            made.add(item)
    elif operation == 38:  # &: the smaller side gives the items
        if len(right) <= len(left):
            return _shared(left, right)
        return _shared(right, left)
    elif operation == 45:  # -
        for item in left:
            if item not in right:
                made.add(item)
    else:
        for item in left:
            if item not in right:
                made.add(item)
        for item in right:
            if item not in left:
                made.add(item)
    return made


def set_op_slow(left, right, operation):
    if operation == 43:  # dict | dict
        made = left.copy()
        for key in right:
            made[key] = right[key]
        return made
    view = type(left) in _views or type(right) in _views
    if view and operation == 38:
        return _shared_with_view(left, right)
    if not _is_setlike(left):
        left = set(left)
    if not _is_setlike(right):
        right = set(right)
    made = _combined(left, right, operation)
    return _vm.freeze(made) if type(left) is frozenset and not view else made


def _as_table(iterable):
    kind = type(iterable)
    if kind is set or kind is frozenset or kind is dict:
        return iterable
    return set(iterable)


def _combined_by(made, other, operation):
    if operation == 38 and not isinstance(other, (set, frozenset)):
        return _shared(made, other)
    return _combined(made, _as_table(other), operation)


def set_combine_by(target, others, operation):
    made = target
    for other in others:
        made = _combined_by(made, other, operation)
    if not others:
        made = set(target)
    return _vm.freeze(made) if type(target) is frozenset else made


def set_update_all(target, others, operation):
    if operation == 124:
        for other in others:
            for item in other:
                target.add(item)
    elif operation == 45:
        for other in others:
            for item in _as_table(other) if other is not target else list(other):
                target.discard(item)
    else:
        made = target
        for other in others:
            made = _combined_by(made, other, operation)
        if others:
            _vm.table_move(target, made)


def set_update_by(target, others, operation):
    set_update_all(target, others, operation)
    return target


def isdisjoint_slow(left, right):
    for item in right:
        if item in left:
            return False
    return True


def issubset_slow(left, right):
    left, right = _as_table(left), _as_table(right)
    for item in left:
        if item not in right:
            return False
    return True


# -- iteration --

def iter_slow(value):
    made = _vm.special(value, "__iter__")()
    if not _vm.is_iterator(made):
        raise TypeError(f"iter() returned non-iterator of type '{_vm.type_name(made)}'")
    return made


def len_slow(value):
    return _vm.check_len(_vm.special(value, "__len__")())


def next_slow(iterator):
    return next(iterator)


def next_default(iterator, default):
    try:
        return next(iterator)
    except StopIteration:
        return default


def iter_new(kind, source, state):
    if kind == _ENUMERATE:
        return _vm.new_iter(kind, iter(source), state)
    if kind == _FILTER:
        return _vm.new_iter(kind, (state, iter(source)), None)
    made = []
    for value in source:
        if kind == _MAP and not made:
            made.append(value)
        else:
            made.append(iter(value))
    return _vm.new_iter(kind, tuple(made), state)


def enumerate_next(iterator, source):
    return _vm.enumerate_item(iterator, next(source))


def zip_next(sources, strict):
    items = []
    if not strict:
        for source in sources:
            items.append(next(source))
        return tuple(items)
    ended = -1
    for source in sources:
        try:
            items.append(next(source))
        except StopIteration:
            ended = len(items)
            break
    if ended < 0:
        return tuple(items)
    if ended > 0:
        raise ValueError(f"zip() argument {ended + 1} is shorter than argument{_up_to(ended)}")
    for at in range(1, len(sources)):
        try:
            next(sources[at])
            ended = at
            break
        except StopIteration:
            pass
    if ended > 0:
        raise ValueError(f"zip() argument {ended + 1} is longer than argument{_up_to(ended)}")
    raise StopIteration


def _up_to(count):
    return " 1" if count == 1 else f"s 1-{count}"


def map_next(sources):
    if len(sources) == 2:
        return sources[0](next(sources[1]))
    args = []
    for at in range(1, len(sources)):
        args.append(next(sources[at]))
    return sources[0](*args)


def filter_next(function, source):
    while True:
        item = next(source)
        if item if function is None or function is bool else function(item):
            return item


def call_next(iterator, function, sentinel):
    try:
        value = function()
    except StopIteration:
        _vm.iter_end(iterator)
        raise
    if sentinel is value or sentinel == value:
        _vm.iter_end(iterator)
        raise StopIteration
    return value


def sequence_next(iterator, source, at):
    try:
        value = source[at]
        _vm.iter_advance(iterator)
        return value
    except (IndexError, StopIteration):
        _vm.iter_end(iterator)
    raise StopIteration


def reversed_slow(value):
    return _vm.new_iter(_SEQUENCE_REVERSED, value, len(value))


def reversed_hint(value, left):
    return left if len(value) >= left else 0


def unpack_slow(source, count):
    if not _vm.is_iterable(source):
        raise TypeError(f"cannot unpack non-iterable {_vm.type_name(source)} object")
    items = []
    for item in source:
        if len(items) == count:
            raise ValueError(f"too many values to unpack (expected {count})")
        items.append(item)
    if len(items) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(items)})")
    return items


def unpack_star_slow(source, before, after):
    if not _vm.is_iterable(source):
        raise TypeError(f"cannot unpack non-iterable {_vm.type_name(source)} object")
    iterator = iter(source)
    items = []
    ended = False
    while len(items) < before and not ended:
        try:
            items.append(next(iterator))
        except StopIteration:
            ended = True
    rest = [] if ended else list_from(iterator)
    count = len(items) + len(rest)
    if count < before + after:
        raise ValueError(
            f"not enough values to unpack (expected at least {before + after}, got {count})")
    last = rest[len(rest) - after:]
    del rest[len(rest) - after:]
    items.append(rest)
    items.extend(last)
    return items


# -- list[int] --

def _alias_part(part):
    if part is Ellipsis:
        return "..."
    if isinstance(part, type):
        if part.__module__ == "builtins":
            return part.__qualname__
        return f"{part.__module__}.{part.__qualname__}"
    return repr(part)


def alias_repr(origin, args):
    parts = []
    for part in args:
        parts.append(_alias_part(part))
    return f"{_alias_part(origin)}[{', '.join(parts) if parts else '()'}]"
