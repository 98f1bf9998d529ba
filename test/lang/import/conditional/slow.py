print('loading slow')
kind = 'slow'
def work(n): return sum(n for _ in range(n))
