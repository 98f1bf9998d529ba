# perdure-only
# expect: ok
# expect: ['slept 35.0 35.0 1035000000000 1035.0\n', 'a-b!\n', ('step', 'charge'), 'got http://pay ', "{'signal': 'go'} sure? yes\n", ('info', 'done', {'x': 1}), "b'777'\n"]
# expect: got http://other
# expect: ["b'777'\n", '> hello\n', 'policy http://x\n']
# expect: > direct
# Effects of the host answered, changed and passed on in the program.
import time
import secrets
from perdure import host, handler, ctl, handle, http, now, sleep, step, log, signals, Response
entropy = host.entropy

@handler
class Fake:
    def __init__(self): self.clock = 1000.0; self.out = []
    def now(self): return self.clock
    def sleep(self, seconds): self.clock += seconds
    def http(self, request): return Response(200, [], ("got " + request["url"]).encode(), request["url"])
    def print(self, text): self.out.append(text)
    def input(self, prompt): return prompt + "yes"
    def log(self, level, message, fields): self.out.append((level, message, fields))
    def signals(self, name, timeout): return {"signal": name}
    def entropy(self, size): return b"7" * size
    def step(self, key, input, run, namespace, retry):
        self.out.append(("step", key))
        return run()
fake = Fake()
@step
def charge(n): return http.post("http://pay", json={"n": n}).text
def workflow():
    t = now()
    sleep(30)
    time.sleep(5)
    print("slept", now() - t, time.time() - t, time.time_ns(), time.monotonic())
    print("a", "b", sep="-", end="!\n")
    print(charge(5), signals.wait("go"), input("sure? "))
    log.info("done", x=1)
    print(secrets.token_bytes(3))
    return "ok"
print(handle(fake, workflow))
print(fake.out)
@handler
class Policy:
    @ctl
    def http(self, k, request):
        print("policy", request["url"])
        return k.forward(host.http.op({**request, "url": "http://other"}))
    @ctl
    def print(self, k, text): return k.forward(host.print.op("> " + text))
with handle(fake):
    with handle(Policy()):
        print("hello")
        r = http.get("http://x")
print(r.text)
print(fake.out[-3:])
with handle(Policy()): print("direct")
