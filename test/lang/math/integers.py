import math

print(math.gcd(), math.gcd(12), math.gcd(-12, 18), math.gcd(0, 0), math.gcd(2 ** 100, 6 ** 50, 10 ** 30), math.gcd(True, 4))
print(math.lcm(), math.lcm(4, 6), math.lcm(-4, 6), math.lcm(0, 5), math.lcm(*range(1, 60)))
print([math.factorial(n) for n in range(12)], math.factorial(30))
print(math.factorial(200) % (10 ** 20 + 39), math.factorial(1000) == math.prod(range(1, 1001)))
print([math.comb(10, k) for k in range(12)], math.comb(100, 50), math.comb(10 ** 30, 2), math.comb(0, 0))
print([math.perm(6, k) for k in range(8)], math.perm(5), math.perm(5, None), math.perm(100, 20))
print([math.isqrt(n) for n in range(18)], math.isqrt(10 ** 40), math.isqrt(10 ** 41), math.isqrt(2 ** 200 - 1))
print(math.log2(2 ** 4000), math.log10(10 ** 400), round(math.log(10 ** 1000), 9), math.log(8, 2), math.log2(8), math.log10(1000))
print("%.12g" % math.log(3 ** 5000), "%.12g" % math.log(3 ** 5000, 7), math.log(1.0), "%.12g" % math.log(7, 3))
