# Methods of texts that multiply sizes.
def said(f, *args):
    try:
        return repr(f(*args))[:60]
    except Exception as error:
        return f"{type(error).__name__}: {error}"

for f in (lambda: 'x'.ljust(10 ** 12), lambda: 'x'.rjust(10 ** 30), lambda: 'x'.center(10 ** 12, 'é'),
          lambda: 'x'.zfill(10 ** 12), lambda: b'x'.ljust(10 ** 12), lambda: b'x'.zfill(10 ** 30),
          lambda: '\t'.expandtabs(10 ** 12), lambda: ('\t' * 10 ** 5).expandtabs(10 ** 9),
          lambda: ('x' * 10 ** 6).join(['a'] * 10 ** 5), lambda: ('x' * 10 ** 5).replace('x', 'y' * 10 ** 6),
          lambda: ('x' * 10 ** 5).replace('', 'y' * 10 ** 6), lambda: (b'x' * 10 ** 6).join([b'a'] * 10 ** 5),
          lambda: (b'x' * 10 ** 5).replace(b'', b'y' * 10 ** 6),
          lambda: (1).to_bytes(10 ** 15, 'big'), lambda: (1).to_bytes(10 ** 30, 'big')):
    print(said(f))
print(len(('ab' * 1000).replace('', '-')), len('\t'.expandtabs(1000)), len('x'.ljust(5000)))
