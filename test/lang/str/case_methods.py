# upper, lower, title, capitalize, swapcase, casefold with special casing.
for s in ('hello World', 'ß', 'ﬁ', 'İ', 'ı', 'Σας ΣΑΣ', 'ǆ', 'ŉ', 'ΐ', "they're bill's", 'ÀÉ',
           '123abc', 'x', '', 'ῼ', 'Ⅷ', 'ⓐ', '𐐀', 'aΣ', 'Σ', "o'neil-smith"):
    print(repr(s), s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold())
    print(len(s.upper()), len(s.lower()))
print('straße'.casefold() == 'STRASSE'.casefold(), 'ß'.upper().lower(), 'ΑΣ'.lower())
print('ΑΣΑ'.lower(), 'ΑΣ.Β'.lower(), 'Σ'.lower(), 'ς'.upper(), 'ﬀ'.title())
