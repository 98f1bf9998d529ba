# What is a program but hardly meant gets a SyntaxWarning before anything runs.
x = 1; print("runs")
x is 1
x is not "a"
if () is x: pass
x == 1 is x
assert (x, "msg")
assert (x,)
assert ()  or 1
try: (1)(2)
except TypeError: pass
try: [1](2), "a"(1), f"{x}"(2), {}(1), (lambda: 0)(), [i for i in x](1), None(1)
except TypeError: pass
try: None[1], 1[2], {1}[0], (x for x in [])[0], (lambda: 0)[0]
except TypeError: pass
try: "a"[1.5], [1]["a"], (1,2)["a", "b"], [1,2][(1,2)], f"a"[None], b"a"[None], [1][[2]], [1][{}], "abc"[True], "a"[...], "x"[lambda:0]
except TypeError: pass
x is 1; x is 1
x is 1 is 2
x is True is None is ... 
x is -1
x is (1, 2)
x is []
x is f"{x}"
def f():
    assert (0, "x")
    return x is 1.5
'\d'
