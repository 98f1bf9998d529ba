# The GeneratorExit of close() has the context of who closes, or of the generator if that handles an
# exception.
def show(e):
    names = []
    while e is not None:
        names.append(type(e).__name__)
        e = e.__context__
    return ' <- '.join(names)


def plain():
    try:
        yield 1
    except GeneratorExit as e:
        print(show(e))
        raise


def handles():
    try:
        raise KeyError
    except KeyError:
        try:
            yield 1
        except GeneratorExit as e:
            print(show(e))


def cleans():
    try:
        yield 1
    finally:
        raise OSError


async def coroutine():
    await Awaitable()


class Awaitable:
    def __await__(self):
        yield from plain()


def start(make):
    made = make()
    made.send(None)
    return made


for make in plain, handles, cleans, coroutine:
    for inside in True, False:
        made = start(make)
        try:
            try:
                if inside:
                    raise ZeroDivisionError
                made.close()
            except ZeroDivisionError:
                made.close()
            print(make.__name__, 'closed')
        except OSError as e:
            print(make.__name__, show(e))
