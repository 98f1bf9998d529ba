# Packages: __init__, submodules, attribute binding on the parent, dotted import and as.
import pkg
print(pkg.__name__, pkg.level, hasattr(pkg, 'beta'))
import pkg.beta
print(pkg.beta.name(), hasattr(pkg, 'beta'), pkg.beta.__name__, pkg.beta.__package__)
print(pkg.__package__)
import pkg.sub.deep as d
print(d.where, pkg.sub.deep is d, d.__name__, d.up())
from pkg import alpha, level as lv
from pkg.sub import deep, tag
print(alpha.a, lv, deep is d, tag)
import pkg.alpha as pa
print(pa is alpha, __package__ in (None, ''), sorted(n for n in vars(pkg) if not n.startswith('_')))
try: from pkg import missing
except ImportError as e: print(type(e).__name__, e.name, str(e).split('(')[0].strip())
