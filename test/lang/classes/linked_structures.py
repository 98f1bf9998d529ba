# Objects that point at each other: parents, children, cycles, traversal.
class Node:
    def __init__(self, name, parent=None):
        self.name, self.parent, self.kids = name, parent, []
        if parent: parent.kids.append(self)
    def path(self):
        return (self.parent.path() if self.parent else '') + '/' + self.name
    def walk(self, depth=0):
        yield depth, self
        for k in self.kids: yield from k.walk(depth + 1)
    def find(self, name):
        return next((n for _, n in self.walk() if n.name == name), None)
    def __repr__(self): return f'<{self.name}>'
root = Node('r')
a, b = Node('a', root), Node('b', root)
c = Node('c', a)
for d, n in root.walk(): print('  ' * d + n.path())
print(root.find('c').path(), root.find('zz'), c.parent.parent is root)
c.kids.append(root)
root.parent = None
seen = []
n = root
while n not in seen:
    seen.append(n)
    n = n.kids[0]
print(seen, n)
x = Node('x'); x.self = x; x.me = [x, {'x': x}]
print(x.self.self.self is x, x.me[1]['x'].me[0].name)
