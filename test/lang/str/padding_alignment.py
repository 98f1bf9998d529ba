# center, ljust, rjust, zfill, expandtabs.
for w in (0, 3, 6, 7, 8): print([m(w) for m in ('ab'.center, 'abc'.center, 'abc'.ljust,
           'abc'.rjust)], 'abc'.center(w, '*'), 'ab'.center(w, '😀'))
print('42'.zfill(5), '-42'.zfill(5), '+42'.zfill(6), '--42'.zfill(6), ''.zfill(3), '-'.zfill(3))
print('abc'.zfill(2), '😀'.zfill(3), '-0.5'.zfill(7))
print(repr('a\tb\tcd\te'.expandtabs()), repr('a\tb'.expandtabs(4)), repr('\t'.expandtabs(2)))
print(repr('a\tb'.expandtabs(0)), repr('a\tb'.expandtabs(-1)), repr('ab\n\tc\td'.expandtabs(4)))
print(repr('abcd\te'.expandtabs(4)), repr('日\tb\r\tx'.expandtabs(tabsize=4)))
for f in (lambda: 'a'.center(5, 'xy'), lambda: 'a'.center(), lambda: 'a'.ljust('5'),
           lambda: 'a'.rjust(5, ''), lambda: 'a'.zfill(), lambda: 'a'.center(5,
                   1), lambda: 'a'.zfill('1')):
    try: f()
    except TypeError as e: print(e)
rows = [('name', 'qty'), ('apple', 5), ('fig', 12)]
for a, b in rows: print(a.ljust(8, '.') + str(b).rjust(4))
