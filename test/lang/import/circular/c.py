from d import helper
def base(n): return n * 2
result = helper(4)
