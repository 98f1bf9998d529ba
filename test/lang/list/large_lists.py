# Lists of more than a page: what goes into one that held only numbers is found by collections,
# whichever way it went there.
N = 8300


def fresh(i):
    return [str(i) + '!']


def churn():
    return [[i] for i in range(3)]


def show(what, a, *at):
    churn()
    print(what, len(a), [a[i] for i in at])


numbers = list(range(N))
churn()
a = numbers[:]
a[5] = fresh(1)
show('item', a, 4, 5, 6)
a = numbers[:]
a[10:12] = [fresh(2), fresh(3), fresh(4)]
show('slice', a, 9, 10, 12, 13)
a = numbers[:]
a[1:8:3] = [fresh(5), fresh(6), fresh(7)]
show('steps', a, 1, 4, 7)
a = numbers[:]
a.append(fresh(8))
show('append', a, -1)
a.reverse()
show('reverse', a, 0, 1)
b = a[1:]
b.append(5)
b.sort()
show('sort', b, 4, 5, 6)
a = numbers[:]
a.insert(3, fresh(10))
show('insert', a, 2, 3, 4)
a = numbers[:]
a.pop()
a.append(fresh(11))
show('pop, append', a, -1)
a.append(fresh(12))
del a[2:N - 2]
show('del', a, -2, -1)
a = numbers[:]
a += [fresh(13)]
a.pop(0)
show('pop(0)', a, -1)
a.append(fresh(14))
a.remove(7)
show('remove', a, -2, -1)
a = numbers[:]
a.append(fresh(15))
del a[0:N:2]
show('del steps', a, -1)
a = numbers[:]
a.append(fresh(16))
a *= 2
show('repeat', a, N, -1)
a.clear()
a.append(fresh(17))
show('clear', a, 0)
a = numbers[:]
a[3], a[4] = a[4], fresh(18)
show('swap', a, 3, 4)
a = ['x'] * N
churn()
a[7] = fresh(19)[0]
a.sort()
show('sort texts', a, 0, 1)
