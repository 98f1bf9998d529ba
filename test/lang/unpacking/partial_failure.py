# What has been assigned when unpacking fails half way.
class O:
    def __setattr__(self, k, v):
        if k == 'bad': raise AttributeError('refused ' + repr(v))
        self.__dict__[k] = v
o = O()
a = b = c = 'old'
try: a, o.bad, b = 1, 2, 3
except AttributeError as e: print(e, a, b)
try: a, b, c = 7, 8
except ValueError as e: print(e, a, b, c)
l = [0, 0]
try: l[0], l[5], l[1] = 1, 2, 3
except IndexError as e: print(e, l)
try: (a, (b, c)), d = (10, (20,)), 30
except ValueError as e: print(e, a, b, c)
try: x = l[9] = 'chain'
except IndexError: print(x)
try: l[9] = y = 'chain'
except IndexError: print('y' in globals())
try: p, *q = 5
except TypeError as e: print(e, 'p' in globals())
