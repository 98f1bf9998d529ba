# Identifiers are compared in their NFKC form.
x = 3
é = 1; ª = 2; ﬁ = 3; print(é, a, fi, 𝐱 if 0 else x)
µ = 4; print(μ)
class K: ﬀ = 1
print(K.ff, getattr(K, 'ff'))
def fn(ﬁrst): return first
print(fn(first=1))
