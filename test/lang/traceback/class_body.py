# Failure while executing a class body nested in a function.
def make(kind):
    class Inner:
        table = {'a': 1}
        value = table[kind]
    return Inner
make('a')
make('b')
