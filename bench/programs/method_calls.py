# Calls of methods: with positional, default, keyword and star arguments, bound, static, chained.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 450000


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def add(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def scale(self, factor=2, *, limit=1000):
        return Vector(self.x * factor % limit, self.y * factor % limit)

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def dot(self, other):
        return self.x * other.x + self.y * other.y


class Account:
    def __init__(self):
        self.balance = 0
        self.log = []

    def deposit(self, amount):
        self.balance += amount
        return self

    def withdraw(self, amount):
        if amount > self.balance:
            return self
        self.balance -= amount
        return self

    def record(self, *parts, **named):
        self.log.append(len(parts) + len(named))
        return self


def vectors(n):
    v, step = Vector(0, 0), Vector(1, 2)
    total = 0
    for i in range(n):
        v = v.add(step)
        v = v.scale(3, limit=997) + step * 2
        total += v.dot(step)
        total += v == step
    return total


def accounts(n):
    a = Account()
    for i in range(n):
        a.deposit(i).withdraw(i >> 1).deposit(1)
        if i % 4 == 0:
            a.record(i, i + 1, kind='x').record(*(1, 2, 3))
    return a.balance, sum(a.log)


def bound(n):
    a = Account()
    put, take = a.deposit, a.withdraw
    for i in range(n):
        put(i)
        take(7)
    return a.balance


print(vectors(size), accounts(size), bound(size))
