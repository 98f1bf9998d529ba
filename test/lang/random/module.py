# resume-every: 997
# The functions of the module share one generator.
import random
from random import randint, shuffle

random.seed(42)
print(random.random(), randint(1, 100), random.choice([10, 20, 30]), random.uniform(0, 1), random.getrandbits(40))
items = list("abcdefgh")
shuffle(items)
print(items, random.sample(items, 3), random.choices(items, k=4), random.randrange(1, 50, 3), random.randbytes(3))
state = random.getstate()
print("%.12g" % random.gauss(0, 1), "%.12g" % random.normalvariate(), "%.12g" % random.expovariate(1.5))
random.setstate(state)
print("%.12g" % random.gauss(0, 1))
random.seed()
print(0.0 <= random.random() < 1.0, 1 <= random.SystemRandom().randint(1, 6) <= 6)
