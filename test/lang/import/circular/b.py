print('b starts')
import a
print('a partially there:', hasattr(a, 'done'), hasattr(a, 'value'))
try: a.value
except AttributeError as e: print('AttributeError', str(e).split('(')[0].strip())
try: from a import value
except ImportError as e: print('ImportError', e.name)
def value(): return 'from b'
def ask_a(): return a.value()
done = True
print('b ends')
