# resume-every: 1000
# count and replace of short parts in texts of one, two and more blocks of 64, against find.
def scattered(n, seed, letters):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(letters[(seed >> 12) % len(letters)])
    return ''.join(out)
def places(text, part):
    at, out = text.find(part), []
    while at >= 0:
        out.append(at)
        at = text.find(part, at + len(part))
    return out
def check(text, part):
    found = places(text, part)
    assert text.count(part) == len(found), (text, part)
    pieces, end = [], 0
    for at in found:
        pieces.append(text[end:at])
        end = at + len(part)
    pieces.append(text[end:])
    assert text.replace(part, '<>') == '<>'.join(pieces), (text, part)
    assert text.replace(part, '', 3) == ''.join(pieces[:4]) + ''.join(part + p for p in pieces[4:])
    assert text.encode('latin-1').count(part.encode('latin-1')) == len(found)
for n in 0, 1, 63, 64, 65, 66, 127, 128, 130, 200:
    for letters in 'ab', 'abc\xe9':
        text = scattered(n, n + 1, letters)
        for part in 'ab', 'aa', 'aba', 'abab', 'aabb', 'abcabc', '\xe9a', text[-5:], text[:7], text[n // 2:n // 2 + 9]:
            check(text, part) if part else None
for at in range(0, 140, 3):
    text = '.' * at + 'needle' + '.' * (140 - at)
    check(text, 'needle')
    check(text + 'x', 'le.')
for part in 'aab', 'aba', 'baa', 'a' * 9 + 'b' + 'a' * 9:
    for text in 'a' * 300, 'ab' * 200, 'aab' * 90, ('a' * 9 + 'b') * 40:
        check(text, part)
        check(text + part, part)
s = 'a' * 150
print(s.count('aa', 1), s.count('aa', 3, 100), s.count('aa', 90, 80), s.replace('aaa', 'b', 40))
