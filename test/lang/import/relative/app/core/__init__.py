from .engine import Engine
settings = 'attribute wins over module'
