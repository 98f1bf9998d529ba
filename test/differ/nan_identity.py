# perdure-only
# Floats are values and not objects: every NaN is the same one, so containers find it by identity.
nan = float('nan')
print(nan == nan, nan is float('nan'), [nan] == [float('nan')], float('nan') in {nan: 1})
half, three = 1.5, 3.0
print(len({nan, float('nan')}), half is three / 2)
# expect: False True True True
# expect: 1 True
