version = '1.0'
from .core import Engine
