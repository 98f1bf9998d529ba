# Objects of more than a page: growing what is read at the same time, tables, texts, bytes, ints.
N = 8300
numbers = list(range(N))


def fresh(i):
    return [str(i) + '!']


def churn():
    return [[i] for i in range(3)]


a = numbers[:]
a.extend(a)
a += a
a[3:3] = a
a[:] = a
churn()
print(len(a), a[2], a[3], a[4 * N + 3], a[-1])
a.extend(a[i] for i in range(3))
churn()
print(len(a), a[-3:])
del a
d = dict.fromkeys(numbers, 0)
d.update(d)
for i in range(0, N, 4000):
    d[i] = fresh(i)
churn()
for i in range(5):
    d[N + i] = fresh(N + i)
print(len(d), d[0], d[8000], d[N + 4], d[1])
s = set(numbers)
s |= s
s.update(range(N, N + 50))
s -= {1, 2}
print(len(s), 1 in s, N + 49 in s)
t = tuple([fresh(20)] * N)
churn()
print(t[0], t[-1], len(t))
text = 'ab' * (N * 4)
parts = [text[i:i + 2] for i in range(0, 20, 2)]
text += 'c'
text += 'd'
churn()
print(len(text), text[-3:], parts[9], (text + text)[N * 8:N * 8 + 4])
b = bytearray(b'x' * 70000)
b += b'y'
b.extend(b)
churn()
print(len(b), b[69999:70003])
n = 1 << 600000
churn()
print(n.bit_length(), n % 1000007, n - n, n + 1 - n)
