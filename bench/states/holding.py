# Waits in a clause that holds three continuations.
from perdure import ctl, effect, handle, handler, now


@effect
def pause(name): ...


def worker(name):
    return name, pause(name)


@handler
class Together:
    def __init__(self):
        self.held = []

    @ctl
    def pause(self, k, name):
        self.held.append(k.detach())
        if len(self.held) < 3:
            return handle(self, worker, 'abc'[len(self.held)])
        now()
        return [one.send(i) for i, one in enumerate(self.held)]


print(handle(Together(), worker, 'a'))
