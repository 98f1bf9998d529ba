# Orders through validation, pricing, stock and payment, with errors of each kind told apart.
# resume-every: 11
import json


class OrderError(Exception):
    def __init__(self, order_id, message, **details):
        super().__init__(message)
        self.order_id = order_id
        self.details = details

    def __str__(self):
        extra = "".join(f" {k}={v!r}" for k, v in sorted(self.details.items()))
        return f"[{self.order_id}] {self.args[0]}{extra}"


class ValidationError(OrderError):
    pass


class OutOfStock(OrderError):
    pass


class PaymentDeclined(OrderError):
    retryable = True


class Money:
    __slots__ = ("cents", "currency")

    def __init__(self, cents, currency="EUR"):
        self.cents = int(cents)
        self.currency = currency

    def __add__(self, other):
        if other == 0:
            return self
        if not isinstance(other, Money):
            return NotImplemented
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.cents + other.cents, self.currency)

    __radd__ = __add__

    def __mul__(self, factor):
        return Money(round(self.cents * factor), self.currency)

    __rmul__ = __mul__

    def __eq__(self, other):
        return isinstance(other, Money) and (self.cents, self.currency) == (other.cents, other.currency)

    def __lt__(self, other):
        return self.cents < other.cents

    def __hash__(self):
        return hash((self.cents, self.currency))

    def __format__(self, spec):
        sign = "-" if self.cents < 0 else ""
        text = f"{sign}{abs(self.cents) // 100:,}.{abs(self.cents) % 100:02d} {self.currency}"
        return format(text, spec)

    def __repr__(self):
        return f"Money({self.cents}, {self.currency!r})"


CATALOGUE = {
    "apple": (Money(35), 100),
    "bread": (Money(249), 5),
    "cheese": (Money(1199), 2),
    "wine": (Money(2350), 0),
}


class Warehouse:
    def __init__(self, catalogue):
        self._stock = {name: count for name, (_, count) in catalogue.items()}
        self._held = {}

    def hold(self, order_id, lines):
        taken = []
        try:
            for name, count in lines:
                if self._stock[name] < count:
                    raise OutOfStock(order_id, "not enough", item=name, have=self._stock[name], want=count)
                self._stock[name] -= count
                taken.append((name, count))
        except OutOfStock:
            for name, count in taken:
                self._stock[name] += count
            raise
        self._held[order_id] = taken

    def release(self, order_id):
        for name, count in self._held.pop(order_id, ()):
            self._stock[name] += count

    def __getitem__(self, name):
        return self._stock[name]


class Payments:
    def __init__(self, declines):
        self.declines = dict(declines)
        self.log = []

    def charge(self, order_id, amount):
        self.log.append((order_id, f"{amount}"))
        if self.declines.get(order_id, 0) > 0:
            self.declines[order_id] -= 1
            raise PaymentDeclined(order_id, "declined", left=self.declines[order_id])
        return f"tx-{len(self.log):03d}"


def validate(order):
    missing = {"id", "customer", "lines"} - order.keys()
    if missing:
        raise ValidationError(order.get("id", "?"), "missing fields", fields=sorted(missing))
    for name, count in order["lines"]:
        if name not in CATALOGUE:
            raise ValidationError(order["id"], "unknown item", item=name)
        if not isinstance(count, int) or count <= 0:
            raise ValidationError(order["id"], "bad count", item=name, count=count)


def price(order):
    total = sum(CATALOGUE[name][0] * count for name, count in order["lines"])
    if order.get("coupon"):
        total = total * (1 - order["coupon"] / 100)
    return total


def with_retry(action, attempts):
    for attempt in range(1, attempts + 1):
        try:
            return attempt, action()
        except PaymentDeclined as error:
            if attempt == attempts:
                raise RuntimeError(f"gave up after {attempt}") from error


def process(order, warehouse, payments):
    validate(order)
    amount = price(order)
    warehouse.hold(order["id"], order["lines"])
    try:
        attempt, receipt = with_retry(lambda: payments.charge(order["id"], amount), 2)
    except RuntimeError:
        warehouse.release(order["id"])
        raise
    return {"id": order["id"], "total": f"{amount}", "receipt": receipt, "attempt": attempt}


orders = [
    {"id": "A1", "customer": "ann", "lines": [("apple", 10), ("bread", 2)]},
    {"id": "A2", "customer": "bob", "lines": [("cheese", 1)], "coupon": 15},
    {"id": "A3", "customer": "cyd", "lines": [("apple", 1), ("cheese", 2)]},
    {"id": "A4", "lines": []},
    {"id": "A5", "customer": "dan", "lines": [("rocket", 1)]},
    {"id": "A6", "customer": "eve", "lines": [("bread", 0)]},
    {"id": "A7", "customer": "fay", "lines": [("bread", 3)]},
    {"id": "A8", "customer": "gus", "lines": [("bread", 3)]},
    {"customer": "nobody"},
]
warehouse = Warehouse(CATALOGUE)
payments = Payments({"A2": 1, "A7": 9})
done = []
for order in orders:
    try:
        result = process(order, warehouse, payments)
    except ValidationError as error:
        print(f"{'invalid':<10}{error}")
    except OrderError as error:
        print(f"{type(error).__name__:<10} {error}")
    except RuntimeError as error:
        print(f"{'payment':<10}{error}: {error.__cause__}")
    else:
        done.append(result)
        print(f"{'ok':<10}{json.dumps(result, sort_keys=True)}")
    finally:
        left = {name: warehouse[name] for name in CATALOGUE}
print(left)
print(payments.log)
print(f"{sum([Money(5), Money(7)]):>12}|{Money(-123456):<20}|{max(Money(1), Money(3))!r}")
print({Money(1): "one"}[Money(1)], Money(1) == 1, 2 * Money(3))
try:
    Money(1) + Money(2, "USD")
except ValueError as error:
    print(error)
try:
    Money(1) + "x"
except TypeError as error:
    print(error)
