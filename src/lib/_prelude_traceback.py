# The text of tracebacks, as the C code of CPython 3.11 prints uncaught exceptions
# (Python/traceback.c, pythonrun.c).
import _vm

from _prelude_group import BaseExceptionGroup

# As many links of a chain of exceptions are shown: the first and the last ones.
_CHAIN_MAX = 1000
_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"


# Among names that are as close the first one is suggested, and CPython has builtins in this order.
_BUILTINS = """
    __name__ __doc__ __package__ __loader__ __spec__ __build_class__ __import__ abs all any
    ascii bin breakpoint callable chr compile delattr dir divmod eval exec format getattr
    globals hasattr hash hex id input isinstance issubclass iter aiter len locals max min next
    anext oct ord pow print repr round setattr sorted sum vars None Ellipsis NotImplemented
    False True bool memoryview bytearray bytes classmethod complex dict enumerate filter float
    frozenset property int list map object range reversed set slice staticmethod str super tuple
    type zip __debug__ BaseException BaseExceptionGroup Exception GeneratorExit
    KeyboardInterrupt SystemExit ArithmeticError AssertionError AttributeError BufferError
    EOFError ImportError LookupError MemoryError NameError OSError ReferenceError RuntimeError
    StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning
    FloatingPointError OverflowError ZeroDivisionError BytesWarning DeprecationWarning
    EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning
    RuntimeWarning SyntaxWarning UnicodeWarning UserWarning BlockingIOError ChildProcessError
    ConnectionError FileExistsError FileNotFoundError InterruptedError IsADirectoryError
    NotADirectoryError PermissionError ProcessLookupError TimeoutError IndentationError
    IndexError KeyError ModuleNotFoundError NotImplementedError RecursionError UnboundLocalError
    UnicodeError BrokenPipeError ConnectionAbortedError ConnectionRefusedError
    ConnectionResetError TabError UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError
    ExceptionGroup EnvironmentError IOError open
""".split()


def _carets(line, entry):
    column, end_line, end_column, anchor, anchor_end = entry[4:9]
    if end_line == 0:
        return ""
    whole = line.rstrip()
    indent = len(line) - len(line.lstrip(" \t\f"))
    if entry[1] != end_line:
        end_column = len(whole)
        anchor_end = 0
    if end_column - column == len(line) - indent and not anchor_end:
        return ""
    if anchor_end:
        marks = "~" * (anchor - column) + "^" * (anchor_end - anchor)
        marks += "~" * (end_column - anchor_end)
    else:
        marks = "^" * (end_column - column)
    return "    " + " " * (column - indent) + marks + "\n"


def _entries(traceback, parts):
    last = None
    repeated = 0
    for entry in _vm.traceback_entries(traceback):
        where = (entry[0], entry[1], entry[2], entry[9])
        if where == last:
            repeated += 1
            if repeated >= 3:
                continue
        else:
            if repeated >= 3:
                _repeat(repeated - 2, parts)
            last = where
            repeated = 0
        spawned = " (where the task was spawned)" if entry[9] else ""
        parts.append(f'  File "{entry[0]}", line {entry[1]}, in {entry[2]}{spawned}\n')
        line = entry[3]
        text = line.strip(" \t\f\n")
        if text:
            parts.append("    " + text + "\n")
            parts.append(_carets(line.rstrip("\n"), entry))
    if repeated >= 3:
        _repeat(repeated - 2, parts)


def _repeat(count, parts):
    parts.append(f"  [Previous line repeated {count} more time{'' if count == 1 else 's'}]\n")


def _title(cls):
    module = cls.__module__
    if module in ("builtins", "__main__"):
        return cls.__qualname__
    return f"{module}.{cls.__qualname__}"


def exception_line(exception):
    try:
        text = str(exception)
    except BaseException:
        text = "<exception str() failed>"
    title = _title(type(exception))
    return f"{title}: {text}\n" if text else f"{title}\n"


def _builtin_names():
    module = _vm.modules().get("builtins")
    names = vars(_vm.image_module("builtins") if module is None else module)
    order = [name for name in _BUILTINS if name in names]
    return order + [name for name in names if name not in order]


def _closest(exception, name):
    if type(exception) is AttributeError:
        return _vm.suggest(dir(exception.obj), name)
    if exception.__traceback__ is None:
        return None
    code, names = _vm.traceback_names(exception.__traceback__)
    found = _vm.suggest(list(code.co_varnames), name)
    if found is None:
        found = _vm.suggest(names, name)
    if found is None:
        found = _vm.suggest(_builtin_names(), name)
    return found


def _suggestion(exception):
    if type(exception) is not NameError and type(exception) is not AttributeError:
        return ""
    name = exception.name
    if type(name) is not str:
        return ""
    try:
        found = _closest(exception, name)
    except BaseException:
        return ""
    return "" if found is None else f". Did you mean: '{found}'?"


def _note(note):
    try:
        return note if isinstance(note, str) else str(note)
    except BaseException:
        return "<note str() failed>"


def _one(exception, parts):
    traceback = exception.__traceback__
    if traceback is not None:
        if not isinstance(exception, BaseExceptionGroup):
            parts.append("Traceback (most recent call last):\n")
        _entries(traceback, parts)
    parts.append(exception_line(exception)[:-1] + _suggestion(exception) + "\n")
    notes = getattr(exception, "__notes__", None)
    if notes is not None:
        if isinstance(notes, (list, tuple, str, bytes)):
            for note in notes:
                parts.append(_note(note) + "\n")
        else:
            parts.append(repr(notes))


def _before(exception):
    """The exception that is told before this one, and what stands between them."""
    if exception.__cause__ is not None:
        return exception.__cause__, _CAUSE
    if exception.__context__ is not None and not exception.__suppress_context__:
        return exception.__context__, _CONTEXT
    return None, ""


def _chain(exception):
    # Without id(), which would number the exception: showing a run's end must not change the run.
    # So a cycle is found by a mark that moves to where powers of two have been gone.
    links = []
    mark = None
    mark_at = 0
    while exception is not None and exception is not mark:
        before, joint = _before(exception)
        if len(links) & (len(links) - 1) == 0:
            mark = exception
            mark_at = len(links)
        links.append((exception, joint))
        exception = before
    if exception is None:
        return links
    cycle = len(links) - mark_at
    first = 0
    while first < mark_at and links[first][0] is not links[first + cycle][0]:
        first += 1
    links = links[:first + cycle]
    links[-1] = (links[-1][0], "")
    return links


_GROUP_WIDTH = 15
_GROUP_DEPTH = 10


# The text so far, how deep in groups its end is, whether the last frame of a group is still to be
# closed, and, of chains with groups, what was shown: it is not shown again as a context. A list and
# no object of a class: making the first one of a class would change the run.
_PARTS, _DEPTH, _OPEN, _SEEN = range(4)


def _add(shown, texts, mark="| "):
    if shown[_DEPTH] == 0:
        shown[_PARTS].extend(texts)
        return
    margin = "  " * shown[_DEPTH] + mark
    for line in "".join(texts).splitlines(True):
        shown[_PARTS].append(margin + line)


def _rule(shown, text):
    shown[_PARTS].append("  " * shown[_DEPTH] + text + "\n")


def _group(shown, group):
    is_outermost = shown[_DEPTH] == 0
    if is_outermost:
        shown[_DEPTH] = 1
    if group.__traceback__ is not None:
        title = "Exception Group Traceback (most recent call last):\n"
        _add(shown, [title], "+ " if is_outermost else "| ")
    texts = []
    _one(group, texts)
    _add(shown, texts)
    _members(shown, group.exceptions)
    if is_outermost:
        shown[_DEPTH] = 0


def _members(shown, errors):
    count = min(len(errors), _GROUP_WIDTH + 1)
    for i in range(count):
        left_out = i == _GROUP_WIDTH
        shown[_OPEN] = shown[_OPEN] or i == count - 1
        _rule(shown, f"{'+-' if i == 0 else '  '}+---------------- "
                     f"{'...' if left_out else i + 1} ----------------")
        shown[_DEPTH] += 1
        if left_out:
            more = len(errors) - _GROUP_WIDTH
            _add(shown, [f"and {more} more exception{'' if more == 1 else 's'}\n"])
        else:
            _links(shown, errors[i])
        if i == count - 1 and shown[_OPEN]:
            _rule(shown, "+------------------------------------")
            shown[_OPEN] = False
        shown[_DEPTH] -= 1


def _unseen(shown, links):
    """The links up to the first that was shown elsewhere; they count as shown from now on."""
    for i, (link, _) in enumerate(links):
        if i and any([link is one for one in shown[_SEEN]]):
            links = links[:i]
            links[-1] = (links[-1][0], "")
            break
    shown[_SEEN].extend([link for link, _ in links])
    return links


def _links(shown, exception):
    links = _chain(exception)
    if shown[_SEEN] or any([isinstance(link, BaseExceptionGroup) for link, _ in links]):
        links = _unseen(shown, links)
    left_out = len(links) - _CHAIN_MAX
    at = len(links) - 1
    while at >= 0:
        link, joint = links[at]
        texts = [joint]
        if not isinstance(link, BaseExceptionGroup):
            _one(link, texts)
            _add(shown, texts)
        elif shown[_DEPTH] > _GROUP_DEPTH:
            _add(shown, texts + [f"... (max_group_depth is {_GROUP_DEPTH})\n"])
        else:
            _add(shown, texts)
            _group(shown, link)
        if left_out > 0 and at == len(links) - 1:
            plural = "" if left_out == 1 else "s"
            _add(shown, [f"\n[{left_out} more exception{plural} in between]\n"])
            at -= left_out
        at -= 1


def traceback_text(exception):
    shown = [[], 0, False, []]
    _links(shown, exception)
    return "".join(shown[_PARTS])


def exception_message(exception):
    try:
        return str(exception)
    except BaseException:
        return "<exception str() failed>"


def exit_text(exception):
    code = exception.code
    if code is None or isinstance(code, int):
        return ""
    try:
        return str(code) + "\n"
    except BaseException:
        return ""


def print_result(value):
    if value is not None:
        print(repr(value))
