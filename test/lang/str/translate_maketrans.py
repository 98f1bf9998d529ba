# translate with dicts, maketrans in its three forms, deletions, callables via __getitem__.
print('hello'.translate({ord('l'): 'L', ord('h'): None, ord('o'): 48}))
print('abc'.translate(str.maketrans('ab', 'xy')), 'abc'.translate(str.maketrans('a', 'z', 'c')))
print('abc'.translate(str.maketrans({'a': 'AAA', 98: None})))
print(str.maketrans('ab', 'yz'), str.maketrans({'a': 1, 98: 'q'}), str.maketrans('', '', 'xy'))
print('é😀'.translate({233: 'e', 0x1f600: ':)'}), ''.translate({}))
class Up:
    def __getitem__(self, c):
        if chr(c) in 'aeiou': return chr(c).upper()
        if c == ord('x'): return None
        raise LookupError
print('education x'.translate(Up()), 'abc'.translate({97: '', 98: '日本'}), 'aab'.translate({97: 98}))
rot = str.maketrans('abcdefghijklmnopqrstuvwxyz', 'nopqrstuvwxyzabcdefghijklm')
print('hello world'.translate(rot), 'hello'.translate(rot).translate(rot))
for f in (lambda: 'a'.translate(5), lambda: str.maketrans('a', 'bc'),
           lambda: str.maketrans({'ab': 1}), lambda: str.maketrans('a'),
           lambda: 'a'.translate({97: 1.5}),
          lambda: 'a'.translate({97: -1}), lambda: 'a'.translate({97: 0x110000}),
          lambda: str.maketrans('a', 1), lambda: str.maketrans(1, 2, 3), lambda: 'a'.translate()):
    try: print(f())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
