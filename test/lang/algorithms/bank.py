# A bank simulation: accounts, transfers with rollback, audit log, interest.
class BankError(Exception): pass
class Insufficient(BankError):
    def __init__(self, need, have):
        super().__init__(f'need {need}, have {have}')
        self.short = need - have
class Account:
    count = 0
    def __init__(self, owner, balance=0):
        Account.count += 1
        self.id, self.owner, self._balance, self.log = Account.count, owner, balance, []
    @property
    def balance(self): return self._balance
    def deposit(self, n):
        if n <= 0: raise ValueError('amount must be positive')
        self._balance += n; self.log.append(('in', n))
    def withdraw(self, n):
        if n > self._balance: raise Insufficient(n, self._balance)
        self._balance -= n; self.log.append(('out', n))
    def __repr__(self): return f'<{type(self).__name__} {self.id} {self.owner} {self.balance}>'
class Savings(Account):
    rate = 5
    def month(self): self.deposit(self.balance * self.rate // 100 or 1)
    def withdraw(self, n):
        super().withdraw(n + 1)
class Bank:
    def __init__(self): self.acc = {}
    def open(self, cls, *a): x = cls(*a); self.acc[x.id] = x; return x.id
    def transfer(self, a, b, n):
        src, dst = self.acc[a], self.acc[b]
        src.withdraw(n)
        try: dst.deposit(n if n != 13 else -1)
        except ValueError as e:
            src._balance += n
            raise BankError('rolled back') from e
b = Bank()
i, j = b.open(Account, 'ann', 100), b.open(Savings, 'bob', 50)
for args in ((i, j, 30), (j, i, 100), (i, j, 13), (i, 9, 1), (j, i, 79)):
    try: b.transfer(*args); print('ok', args, b.acc)
    except Insufficient as e: print('short', e.short, e)
    except BankError as e: print(e, '<-', e.__cause__, b.acc[i])
    except KeyError as e: print('no account', e)
for _ in range(3): b.acc[j].month()
print(b.acc[j], b.acc[j].log, sum(a.balance for a in b.acc.values()))
