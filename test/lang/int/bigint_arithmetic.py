# resume-every: 37
# Big integer multiplication, division, factorials and powers up to thousands of bits.
f = 1
for i in range(1, 61): f *= i
print(f, f.bit_length(), f // 10**60, f % 10**9, f % 997)
a, b = 3**500, 7**301
print((a * b) % (10**30), a // b == 0, b // a, (a * b) // b == a, (a * b + 5) % a, len(str(a)))
print(a.bit_length())
print((2**2000 - 1) % (2**61 - 1), (10**300 + 7) // (10**290 - 3), str(2**1500)[:30])
print(sum(map(int, str(2**3000))))
q, r = divmod(10**400 + 12345, 10**150 - 1)
print(q * (10**150 - 1) + r == 10**400 + 12345, len(str(q)), r % 1000003)
n = 10**200
x = n
while True:
    y = (x + n // x) >> 1
    if y >= x: break
    x = y
    if x.bit_length() < 335: break
print(x == 10**100 or x.bit_length())
print(-(3**100) // 2**50, -(3**100) % 2**50, (-3**101) % -(2**77), 5**400 == (5**200)**2)
print(2**4096 > 2**4095)
print(int('9' * 50) + 1, int('9' * 50) * int('9' * 50), 1 - 10**40, 10**40 - 10**40 + 5)
