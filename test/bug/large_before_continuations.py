# perdure-only
# expect: 4 3
# expect: [('a', 1), ('b', 1), ('c', 1), ('d', 1)]
# Loading looked for the number of a fiber among the places of all objects, as if large ones lay in
# order with the others: sound snapshots were refused because a chain had two owners.
from perdure import ctl, effect, handle, handler


@effect
def pause(name): ...


large = [bytes(70000) for _ in range(3)]
held = []


def worker(name):
    value = pause(name)
    return name, value


@handler
class Together:
    @ctl
    def pause(self, k, name):
        held.append(k.detach())
        return 0


for name in "abcd":
    handle(Together(), worker, name)
print(len(held), len(large))
print([k.send(1) for k in held])
