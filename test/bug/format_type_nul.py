# A NUL in the place of the type was taken for no type.
for value in (1, True, 'a', 2.5, 1j):
    for spec in ('\0', '5\0', '.1\0', '<\0'):
        try:
            print(format(value, spec))
        except ValueError as e:
            print(e)
