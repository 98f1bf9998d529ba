# raise with a class, an instance, a call, a cause, and with what cannot be raised.
class E(Exception):
    def __init__(self, *a): super().__init__(*a); made.append(a)
made = []
def get(f):
    try: f()
    except Exception as e: return repr(e), repr(e.__cause__)
def r(x): raise x
def rf(x, y): raise x from y
table = [KeyError, ValueError('v')]
print(get(lambda: r(E)), get(lambda: r(E())), get(lambda: r(E(1, 2))), made)
print(get(lambda: rf(E, E('c'))), get(lambda: rf(E('x'), KeyError)), get(lambda: rf(E, None)))
print(get(lambda: r(table[0])), get(lambda: r(table[1])), get(lambda: r(table[0] if made else E)))
print(get(lambda: r(None)), get(lambda: r(5)), get(lambda: r(int)), get(lambda: rf(E, 5)))
print(get(lambda: r((E, 1))))
print(get(lambda: r(lambda: E)), get(lambda: r(E)()), get(lambda: r(type('Dyn', (E,), {})('d'))))
class Callable:
    def __call__(self): raise E('from call')
print(get(Callable()), get(lambda: [1][2]), get(lambda: (_ for _ in ()).throw(E('gen'))))
