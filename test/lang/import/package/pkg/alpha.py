print('alpha runs', __name__)
a = 'A'
