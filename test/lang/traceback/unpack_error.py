# Unpacking failures in assignment and for targets.
def pairs(xs):
    for a, b in xs:
        print(a, b)
pairs([(1, 2), (3, 4, 5)])
