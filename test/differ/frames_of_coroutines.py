# perdure-only
# cr_frame, ag_frame and gi_frame only tell whether there is one: frames are no objects.
async def coroutine():
    pass


async def agen():
    yield


def gen():
    yield
c, a, g = coroutine(), agen(), gen()
print(c.cr_frame, a.ag_frame, g.gi_frame)
for awaitable in (c, a.aclose()):
    try:
        awaitable.send(None)
    except StopIteration:
        pass
g.close()
print(c.cr_frame, a.ag_frame, g.gi_frame)
# expect: True True True
# expect: None None None
