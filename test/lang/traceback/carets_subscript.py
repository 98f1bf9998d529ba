# Carets for subscripts and attribute chains.
class Box:
    def __init__(self, v):
        self.v = v
data = {'list': [Box([1, 2]), Box(None)]}
print(data['list'][0].v[1])
print(data['list'][1].v[0] + 5)
