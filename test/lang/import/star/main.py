# from x import * with and without __all__, underscore names, rebinding, shadowing.
keep = 'main keep'
shared = 'main shared'
from plain import *
print(x, y, shared, func(), keep, '_hidden' in globals(), 'imported_by_plain' in globals())
from limited import *
print(listed, _also, 'unlisted' in globals(), func())
shared = 'after'
from plain import shared
print(shared, len('abc'), max(1, 2))
from pack import *
print(one.v, 'two' in globals(), extra)
try: from broken import *
except AttributeError as e: print(e)
from plain import x as x
print(sorted(n for n in dir() if not n.startswith('__')))
