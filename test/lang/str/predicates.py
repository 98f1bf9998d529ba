# resume-every: 41
# Every is... predicate over characters of many categories.
names = ['isalpha', 'isdigit', 'isdecimal', 'isnumeric', 'isalnum', 'isspace', 'isupper',
         'islower', 'istitle', 'isidentifier',
         'isprintable', 'isascii']
for s in ('', 'a', 'A1', '1', '²', '½', '٣', 'Ⅷ', ' \t\n', '\x1c', '\u00a0', '\u200b', 'Abc Def',
           'ABC', 'abc', 'é', '日', '😀', '_x1', '1x',
          'a b', '\u0301', 'class', '\x7f', '\ud800', 'ǅ', 'ª', '\u2028', 'Ab CD',
          "It's", '¹', '一', '௧', '०', 'a\u0301', '℘', '·'):
    print(ascii(s), ''.join('01'[getattr(s, n)()] for n in names))
print([hex(i) for r in (range(8, 34), range(0x1ffe, 0x2010)) for i in r if chr(i).isspace()])
