# perdure-only
# resume-every: 7
# Control clauses that send at the end of some ways and abandon on others, and the same that look at
# k first, so that nothing of them runs in place: cleanup, order and results are the same.
# expect: same [20, 40] [('asked', 2), ('asked', 4)]
# expect: same ('left at', 1) [('asked', 2), ('asked', 1), 'leaving']
# expect: same ('LookupError', '7', 'None') [('asked', 2), ('asked', 7)]
# expect: same None [('asked', 12), ('asked', 11)]
# expect: same told [('asked', 9), ('heard', 'odd')]
# expect: same told [('asked', 2), ('asked', 9), ('captured', 'odd', True), ('after', 'odd')]
# expect: same 20 ['try', ('asked', 2), 'cleanup']
# expect: same ('left at', 1) ['try', ('asked', 1), 'leaving', 'cleanup']
# expect: same ('UnhandledEffect', 'no handler for ask', 'ContinuationExit()') ['try', ('asked', 1), 'leaving', 'cleanup']
# expect: same ('UnhandledEffect', 'no handler for ask', 'ContinuationExit()') ['try', ('asked', 1), 'leaving', 'cleanup']
# expect: same ('left at', 3) ['try', ('asked', 2), 'cleanup', ('asked', 3), 'leaving']
# expect: same ('left at', 5) ['try', ('asked', 7), 'cleanup', ('asked', 5), 'leaving']
# expect: same ('UnhandledEffect', 'no handler for ask', 'ContinuationExit()') ['try', ('asked', 9), ('captured', 'odd', True), 'cleanup']
# expect: same ('left at', 5) [('asked', 4), ('asked', 5), 'leaving', 'generator closed']
# expect: same ('left at', 3) [('asked', 2), ('asked', 3), 'leaving']
# expect: same ('left at', 1) [('asked', 1), 'leaving', 20, 40]
# expect: same ('left at', 1) [('asked', 1), 'leaving', 'ContinuationExit']
# expect: same ('KeyError', "'cleanup'", 'ContinuationExit()') [('asked', 1), 'leaving']
# expect: same [[20], ('left at', 1)] [('asked', 2), ('asked', 4), ('asked', 1), 'leaving']
# expect: same ('left at', 1) ['try', ('asked', 1), 'leaving', 'cleanup', 'outer cleanup']
# expect: True (('left at', 5), [('asked', 1), 'leaving', ('asked', 6), ('asked', 4), ('asked', 3), 'leaving', ('asked', 5), 'leaving'])
# expect: ('returned', [1, 2]) ('abandoned', 3)
# expect: ('sent', 1) ('abandoned', 8)
# expect: 10
from perdure import ctl, effect, handle, handler, perform, spawn


@effect
def ask(n): ...


@effect
def tell(text): ...


log = []


def outcome(f, *args):
    log.clear()
    try:
        result = f(*args)
    except BaseException as e:
        lines, tb = [], e.__traceback__
        while tb:
            lines.append(tb.tb_frame.f_code.co_name if hasattr(tb, 'tb_frame') else tb.tb_lineno)
            tb = tb.tb_next
        result = type(e).__name__, str(e), repr(e.__context__)
    return result, log[:]


def asker(looks):
    if looks:
        @handler
        class H:
            @ctl
            def ask(self, k, n):
                k.frames()
                log.append(('asked', n))
                if n % 2 == 0:
                    return k.send(n * 10)
                if n == 7:
                    raise LookupError(n)
                if n == 9:
                    tell('odd')
                    return 'told'
                if n > 10:
                    return
                try:
                    return 'left at', n
                finally:
                    log.append('leaving')
    else:
        @handler
        class H:
            @ctl
            def ask(self, k, n):
                log.append(('asked', n))
                if n % 2 == 0:
                    return k.send(n * 10)
                if n == 7:
                    raise LookupError(n)
                if n == 9:
                    tell('odd')
                    return 'told'
                if n > 10:
                    return
                try:
                    return 'left at', n
                finally:
                    log.append('leaving')
    return H()


@handler
class Ear:
    def tell(self, text):
        log.append(('heard', text))


@handler
class SlowEar:
    @ctl
    def tell(self, k, text):
        log.append(('captured', text, k.frames() != ()))
        answer = k.send(None)
        log.append(('after', text))
        return answer


def both(body, ear=None):
    results = []
    for looks in False, True:
        if ear is None:
            results.append(outcome(handle, asker(looks), body))
        else:
            results.append(outcome(handle, ear(), handle, asker(looks), body))
    if results[0] == results[1]:
        print('same', *results[0])
    else:
        print('in place:', *results[0], 'captured:', *results[1], sep='\n    ')


def plain(*numbers):
    def body():
        return [ask(n) for n in numbers]
    return body


both(plain(2, 4))
both(plain(2, 1, 4))
both(plain(2, 7))
both(plain(12, 11, 4))
both(plain(9, 4), Ear)
both(plain(2, 9, 4), SlowEar)


def cleanup(n, inner=None):
    def body():
        try:
            log.append('try')
            with_result = ask(n)
            return with_result
        finally:
            log.append('cleanup')
            if inner is not None:
                log.append(('inner', ask(inner)))
    return body


both(cleanup(2))
both(cleanup(1))
both(cleanup(1, 2))   # asks in cleanup, and is answered
both(cleanup(1, 3))   # abandons in cleanup again
both(cleanup(2, 3))
both(cleanup(7, 5))
both(cleanup(9, 4), SlowEar)


def in_generator():
    def numbers():
        try:
            yield 1
            yield ask(4)
            yield ask(5)
            yield 6
        finally:
            log.append('generator closed')
    return [n for n in numbers()]


def in_method():
    class Item:
        def __len__(self):
            return ask(2)

        def __eq__(self, other):
            return ask(3)
    return len(Item()), Item() == Item()


def deep(n=40):
    if n == 0:
        return ask(1)
    try:
        return deep(n - 1) + 1
    finally:
        if n % 20 == 0:
            log.append(n)


def swallows():
    try:
        ask(1)
    except BaseException as e:
        log.append(type(e).__name__)
    return 'went on'


def raises_in_cleanup():
    try:
        ask(1)
    finally:
        raise KeyError('cleanup')


def in_task():
    return [spawn(plain(2)).wait(), spawn(plain(4, 1)).wait()]


for body in in_generator, in_method, deep, swallows, raises_in_cleanup, in_task:
    both(body)


# Handlers in handlers: what is left is all that is inside of the handler whose clause it was.
def nested():
    def inside():
        try:
            return 'inside', handle(Ear(), cleanup(1))
        finally:
            log.append('outer cleanup')
    return inside


both(nested())


def twice(looks):
    def body():
        return [handle(asker(looks), plain(1)), ask(6), handle(asker(looks), plain(4, 3)), ask(5)]
    return body


print(outcome(handle, asker(False), twice(False)) == outcome(handle, asker(True), twice(True)),
      outcome(handle, asker(False), twice(False)))


@handler
class Results:
    def on_return(self, value):
        return 'returned', value

    @ctl
    def ask(self, k, n):
        if n < 3:
            return k.send(n)
        return 'abandoned', n


print(handle(Results(), plain(1, 2)), handle(Results(), plain(1, 2, 3, 4)))
sends = type('K', (), {'send': lambda self, v: ('sent', v)})()
print(Results.ask(None, sends, 1), Results.ask(None, None, 8))
left = 0
for i in range(40):
    left += handle(Results(), plain(i % 4, i % 3)) == ('abandoned', 3)
print(left)
