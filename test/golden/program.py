import perdure
from perdure import log, perform, promise, signals, sleep, step


@step
def double(n):
    print("inside", n)
    return n * 2


values = [None, True, 1, -2**70, 1.5, "text", b"bytes", (1, {2}), {"k": [3]}]
print(perform("ask", values))
log.info("a text", field=1)
print(double(21))
p = promise()
sleep(0.001)
perdure.checkpoint()
print(signals.wait("go"))
