# perdure-only
# expect: got a
# expect: sent a
# expect: got b
# expect: sent b
# expect: got c
# expect: sent c
# expect: got d
# expect: sent d
# expect: 0 ['a', 'b', 'c', 'd'] 0
# expect: sent a
# expect: got a
# expect: sent b
# expect: got b
# expect: sent c
# expect: got c
# expect: sent d
# expect: got d
# expect: 1 ['a', 'b', 'c', 'd'] 0
# expect: sent a
# expect: sent b
# expect: sent c
# expect: got a
# expect: sent d
# expect: got b
# expect: got c
# expect: got d
# expect: 3 ['a', 'b', 'c', 'd'] 0
# expect: sent 0
# expect: sent 10
# expect: sent 1
# expect: sent 11
# expect: sent 2
# expect: sent 12
# expect: [0, 1, 2, 10, 11, 12]
# expect: [1, 2] True
# expect: the channel is closed
# expect: the channel is closed
# expect: the channel was closed before the value was received
# expect: kept
# expect: the receiver was cancelled
# expect: the channel is closed
# expect: nothing was sent in 0.001 seconds
# Channels: with and without room, many senders and receivers, closing, cancelled receivers.
from perdure import Cancelled, Channel, ChannelClosed, spawn, yield_now


def sends(c, values):
    for value in values:
        c.send(value)
        print("sent", value)


for capacity in (0, 1, 3):
    c = Channel(capacity)
    task = spawn(sends, c, "abcd")
    got = []
    for _ in range(4):
        yield_now()
        got.append(c.receive())
        print("got", got[-1])
    task.wait()
    print(capacity, got, len(c))

c = Channel(2)
producers = [spawn(sends, c, [i, i + 10]) for i in range(3)]
seen = []
consumers = [spawn(lambda: [seen.append(c.receive()) for _ in range(3)]) for _ in range(2)]
for task in producers + consumers:
    task.wait()
print(sorted(seen))

c = Channel(2)
c.send(1)
c.send(2)
blocked = spawn(sends, c, [3])
yield_now()
c.close()
print(list(c), c.closed)
for use in (lambda: c.send(4), c.receive, blocked.wait):
    try:
        use()
    except ChannelClosed as error:
        print(error)

c = Channel()
waiting = spawn(c.receive)
yield_now()
c.send("kept")
waiting.cancel()
print(c.receive(0.001) if waiting.cancel() is False and not waiting.done() else "?")
try:
    waiting.wait()
except Cancelled:
    print("the receiver was cancelled")
c = Channel()
receiver = spawn(c.receive)
yield_now()
c.close()
try:
    receiver.wait()
except ChannelClosed as error:
    print(error)
try:
    Channel().receive(0.001)
except TimeoutError as error:
    print(error)
