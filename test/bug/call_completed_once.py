# resume-every: 97
# A method that has returned is not called again when the rest of its instruction meets the end of
# memory: a collection in between must not be seen, whether it makes room or not.
class A:
    calls = 0

    def __add__(self, other):
        A.calls += 1
        return NotImplemented


class B:
    def __radd__(self, other):
        return [0] * 30


kept = []
for i in range(3000):
    value = A() + B()
    if i % 10 == 0:
        kept.append(value)
print(A.calls, len(kept))


class Truth:
    calls = 0

    def __eq__(self, other):
        Truth.calls += 1
        return self

    def __bool__(self):
        return len([0] * 30) == 30


if sum(Truth() == 1 and 1 for _ in range(500)) == 500:
    print(Truth.calls)
print(dict.fromkeys(map(str, range(3)), 1))
try:
    dict.fromkeys(5)
except TypeError as e:
    print(e)
