from . import text
def path(): return __name__
