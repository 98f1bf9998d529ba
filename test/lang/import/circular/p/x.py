from . import y
from .y import Y
def get(): return y.name
name = 'x name'
