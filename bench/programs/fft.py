# The fast Fourier transform: recursion over slices of complex numbers, and in place over floats.
import sys
from math import cos, pi, sin

size = int(sys.argv[1]) if len(sys.argv) > 1 else 65536


def fft(x):
    n = len(x)
    if n == 1:
        return x
    even = fft(x[0::2])
    odd = fft(x[1::2])
    half = n // 2
    turned = [complex(cos(2 * pi * k / n), -sin(2 * pi * k / n)) * odd[k] for k in range(half)]
    return ([even[k] + turned[k] for k in range(half)]
            + [even[k] - turned[k] for k in range(half)])


def fft_in_place(re, im, sign):
    n = len(re)
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j ^= bit
        if i < j:
            re[i], re[j] = re[j], re[i]
            im[i], im[j] = im[j], im[i]
    length = 2
    while length <= n:
        angle = sign * 2 * pi / length
        for k in range(length // 2):
            wr, wi = cos(angle * k), sin(angle * k)
            for i in range(k, n, length):
                j = i + length // 2
                tr = re[j] * wr - im[j] * wi
                ti = re[j] * wi + im[j] * wr
                re[j] = re[i] - tr
                im[j] = im[i] - ti
                re[i] += tr
                im[i] += ti
        length *= 2


signal = [float(i * 7919 % 1000) / 1000 for i in range(size)]
spectrum = fft([complex(s) for s in signal])
re, im = signal[:], [0.0] * size
fft_in_place(re, im, -1)
difference = max(abs(spectrum[i] - complex(re[i], im[i])) for i in range(size))
fft_in_place(re, im, 1)
error = max(abs(re[i] / size - signal[i]) for i in range(size))
print('%.6f' % abs(spectrum[3]), difference < 1e-6, error < 1e-9)
