print('a starts')
done = False
import b
def value(): return 'from a'
def ask_b(): return b.value()
done = True
print('a ends')
