# perdure-only
# options: --heap-max=1M
# resume-every: 4999
# Comprehensions that would make more than fits: MemoryError, each time, with the name free again. CPython has no such limit.
# expect: list MemoryError
# expect: set MemoryError
# expect: dict MemoryError
# expect: tuple MemoryError
# expect: text MemoryError
# expect: nested MemoryError
# expect: [0, 1, 2]
many = range(10 ** 6)
for name, way in {'list': lambda: [x for a in many for b in many for x in many],
                  'set': lambda: {(a, b) for a in many for b in many},
                  'dict': lambda: {a: [b] for a in many for b in (a,)},
                  'tuple': lambda: tuple(str(a) for a in many),
                  'text': lambda: ''.join(str(a) * 9 for a in many),
                  'nested': lambda: [[b for b in range(a)] for a in many]}.items():
    try:
        way()
    except MemoryError as error:
        print(name, type(error).__name__)
print([x for x in range(3)])
