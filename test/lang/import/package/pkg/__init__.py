print('pkg init', __name__)
level = 'top'
from . import alpha
