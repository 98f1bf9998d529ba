# Loops with float steps, big steps, countdowns, accumulators of each type.
x, n = 0.0, 0
while x < 1: x += 0.1; n += 1
print(x, n)
acc = {'int': 0, 'str': '', 'list': [], 'tuple': (), 'float': 0.5}
for i in range(4):
    acc['int'] += i; acc['str'] += str(i); acc['list'] += [i]
    acc['tuple'] += (i,); acc['float'] *= 2
print(acc)
n = 10**18
steps = 0
while n: n //= 97; steps += 1
print(steps)
big = 1
for _ in range(12): big = big * big + 1 if big < 10**40 else big - 10**39
print(big)
a, b, c = 0, 1, []
while len(c) < 10: c.append(a); a, b = b, a + b
print(c, sum(c), c[-1] / c[-2])
total = 0
for i in range(3):
    for j in range(i, 3):
        for k in range(j, 3): total = total * 3 + i * j * k
print(total)
bits = ''
m = 37
while m: bits = '01'[m & 1] + bits; m >>= 1
print(bits, int(bits, 2))
i = 5
while i: i -= 1; print(i, end=',' if i else '\n')
