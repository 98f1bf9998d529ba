# A bytearray assigned to a slice of itself, and grown and cut in place.
# expect: bytearray(b'dcba')
# expect: bytearray(b'aabcdbcd') 8
# expect: bytearray(b'abcdabcd')
# expect: bytearray(b'abcd')
# expect: bytearray(b'bd') bytearray(b'ab')
# expect: bytearray(b'xyzd')
# expect: can't concat int to bytearray
# expect: bytearray(b'0123456789') 10
b = bytearray(b'abcd')
b[::-1] = b
print(b)
b = bytearray(b'abcd')
b[1:1] = b
print(b, len(b))
b = bytearray(b'abcd')
b += bytes(b)
print(b)
del b[2:6]
c = b
c += b''
print(c)
c = b[:]
del b[::2], c[2:]
print(b, c)
b = bytearray(b'abcd')
b[:3] = memory = b'xyz'
print(b)
try:
    b += 5
except TypeError as e:
    print(e)
b = bytearray()
for i in range(10):
    b += b'%d' % i
print(b, len(b))
