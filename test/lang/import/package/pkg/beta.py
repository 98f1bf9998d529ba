print('beta runs')
from . import level
from .alpha import a
def name(): return 'beta of ' + level + a
