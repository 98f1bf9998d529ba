main = 'own main'
result = (main, __name__, 'log' in globals())
