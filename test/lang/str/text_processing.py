# Idioms: word wrap, caesar, run-length, anagrams, palindromes, csv-like parsing, columns, slugs.
text = 'It is a truth universally acknowledged, that a single man must be in want of a wife.'
def wrap(s, w):
    line = ''
    for word in s.split():
        if line and len(line) + 1 + len(word) > w:
            yield line
            line = word
        else: line = (line + ' ' + word).strip()
    if line: yield line
for l in wrap(text, 24): print('|' + l.ljust(24) + '|')
def rle(s):
    out, i = '', 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]: j += 1
        out += s[i] + (str(j - i) if j - i > 1 else '')
        i = j
    return out
print(rle('aaabccdddd'), rle(''), rle('日日x'))
print(''.join(chr((ord(c) - 97 + 3) % 26 + 97) if c.islower() else c for c in 'xyz abc'))
def csv(line):
    out, cur, q = [], '', False
    for c in line:
        if c == '"': q = not q
        elif c == ',' and not q: out.append(cur); cur = ''
        else: cur += c
    return out + [cur]
print(csv('a,"b,c",,d'), csv(''))
slug = ''.join(c if c.isalnum() else '-' for c in ' Hello,  Wörld! '.strip().lower())
while '--' in slug: slug = slug.replace('--', '-')
print(slug.strip('-'), sorted('listen') == sorted('silent'))
print(''.join(c for c in 'A man, a plan' if c.isalpha()).lower()[::-1])
