# Waits in a finally block of a continuation that is being closed, because its clause left it.
from perdure import ctl, effect, handle, handler, now


@effect
def stop(): ...


@handler
class Left:
    @ctl
    def stop(self, k):
        return 'left'


def body():
    try:
        stop()
    finally:
        now()


print(handle(Left(), body))
