# What a generator returns is not lost when there is no room for the StopIteration that carries it.
# resume-every: 9973
# timeout: 60
def give(value):
    return value
    yield


kept = []
for number in range(10000):
    try:
        next(give(number))
    except StopIteration as end:
        if end.value != number or end.args != (number,):
            print("lost", number, end.value, end.args)
        kept.append(end)
    if len(kept) > 500:
        kept.clear()
print("done")
