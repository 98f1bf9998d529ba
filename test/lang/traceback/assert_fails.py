# A failing assert with message, inside a method.
class Account:
    def __init__(self):
        self.balance = 10
    def withdraw(self, n):
        assert n <= self.balance, f'only {self.balance} left'
        self.balance -= n
acc = Account()
acc.withdraw(4)
acc.withdraw(7)
