print('deep runs', __name__)
from .. import level
from ..alpha import a
from . import tag
from ..beta import name as up
where = [level, a, tag]
