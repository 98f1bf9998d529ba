from . import x
class Y: pass
name = 'y name'
def get(): return x.name
