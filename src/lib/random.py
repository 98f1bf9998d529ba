"""Random numbers: CPython's Mersenne Twister, number for number.

A generator that is given a seed makes the sequences of CPython 3.11. One without a seed, and the
functions of the module, take theirs from the run's recorded seed: a replayed run sees the same
numbers. They are not for secrets.
"""
import _vm

from _prelude_host import entropy as _entropy
from math import acos, ceil, cos, e, exp, floor, isfinite, log, pi, sin, sqrt

__all__ = ("Random", "SystemRandom", "betavariate", "choice", "choices", "expovariate",
           "gammavariate", "gauss", "getrandbits", "getstate", "lognormvariate", "normalvariate",
           "paretovariate",
           "randbytes", "randint", "random", "randrange", "sample", "seed", "setstate", "shuffle",
           "triangular", "uniform", "vonmisesvariate", "weibullvariate")

_N = 624
_M = 397
_MASK = 0xFFFFFFFF
_MASK64 = 0xFFFFFFFFFFFFFFFF
_TWOPI = 2.0 * pi
_NV_MAGICCONST = 4 * exp(-0.5) / sqrt(2.0)
_SG_MAGICCONST = 1.0 + log(4.5)
_LOG4 = log(4.0)


# -- SHA-512, by which CPython turns text into a seed (FIPS 180-4) --

# Fractional parts of the cube roots of the first 80 primes, and of the square roots of the first 8.
_SHA512_K = bytes.fromhex(
    "428a2f98d728ae227137449123ef65cdb5c0fbcfec4d3b2fe9b5dba58189dbbc3956c25bf348b538"
    "59f111f1b605d019923f82a4af194f9bab1c5ed5da6d8118d807aa98a303024212835b0145706fbe"
    "243185be4ee4b28c550c7dc3d5ffb4e272be5d74f27b896f80deb1fe3b1696b19bdc06a725c71235"
    "c19bf174cf692694e49b69c19ef14ad2efbe4786384f25e30fc19dc68b8cd5b5240ca1cc77ac9c65"
    "2de92c6f592b02754a7484aa6ea6e4835cb0a9dcbd41fbd476f988da831153b5983e5152ee66dfab"
    "a831c66d2db43210b00327c898fb213fbf597fc7beef0ee4c6e00bf33da88fc2d5a79147930aa725"
    "06ca6351e003826f142929670a0e6e7027b70a8546d22ffc2e1b21385c26c9264d2c6dfc5ac42aed"
    "53380d139d95b3df650a73548baf63de766a0abb3c77b2a881c2c92e47edaee692722c851482353b"
    "a2bfe8a14cf10364a81a664bbc423001c24b8b70d0f89791c76c51a30654be30d192e819d6ef5218"
    "d69906245565a910f40e35855771202a106aa07032bbd1b819a4c116b8d2d0c81e376c085141ab53"
    "2748774cdf8eeb9934b0bcb5e19b48a8391c0cb3c5c95a634ed8aa4ae3418acb5b9cca4f7763e373"
    "682e6ff3d6b2b8a3748f82ee5defb2fc78a5636f43172f6084c87814a1f0ab728cc702081a6439ec"
    "90befffa23631e28a4506cebde82bde9bef9a3f7b2c67915c67178f2e372532bca273eceea26619c"
    "d186b8c721c0c207eada7dd6cde0eb1ef57d4f7fee6ed17806f067aa72176fba0a637dc5a2c898a6"
    "113f9804bef90dae1b710b35131c471b28db77f523047d8432caab7b40c724933c9ebe0a15c9bebc"
    "431d67c49c100d4c4cc5d4becb3e42b6597f299cfc657e2a5fcb6fab3ad6faec6c44198c4a475817")
_SHA512_H = bytes.fromhex(
    "6a09e667f3bcc908bb67ae8584caa73b3c6ef372fe94f82ba54ff53a5f1d36f1510e527fade682d1"
    "9b05688c2b3e6c1f1f83d9abfb41bd6b5be0cd19137e2179")


def _words(data):
    return [int.from_bytes(data[i:i + 8], "big") for i in range(0, len(data), 8)]


def _rotated(x, count):
    return x >> count | (x << 64 - count) & _MASK64


def _sha512_block(state, k, block):
    w = _words(block)
    for i in range(16, 80):
        x = w[i - 15]
        y = w[i - 2]
        x = _rotated(x, 1) ^ _rotated(x, 8) ^ x >> 7
        y = _rotated(y, 19) ^ _rotated(y, 61) ^ y >> 6
        w.append((w[i - 16] + x + w[i - 7] + y) & _MASK64)
    a, b, c, d, e, f, g, h = state
    for i in range(80):
        x = _rotated(e, 14) ^ _rotated(e, 18) ^ _rotated(e, 41)
        first = h + x + (e & f ^ ~e & g) + k[i] + w[i]
        y = _rotated(a, 28) ^ _rotated(a, 34) ^ _rotated(a, 39)
        second = y + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (first + second) & _MASK64, a, b, c, (d + first) & _MASK64, e, f, g
    return [(x + y) & _MASK64 for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def _sha512(data):
    padded = data + b"\x80" + bytes(-(len(data) + 17) % 128) + (len(data) * 8).to_bytes(16, "big")
    state = _words(_SHA512_H)
    k = _words(_SHA512_K)
    for i in range(0, len(padded), 128):
        state = _sha512_block(state, k, padded[i:i + 128])
    return b"".join([x.to_bytes(8, "big") for x in state])


# -- the generator (Matsumoto and Nishimura, mt19937ar.c) --

def _twist(mt):
    for k in range(_N):
        y = mt[k] & 0x80000000 | mt[(k + 1) % _N] & 0x7FFFFFFF
        mt[k] = mt[(k + _M) % _N] ^ y >> 1 ^ (0x9908B0DF if y & 1 else 0)


def _first_state(seed):
    mt = [seed]
    for i in range(1, _N):
        seed = 1812433253 * (seed ^ seed >> 30) + i & _MASK
        mt.append(seed)
    return mt


def _state_by_array(key):
    mt = _first_state(19650218)
    i = 1
    j = 0
    for _ in range(max(_N, len(key))):
        before = mt[i - 1]
        mt[i] = (mt[i] ^ (before ^ before >> 30) * 1664525) + key[j] + j & _MASK
        i += 1
        j += 1
        if i == _N:
            mt[0] = mt[_N - 1]
            i = 1
        if j == len(key):
            j = 0
    for _ in range(_N - 1):
        before = mt[i - 1]
        mt[i] = (mt[i] ^ (before ^ before >> 30) * 1566083941) - i & _MASK
        i += 1
        if i == _N:
            mt[0] = mt[_N - 1]
            i = 1
    mt[0] = 0x80000000
    return mt


def _own_seed():
    """The run's seed, made another one for each generator that asks."""
    state = _vm.state()
    before = state.get("random_seeds", 0)
    state["random_seeds"] = before + 1
    return _vm.perform("run_info")["seed"] | before << 64


class Random:
    VERSION = 3

    def __init__(self, x=None):
        self.seed(x)

    def seed(self, a=None, version=2):
        if version == 1 and isinstance(a, (str, bytes)):
            a = _old_seed(a)
        elif version == 2 and isinstance(a, (str, bytes, bytearray)):
            if isinstance(a, str):
                a = a.encode()
            a = int.from_bytes(a + _sha512(a), "big")
        elif a is None:
            a = _own_seed()
        elif isinstance(a, float):
            a = hash(a) & _MASK64
        elif not isinstance(a, int):
            raise TypeError("The only supported seed types are: None,\n"
                            "int, float, str, bytes, and bytearray.")
        a = abs(int(a))
        key = [a >> shift & _MASK for shift in range(0, a.bit_length(), 32)]
        self._mt = _state_by_array(key or [0])
        self._at = _N
        self.gauss_next = None

    def getstate(self):
        return self.VERSION, (*self._mt, self._at), self.gauss_next

    def setstate(self, state):
        version = state[0]
        if version != 3:
            raise ValueError(f"state with version {version} passed to Random.setstate() "
                             f"of version {self.VERSION}")
        version, internal, gauss_next = state
        if not isinstance(internal, tuple):
            raise TypeError("state vector must be a tuple")
        if len(internal) != _N + 1:
            raise ValueError("state vector is the wrong size")
        if not 0 <= internal[_N] <= _N:
            raise ValueError("invalid state")
        self._mt = [word & _MASK for word in internal[:_N]]
        self._at = internal[_N]
        self.gauss_next = gauss_next

    def _word(self):
        at = self._at
        if at >= _N:
            _twist(self._mt)
            at = 0
        y = self._mt[at]
        self._at = at + 1
        y ^= y >> 11
        y ^= y << 7 & 0x9D2C5680
        y ^= y << 15 & 0xEFC60000
        return y ^ y >> 18

    def random(self):
        """A float in [0.0, 1.0) with 53 random bits."""
        high = self._word() >> 5
        low = self._word() >> 6
        return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0)

    def getrandbits(self, k, /):
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        number = 0
        for shift in range(0, k, 32):
            word = self._word()
            if k - shift < 32:
                word >>= 32 - (k - shift)
            number |= word << shift
        return number

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    def __getstate__(self):
        return self.getstate()

    def __setstate__(self, state):
        self.setstate(state)

    # -- integers and sequences --

    def __init_subclass__(cls, /, **kwargs):
        # A class with a random() of its own gets its integers from that.
        for base in cls.__mro__:
            if "_randbelow" in base.__dict__:
                break
            if "getrandbits" in base.__dict__:
                cls._randbelow = Random._randbelow
                break
            if "random" in base.__dict__:
                cls._randbelow = Random._randbelow_of_random
                break

    def _randbelow_of_random(self, n):
        whole = 1 << 53
        if n >= whole:
            return floor(self.random() * n)
        if not n:
            return 0
        limit = (whole - whole % n) / whole
        r = self.random()
        while r >= limit:
            r = self.random()
        return floor(r * whole) % n

    def _randbelow(self, n):
        if not n:
            return 0
        k = n.bit_length()
        r = self.getrandbits(k)
        while r >= n:
            r = self.getrandbits(k)
        return r

    def randrange(self, start, stop=None, step=1):
        start = _whole(start, "arg 1")
        if stop is None:
            if step != 1:
                raise TypeError("Missing a non-None stop argument")
            if start > 0:
                return self._randbelow(start)
            raise ValueError("empty range for randrange()")
        stop = _whole(stop, "stop")
        step = _whole(step, "step")
        width = stop - start
        if step == 1:
            if width > 0:
                return start + self._randbelow(width)
            raise ValueError(f"empty range for randrange() ({start}, {stop}, {width})")
        if step > 0:
            n = (width + step - 1) // step
        elif step < 0:
            n = (width + step + 1) // step
        else:
            raise ValueError("zero step for randrange()")
        if n <= 0:
            raise ValueError("empty range for randrange()")
        return start + step * self._randbelow(n)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def choice(self, seq):
        if not seq:
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._randbelow(len(seq))]

    def shuffle(self, x):
        for i in range(len(x) - 1, 0, -1):
            j = self._randbelow(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        if isinstance(population, (set, frozenset, dict)) or not hasattr(population, "__getitem__"):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        n = len(population)
        if counts is not None:
            return self._sample_counted(population, k, list(counts))
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        result = [None] * k
        setsize = 21
        if k > 5:
            setsize += 4 ** ceil(log(k * 3, 4))
        if n <= setsize:
            pool = list(population)
            for i in range(k):
                j = self._randbelow(n - i)
                result[i] = pool[j]
                pool[j] = pool[n - i - 1]
            return result
        selected = set()
        for i in range(k):
            j = self._randbelow(n)
            while j in selected:
                j = self._randbelow(n)
            selected.add(j)
            result[i] = population[j]
        return result

    def _sample_counted(self, population, k, counts):
        ends = _sums(counts)
        if len(ends) != len(population):
            raise ValueError("The number of counts does not match the population")
        total = ends.pop() if ends else 0
        if not isinstance(total, int):
            raise TypeError("Counts must be integers")
        if total <= 0:
            raise ValueError("Total of counts must be greater than zero")
        return [population[_bisect(ends, s, len(ends))] for s in self.sample(range(total), k)]

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        n = len(population)
        if cum_weights is None:
            if weights is None:
                n += 0.0
                return [population[floor(self.random() * n)] for _ in range(k)]
            if isinstance(weights, int):
                raise TypeError(f"The number of choices must be a keyword argument: k={weights!r}")
            cum_weights = _sums(weights)
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the population")
        total = cum_weights[-1] + 0.0
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        if not isfinite(total):
            raise ValueError("Total of weights must be finite")
        return [population[_bisect(cum_weights, self.random() * total, n - 1)] for _ in range(k)]

    # -- distributions --

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        u = self.random()
        try:
            c = 0.5 if mode is None else (mode - low) / (high - low)
        except ZeroDivisionError:
            return low
        if u > c:
            u = 1.0 - u
            c = 1.0 - c
            low, high = high, low
        return low + (high - low) * sqrt(u * c)

    def normalvariate(self, mu=0.0, sigma=1.0):
        while True:
            u1 = self.random()
            u2 = 1.0 - self.random()
            z = _NV_MAGICCONST * (u1 - 0.5) / u2
            if z * z / 4.0 <= -log(u2):
                return mu + z * sigma

    def gauss(self, mu=0.0, sigma=1.0):
        z = self.gauss_next
        self.gauss_next = None
        if z is None:
            x2pi = self.random() * _TWOPI
            g2rad = sqrt(-2.0 * log(1.0 - self.random()))
            z = cos(x2pi) * g2rad
            self.gauss_next = sin(x2pi) * g2rad
        return mu + z * sigma

    def lognormvariate(self, mu, sigma):
        return exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd):
        return -log(1.0 - self.random()) / lambd

    def gammavariate(self, alpha, beta):
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError("gammavariate: alpha and beta must be > 0.0")
        if alpha > 1.0:  # R.C.H. Cheng, The generation of Gamma variables, 1977
            return self._gamma_above_one(alpha) * beta
        if alpha == 1.0:
            return -log(1.0 - self.random()) * beta
        while True:  # Kennedy and Gentle, Statistical Computing, 1980, ALGORITHM GS
            b = (e + alpha) / e
            p = b * self.random()
            x = p ** (1.0 / alpha) if p <= 1.0 else -log((b - p) / alpha)
            u = self.random()
            if u <= x ** (alpha - 1.0) if p > 1.0 else u <= exp(-x):
                return x * beta

    def _gamma_above_one(self, alpha):
        ainv = sqrt(2.0 * alpha - 1.0)
        b = alpha - _LOG4
        c = alpha + ainv
        while True:
            u1 = self.random()
            if not 1e-7 < u1 < 0.9999999:
                continue
            u2 = 1.0 - self.random()
            v = log(u1 / (1.0 - u1)) / ainv
            x = alpha * exp(v)
            z = u1 * u1 * u2
            r = b + c * v - x
            if r + _SG_MAGICCONST - 4.5 * z >= 0.0 or r >= log(z):
                return x

    def betavariate(self, alpha, beta):
        y = self.gammavariate(alpha, 1.0)
        return y / (y + self.gammavariate(beta, 1.0)) if y else 0.0

    def vonmisesvariate(self, mu, kappa):
        if kappa <= 1e-6:
            return _TWOPI * self.random()
        s = 0.5 / kappa  # Best and Fisher, 1979
        r = s + sqrt(1.0 + s * s)
        while True:
            z = cos(pi * self.random())
            d = z / (r + z)
            u = self.random()
            if u < 1.0 - d * d or u <= (1.0 - d) * exp(d):
                break
        q = 1.0 / r
        f = (q + z) / (1.0 + q * z)
        angle = acos(f)
        return (mu + angle if self.random() > 0.5 else mu - angle) % _TWOPI

    def paretovariate(self, alpha):
        u = 1.0 - self.random()
        return u ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        u = 1.0 - self.random()
        return alpha * (-log(u)) ** (1.0 / beta)


class SystemRandom(Random):
    """Each number is a recorded effect of its own."""

    def random(self):
        return (int.from_bytes(_entropy(7), "big") >> 3) * 2.0 ** -53

    def getrandbits(self, k):
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        size = (k + 7) // 8
        return int.from_bytes(_entropy(size), "big") >> size * 8 - k

    def randbytes(self, n):
        return _entropy(n)

    def seed(self, *args, **kwds):
        self.gauss_next = None

    def getstate(self, *args, **kwds):
        raise NotImplementedError("System entropy source does not have state.")

    setstate = getstate


# -- helpers --

def _index(value):
    method = getattr(type(value), "__index__", None)
    if method is None:
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    return method(value)


def _whole(value, name):
    try:
        return _index(value)
    except TypeError:
        whole = int(value)
    if whole != value:
        raise ValueError(f"non-integer {name} for randrange()")
    return whole


def _sums(values):
    sums = []
    total = None
    for value in values:
        total = value if total is None else total + value
        sums.append(total)
    return sums


def _bisect(values, x, high):
    low = 0
    while low < high:
        middle = (low + high) // 2
        if x < values[middle]:
            high = middle
        else:
            low = middle + 1
    return low


def _old_seed(a):
    """Version 1 of text seeds."""
    codes = a if isinstance(a, bytes) else [ord(c) for c in a]
    x = codes[0] << 7 if codes else 0
    for code in codes:
        x = (1000003 * x ^ code) & _MASK64
    return x ^ len(a)


# -- the generator of the run --

def _generator():
    state = _vm.state()
    found = state.get("random")
    if found is None:
        found = state["random"] = Random()
    return found


def seed(a=None, version=2):
    _generator().seed(a, version)


def getstate():
    return _generator().getstate()


def setstate(state):
    _generator().setstate(state)


def random():
    return _generator().random()


def getrandbits(k, /):
    return _generator().getrandbits(k)


def randbytes(n):
    return _generator().randbytes(n)


def randrange(start, stop=None, step=1):
    return _generator().randrange(start, stop, step)


def randint(a, b):
    return _generator().randint(a, b)


def choice(seq):
    return _generator().choice(seq)


def choices(population, weights=None, *, cum_weights=None, k=1):
    return _generator().choices(population, weights, cum_weights=cum_weights, k=k)


def shuffle(x):
    _generator().shuffle(x)


def sample(population, k, *, counts=None):
    return _generator().sample(population, k, counts=counts)


def uniform(a, b):
    return _generator().uniform(a, b)


def triangular(low=0.0, high=1.0, mode=None):
    return _generator().triangular(low, high, mode)


def normalvariate(mu=0.0, sigma=1.0):
    return _generator().normalvariate(mu, sigma)


def gauss(mu=0.0, sigma=1.0):
    return _generator().gauss(mu, sigma)


def lognormvariate(mu, sigma):
    return _generator().lognormvariate(mu, sigma)


def expovariate(lambd):
    return _generator().expovariate(lambd)


def paretovariate(alpha):
    return _generator().paretovariate(alpha)


def weibullvariate(alpha, beta):
    return _generator().weibullvariate(alpha, beta)


def gammavariate(alpha, beta):
    return _generator().gammavariate(alpha, beta)


def betavariate(alpha, beta):
    return _generator().betavariate(alpha, beta)


def vonmisesvariate(mu, kappa):
    return _generator().vonmisesvariate(mu, kappa)
