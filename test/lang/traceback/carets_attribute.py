# Attribute error in the middle of a chain, no similar name to suggest.
class Node:
    def __init__(self, nxt=None):
        self.nxt = nxt
n = Node(Node(Node()))
def walk(n):
    return n.nxt.nxt.nxt.zqw + 1
walk(n)
