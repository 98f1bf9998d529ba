# Relative imports of every depth, package __init__ re-exports, name clashes with submodules.
from app.core.engine import Engine
from app import version, Engine as E2, core
print(version, Engine is E2, Engine('x').run(), core.__name__)
import app.core.engine as eng
import app.util
print(eng.trace, app.util.path(), app.util.text.up('q'), app.core.engine.__package__)
from app.core import settings
print(settings, app.core.settings, type(settings).__name__)
import app.core.settings as s2
print(s2 if isinstance(s2, str) else s2.mode)
try:
    import app.core.broken
except ImportError as e:
    print('ImportError', e)
try:
    from app.core import nothing
except ImportError as e:
    print(str(e).split('(')[0].strip())
