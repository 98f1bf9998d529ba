# A misspelt attribute suggests the close one.
class Basket:
    def __init__(self):
        self.contents = []
    def append_item(self, x):
        self.contents.append(x)
b = Basket()
b.append_item(1)
print(b.contents)
b.content.clear()
