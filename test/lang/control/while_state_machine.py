# Loop-heavy control flow: collatz, gcd, digit loops, nested breaks with flags.
def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
print([collatz(n) for n in (1, 2, 3, 6, 7)])
def gcd(a, b):
    while b: a, b = b, a % b
    return a
print(gcd(48, 36), gcd(17, 5), gcd(0, 9), gcd(-12, 18))
def digits(n, base=10):
    out = []
    while True:
        n, r = divmod(n, base)
        out.append(r)
        if not n: break
    return out[::-1]
print(digits(2024), digits(255, 16), digits(0))
state, out = 'start', []
tokens = iter('a1b22 c')
while state != 'end':
    c = next(tokens, None)
    if c is None: state = 'end'; continue
    if state == 'start':
        state = 'alpha' if c.isalpha() else 'num'
    elif state == 'alpha' and c.isdigit(): state = 'num'
    elif state == 'num' and not c.isdigit():
        state = 'alpha' if c.isalpha() else 'start'
        out.append('|')
    out.append(state[0])
print(''.join(out))
grid = ['..#', '.#.', '#..']
found = None
for r, row in enumerate(grid):
    for c, cell in enumerate(row):
        if cell == '#' and r == c:
            found = (r, c)
            break
    if found: break
print(found)
n = 27
seen = {}
while n not in seen:
    seen[n] = len(seen)
    n = sum(int(d) ** 2 for d in str(n))
print(n, len(seen), seen[n])
