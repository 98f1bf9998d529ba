# perdure-only
# options: --fuel=200000
# resume-every: 997
# expect-error: FuelExhausted: the run's fuel limit of 200000 is used up
# Quadratic work on lists and texts: fronts removed, texts joined one by one.
# expect: begun
print('begun')
text = ''
items = list(range(20000))
while True:
    items.insert(0, items.pop())
    text += 'abc' * 100
    items.pop(0)
    items.append(len(text))
