import limited as imported_by_plain
x, y, _hidden = 1, [2], 3
shared = 'plain shared'
def func(): return 'plain func', x
def max(*a): return 'shadowed max'
