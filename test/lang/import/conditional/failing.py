print('failing starts')
partial = 1
1 / 0
