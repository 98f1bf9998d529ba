# Carets with non-ASCII text before the failing part.
naïve = 'é'
def grüße(wert):
    return 'ünïcödé ' + wert + 1 / 0 if wert else None
print(grüße(''))
grüße(naïve)
