# Indexing and scanning strings by character: ASCII, Latin and wider text, parsing by hand.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 500000


def palindromes(s):
    found, n = 0, len(s)
    for i in range(n):
        lo, hi = i - 1, i + 1
        while lo >= 0 and hi < n and s[lo] == s[hi]:
            found += 1
            lo -= 1
            hi += 1
    return found


def checksum(s):
    h = 0
    for i in range(len(s)):
        h = (h * 31 + ord(s[i])) & 0xffffff
    return h


def rotate(s, by):
    out = []
    for c in s:
        if 'a' <= c <= 'z':
            c = chr((ord(c) - 97 + by) % 26 + 97)
        out.append(c)
    return ''.join(out)


def numbers(s):
    total, i = 0, 0
    while i < len(s):
        if s[i].isdigit():
            start = i
            while i < len(s) and s[i].isdigit():
                i += 1
            total += int(s[start:i])
        else:
            i += 1
    return total


base = ''.join('abcdeedcba'[i * i % 7 + i % 3] for i in range(size))
latin = base.replace('e', 'é')
wide = base.replace('c', '語')
wider = base.replace('d', '😀')
print(palindromes(base), palindromes(wide))
print(checksum(base), checksum(latin), checksum(wide), checksum(wider))
print(checksum(rotate(base, 13)), numbers(base.replace('a', '12 ').replace('e', '7')))
