# A key function that fails inside sorted.
words = ['b', 'aa', 3, 'c']
def key(w):
    return len(w)
print(sorted(words[:2], key=key))
print(sorted(words, key=key))
