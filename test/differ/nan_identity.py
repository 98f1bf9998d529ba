# perdure-only
# Floats are values and not objects: every NaN is the same one, so containers find it by identity.
nan = float('nan')
print(nan == nan, nan is float('nan'), [nan] == [float('nan')], float('nan') in {nan: 1})
print(len({nan, float('nan')}), 1.5 is 3.0 / 2)
# expect: False True True True
# expect: 1 True
