# Stopped inside __repr__ of a part, the list of what is being shown held a hole for a slice, a bound
# method or an exception, and the snapshot could not be read back.
class A:
    def __repr__(self):
        return "A"


print(slice(A(), None, A()))
print(repr(ValueError(A(), [A()])))
print([slice(A(), A(), 3), (A(),)])
