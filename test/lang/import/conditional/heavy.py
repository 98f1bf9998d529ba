print('loading heavy')
answer = 42
