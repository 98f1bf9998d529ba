from ..util import path, text
from .. import util as u
trace = [path(), u.__name__]
class Engine:
    def __init__(self, n): self.n = n
    def run(self):
        from .settings import mode
        return text.up(self.n) + mode
