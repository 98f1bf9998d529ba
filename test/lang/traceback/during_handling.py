# Implicit chaining: three levels.
def first():
    return {}['missing']
def second():
    try:
        first()
    except KeyError:
        [][1]
try:
    second()
except IndexError:
    undefined_thing
