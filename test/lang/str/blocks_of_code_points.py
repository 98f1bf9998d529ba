# Code points of every block: predicates, case and repr.
# resume-every: 2000003
# timeout: 60
names = 'isalpha isdigit isdecimal isnumeric isalnum isspace isupper islower istitle isidentifier isprintable'.split()
for base in range(0, 0x110000, 0x1000):
    acc = []
    h = 0
    for cp in range(base + base % 7, base + 0x1000, 31):
        c = chr(cp)
        v = 0
        v = (c.isalpha() | c.isdigit() << 1 | c.isdecimal() << 2 | c.isnumeric() << 3 | c.isalnum() << 4 | c.isspace() << 5
             | c.isupper() << 6 | c.islower() << 7 | c.istitle() << 8 | c.isidentifier() << 9 | c.isprintable() << 10)
        h = (h * 1000003 + v) % (1 << 61)
    print(hex(base), h)
for base in range(0, 0x20000, 0x400):
    h = 0
    for cp in range(base + base % 11, base + 0x400, 13):
        c = chr(cp)
        for s in (c.upper(), c.lower(), c.title(), c.swapcase(), c.casefold(), c.capitalize(), ('a' + c).title(), ('A' + c).capitalize(), repr(c)):
            for d in s: h = (h * 31 + ord(d)) % (1 << 61)
    print(hex(base), h)
