# Text wrapping and justification, a table printer, roman numerals, number words.
def justify(text, w):
    words, line, out = text.split(), [], []
    for x in words:
        if sum(map(len, line)) + len(line) + len(x) > w:
            gaps = len(line) - 1 or 1
            q, r = divmod(w - sum(map(len, line)), gaps)
            out.append(''.join(t + ' ' * ((q + (i < r)) if i < len(line) - 1 else 0) for i,
                               t in enumerate(line)))
            line = []
        line.append(x)
    return out + [' '.join(line)]
for l in justify('the quick brown fox jumps over the lazy dog and then rests a while',
                 18): print(f'|{l:<18}|')
def table(rows):
    ws = [max(len(str(c)) for c in col) for col in zip(*rows)]
    for i, r in enumerate(rows):
        print(' | '.join(f'{c:>{w}}' if isinstance(c, (int, float)) else f'{c:<{w}}' for c,
                         w in zip(r, ws)))
        if i == 0: print('-+-'.join('-' * w for w in ws))
table([('name', 'n', 'price'), ('apple', 3, 1.5), ('watermelon', 12, 10.25)])
def roman(n):
    out = ''
    for v, s in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
                    'M CM D CD C XC L XL X IX V IV I'.split()):
        while n >= v: out += s; n -= v
    return out
print([roman(n) for n in (4, 9, 14, 1994, 2024)])
ones = 'zero one two three four five six seven eight nine ten eleven twelve'.split()
print(' '.join(ones[int(c)] for c in '4096'), f'{1234567.891:,.2f}', f'{0.256:.1%}')
