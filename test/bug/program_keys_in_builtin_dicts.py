# A key of the program was refused, with a SystemError, where it was looked for with `in` in a dict
# that all runs share: those of builtin types and modules, which nobody may change.
# resume-every: 1
import math


class Key:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        return self.name == (other.name if isinstance(other, Key) else other)


for space in (vars(int), vars(math), vars(Key)):
    for name in ('bit_length', 'sqrt', '__hash__', 'nothing'):
        key = Key(name)
        print(name, key in space, key not in space, key in space.keys(), space.get(key) is None)
        try:
            print(space[key] is None)
        except KeyError as error:
            print('KeyError', error.args[0] is key)
