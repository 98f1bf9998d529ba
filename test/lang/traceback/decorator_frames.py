# Frames of wrappers appear between the call and the function.
def logged(f):
    def wrapper(*args, **kw):
        print('calling', f.__name__)
        return f(*args, **kw)
    return wrapper
@logged
@logged
def div(a, b):
    return a / b
print(div(6, 3))
div(1, b=0)
