"""Takes orders from a file to the ledger: each is charged once, whatever happens to the process.

usage: perdure run GRANTS orders.py ORDERS.csv PAYMENT_URL LEDGER.csv
Nothing here knows about crashes. What looks like plain Python is durable because every effect
(reading a file, a request, a timer, a signal, a printed line) is recorded once.
"""
import sys
from perdure import Retry, http, log, signals, sleep, step

APPROVAL_LIMIT = 500_00  # cents: orders above it need a manager
CURRENCY = "EUR"


class Rejected(Exception):
    """An order that cannot be carried out, and why."""


class Unavailable(Exception):
    """The payment service asks to be called again later."""


class Order:
    def __init__(self, number, customer, item, quantity, cents):
        self.number = number
        self.customer = customer
        self.item = item
        self.quantity = quantity
        self.cents = cents

    @property
    def total(self):
        return self.quantity * self.cents

    def __str__(self):
        return f"{self.number} {self.quantity} x {self.item} for {self.customer}"


def money(cents):
    return f"{cents // 100}.{cents % 100:02d} {CURRENCY}"


def parse_cents(text):
    whole, point, part = text.partition(".")
    if not whole.isdigit() or (point and not (part.isdigit() and len(part) == 2)):
        raise Rejected(f"the price {text!r} is not an amount")
    return int(whole) * 100 + int(part or 0)


def parse(line):
    fields = line.split(",")
    if len(fields) != 5:
        raise Rejected(f"{len(fields)} fields instead of 5")
    number, customer, item, quantity, price = [field.strip() for field in fields]
    if not quantity.isdigit() or int(quantity) == 0:
        raise Rejected(f"the quantity {quantity!r} is not a positive number")
    return Order(number, customer, item, int(quantity), parse_cents(price))


def read_orders(path):
    """The orders of the file and the lines that are none, as (orders, [(line, reason)])."""
    with open(path) as file:
        lines = file.read().splitlines()[1:]
    orders, refused = [], []
    for line in lines:
        try:
            orders.append(parse(line))
        except Rejected as error:
            refused.append((line, str(error)))
    return orders, refused


def approve(order):
    """Waits for the manager if the order is large. For days, if need be: waiting costs nothing."""
    if order.total <= APPROVAL_LIMIT:
        return
    print(f"  {money(order.total)} needs an approval")
    decision = signals.wait(f"approve-{order.number}")
    if not decision["ok"]:
        raise Rejected(f"{decision['by']} declined it")
    print(f"  approved by {decision['by']}")


@step(retry=Retry(attempts=20, delay=0.05, factor=1.5, max_delay=0.5, on=Unavailable))
def charge(url, number, cents):
    """Asks for the payment until the service answers; its key makes a repeated call harmless."""
    response = http.post(f"{url}/charges", json={"order": number, "cents": cents}, timeout=10)
    if response.status == 503:
        raise Unavailable(f"{number}: the payment service is busy")
    response.raise_for_status()
    return response.json()["receipt"]


def handle(order, url, ledger):
    print(order)
    approve(order)
    receipt = charge(url, order.number, order.total)
    sleep(0.15)  # the warehouse packs it
    with open(ledger, "a") as file:
        file.write(f"{order.number},{order.customer},{order.total},{receipt}\n")
    print(f"  charged {money(order.total)}, receipt {receipt}")
    log.info("charged", order=order.number, cents=order.total)
    return order.total


def main(path, url, ledger):
    orders, refused = read_orders(path)
    print(f"{len(orders)} orders, {len(refused)} lines refused")
    for line, reason in refused:
        print(f"  {line.split(',')[0]}: {reason}")
    total = count = 0
    for order in orders:
        try:
            total += handle(order, url, ledger)
            count += 1
        except Rejected as error:
            print(f"  not charged: {error}")
    print(f"{count} orders charged, {money(total)} in all")


main(*sys.argv[1:])
