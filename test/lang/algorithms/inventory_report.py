# A small business program: records, grouping, discounts, formatted report, error lines.
class Item:
    def __init__(self, sku, name, price, qty):
        self.sku, self.name, self.price, self.qty = sku, name, price, qty
    total = property(lambda s: round(s.price * s.qty, 2))
    def __lt__(self, o): return (-self.total, self.sku) < (-o.total, o.sku)
raw = '''A1;Widget;2.50;10
B2;Gadget;10.00;3
bad line
C3;Doohickey;x;1
A2;Widget XL;4.99;7
B9;;1.00;1'''
items, errors = [], []
for n, line in enumerate(raw.splitlines(), 1):
    try:
        sku, name, price, qty = line.split(';')
        if not name: raise ValueError('empty name')
        items.append(Item(sku, name, float(price), int(qty)))
    except ValueError as e: errors.append((n, str(e)))
for e in errors: print('line %d: %s' % e)
groups = {}
for i in items: groups.setdefault(i.sku[0], []).append(i)
rules = [(30, 0.1), (20, 0.05)]
def discount(t): return next((t * r for lim, r in rules if t >= lim), 0)
grand = 0
for g, xs in sorted(groups.items()):
    print(f'== {g} ' + '=' * 20)
    for i in sorted(xs):
        d = discount(i.total)
        grand += i.total - d
        print(f'{i.sku:<4}{i.name:.<14}{i.qty:>4} x {i.price:>6.2f}', end='')
        print(f' {i.total:>8.2f}{f" -{d:.2f}" if d else ""}')
print(f'{"total":>30} {grand:>8.2f}', len(items), [i.sku for i in sorted(items)])
