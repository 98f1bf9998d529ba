# Where a global lies is remembered from one store to the next: not beyond its deletion, other keys,
# or what others do with the module's dict.
import sys


def count(n):
    global total
    for i in range(n):
        total = i
    return total


total = None
print(count(3), total)
del total
try:
    print(total)
except NameError as error:
    print(error)
print(count(4), total)

for i in range(30):
    globals()[f"other_{i}"] = i
    total = i
    assert globals()["total"] == i
for i in range(0, 30, 2):
    del globals()[f"other_{i}"]
    total = -i
    assert sys.modules[__name__].total == -i

module = sys.modules[__name__]
for i in range(5):
    module.total = i * 10
    assert total == i * 10
    total = i
    assert module.total == i and globals()["total"] == i

for i in range(4):
    total = i
    if i % 2:
        del total
        print("total" in globals())
total = [1]
for total[0] in range(3):
    pass
print(total)


def outer():
    def store(value):
        global made_inside
        made_inside = value

    store(1)
    print(made_inside)
    globals().pop("made_inside")
    store(2)
    return made_inside


print(outer())
x = y = 0
while x < 1000:
    x += 1
    y -= x
print(x, y)
