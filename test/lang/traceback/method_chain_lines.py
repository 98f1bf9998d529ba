# A method chain split over lines with parentheses.
class Q:
    def __init__(self, xs):
        self.xs = xs
    def map(self, f):
        return Q([f(x) for x in self.xs])
    def filter(self, f):
        return Q([x for x in self.xs if f(x)])
r = (Q(range(4))
     .filter(lambda x: x % 2 == 0)
     .map(lambda x: 4 // x)
     .filter(None))
