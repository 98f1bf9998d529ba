print('loading fast')
kind = 'fast'
def work(n): return n * 100
