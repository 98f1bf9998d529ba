# import, import as, from, from as, module attributes, each module executed once.
print('main starts', __name__)
import helper
import helper as h
from helper import greet, VALUE as V
from helper import greet as g2
import other, helper
print(helper is h, helper.__name__, greet('x'), g2 is greet, V, helper.counter)
helper.bump(); h.bump()
print(helper.counter, other.see(), other.helper is helper)
helper.VALUE = 'changed'
print(V, helper.VALUE, helper.get_value())
helper.new_attr = [1]
print(h.new_attr, hasattr(helper, 'nope'), helper._private, 'greet' in vars(helper))
print(type(helper).__name__)
try: helper.nope
except AttributeError as e: print(e)
del helper.new_attr
print(hasattr(helper, 'new_attr'), helper.__doc__, getattr(helper, 'VALUE'))
def late():
    import helper as inner
    from other import see
    return inner is helper, see()
print(late(), 'inner' in globals())
class C:
    import other
    from helper import greet
print(C.other.__name__, C().other is other)
