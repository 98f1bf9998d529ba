# resume-every: 997
import random

r = random.Random("distributions")
for _ in range(5):
    print("%.12g" % r.gauss(10, 2), "%.12g" % r.normalvariate(0, 1), "%.12g" % r.expovariate(0.5), "%.12g" % r.lognormvariate(0, 1),
          "%.12g" % r.paretovariate(3), "%.12g" % r.weibullvariate(1, 2), "%.12g" % r.triangular())
