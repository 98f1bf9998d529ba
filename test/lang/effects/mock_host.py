# perdure-only
# resume-every: 13
# A workflow tested without its world: MockHost answers what is asked of the host from tables.
import time
import random
import secrets
from perdure import (Retry, ctl, effect, handle, handler, host, http, log, now, signals, sleep,
                     sleep_until, step)
from perdure.handlers import Cache, Log, MockHost, Observe, Reader, Timeout, ask, attempt
from perdure.handlers import Retry as Again


@step(retry=Retry(attempts=3, delay=10))
def charge(amount):
    response = http.post("https://pay.example/charges", json={"amount": amount, "to": ask("account")})
    return response.raise_for_status().json()["id"]


def order(amount):
    log.info("begins", amount=amount)
    print("charging", amount)
    paid = charge(amount)
    sleep(3600)
    try:
        approval = signals.wait("approve", 86400)
    except TimeoutError:
        log.warning("nobody approved")
        return paid, None, now()
    return paid, approval["by"], now()


def pay(request):
    return {"id": len(request["body"])} if request["method"] == "POST" else 405


def run(mock, *args):
    return handle(Reader(account=7), handle, mock, order, *args)


mock = MockHost(now=1000, http={"https://pay.example/charges": pay},
                signals={"approve": {"by": "Ada"}})
print(run(mock, 5))
# expect: (22, 'Ada', 4600.0)
print(repr(mock.output), mock.logged)
# expect: 'charging 5\n' [('info', 'begins', {'amount': 5})]
for call in mock.calls:
    print(*call)
# expect: step ('charge', [[5], {}])
# expect: http ('POST', 'https://pay.example/charges')
# expect: sleep (3600,)
# expect: signals ('approve', 86400)

flaky = MockHost(http={"POST https://pay.example/charges": iter([503, ConnectionError("down"),
                                                                {"id": 3}])})
print(run(flaky, 1), [line[1] for line in flaky.logged])
# expect: (3, None, 90030.0) ['begins', 'nobody approved']
try:
    run(MockHost(http={"POST https://pay.example/charges": OSError}), 1)
except OSError as e:
    print(type(e).__name__)
# expect: OSError
try:
    run(MockHost(), 1)
except LookupError as e:
    print(e)
# expect: MockHost has no answer to POST https://pay.example/charges
print(run(MockHost(steps={"charge": lambda given: given[0][0] * 2}), 4))
# expect: (8, None, 90000.0)
try:
    run(MockHost(steps={"charge": ValueError("declined")}), 4)
except ValueError as e:
    print(e)
# expect: declined


def everything():
    answer = input("name? ")
    print("hello", answer, sep=", ", end="!\n")
    time.sleep(1.5)
    sleep_until(100)
    return answer, time.time(), time.time_ns(), time.monotonic(), secrets.token_bytes(4) == \
        random.SystemRandom().randbytes(4)


mock = MockHost(input=["Ada"])
print(handle(mock, everything))
# expect: ('Ada', 100.0, 100000000000, 100.0, False)
print(repr(mock.output), mock.calls)
# expect: 'name? hello, Ada!\n' [('input', ('name? ',)), ('sleep', (1.5,)), ('sleep_until', (100,)), ('entropy', (4,)), ('entropy', (4,))]
try:
    handle(mock, input)
except EOFError as e:
    print("EOFError", e)
# expect: EOFError EOF when reading a line
print(handle(MockHost(seed=1), secrets.token_bytes, 6) == handle(MockHost(seed=1), secrets.token_bytes, 6))
# expect: True

# Other handlers take the effects of the host, too.
pages = MockHost(http={"GET http://a.example/": iter(["first", "second"]), "http://b.example/": b"x"})


def loads():
    return [http.get(url).text for url in ["http://a.example/"] * 3 + ["http://b.example/"]]


print(handle(pages, handle, Cache(http), loads), len(pages.calls))
# expect: ['first', 'first', 'first', 'x'] 2
failing = MockHost(http={"GET http://a.example/": iter([OSError, OSError, "there"])})
print(handle(failing, handle, Again(http, on=OSError), lambda: http.get("http://a.example/").text),
      failing.time)
# expect: there 3.0


def waits():
    for _ in range(3):
        sleep(4)
        http.get("http://b.example/")


clock = MockHost(http={"http://b.example/": 204})
print(attempt(handle, clock, lambda: handle(Timeout(http, seconds=10), waits)))
# expect: Result(error=TimeoutError('http came after 10 s'))
said = []
handle(clock, handle, Observe(log, print, by=lambda *operation: said.append(operation)),
       lambda: (log.error("bad", code=3), print(1, 2)))
print(said)
# expect: [('log', ('error', 'bad', {'code': 3}), {}), ('print', ('1 2\n',), {})]
lines = Log("warning", pass_on=True)
handle(clock, handle, lines, lambda: (log.info("a"), log.error("b", n=1), log.debug("c")))
print(lines.lines, [line[1] for line in clock.logged])
# expect: [('error', 'b', {'n': 1})] ['bad', 'a', 'b', 'c']


# A step that is run for the test sees the handlers where it was asked.
@effect
def price(item): ...


@handler
class Prices:
    @ctl
    def price(self, k, item):
        return k.send(len(item))


@step
def total(items):
    return sum(price(item) for item in items)


print(handle(MockHost(), handle, Prices(), total, ["tea", "cups"]))
# expect: 7
