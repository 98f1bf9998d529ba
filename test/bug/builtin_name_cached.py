# resume-every: 211
# A name that was a builtin becomes the program's own, and a builtin again, while the table of the
# module's names moves, grows and shrinks: what a call has found before must not be found again.
names = globals()


def size(x):
    return abs(x)


def check(turn):
    wrong = []
    for i in range(turn * 7 % 11):
        names[f"filler{i}"] = [i] * 50
    if size(-3) != 3:
        wrong.append("builtin")
    for i in range(turn * 5 % 9):
        names.pop(f"filler{i}", None)
    names["abs"] = lambda x: ("mine", x)
    if size(-3) != ("mine", -3):
        wrong.append("own")
    garbage = [[j] * 20 for j in range(300)]
    del names["abs"]
    if size(-4) != 4:
        wrong.append("builtin again")
    return wrong or len(garbage) - 300


print(sum(check(turn) != 0 for turn in range(100)))
