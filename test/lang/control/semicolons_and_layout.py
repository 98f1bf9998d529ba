# Layout: semicolons, one-line suites, continuation lines, comments, indentation, pass.
a = 1; b = 2; print(a, b);
if a: print('one'); print('two')
if not a: print('no'); print('no')
else: print('else'); a = 5
for i in range(2): pass; print(i, end=' ')
while a > 3: a -= 1; continue
class E: pass; x = 1
def f(): return 1; print('never')
try: pass
except: pass
else: print('t-else', end=' ')
finally: print('t-fin')
with_paren = (1 +  # comment inside
              2 +

              3)
lst = [
    1,  # one

    2,
        3, ]
s = 'a' \
    'b' + \
    'c'
if (a and
        b): print(with_paren, lst, s, E.x, f())
if True:
	if a:
		print('tabs')
if True:
  if a:
      print('mixed widths')
  else:
     pass
def g(
    x,
    y=2,
    *, z=3,
): return (
    x + y
    + z
)
print(g(
    1,
), {
    'k': 1,
    **{},
}, g(*[1],
     **{'z': 0}))
# a comment at the end of a block

    # an oddly indented comment
def h():
    # only a comment, then code
    pass
    # trailing
print(h(), """a
  # not a comment
""".strip())
x = [i
     for i in range(3)
     if i]; print(x)
@(lambda f:
  f)
def k(): ...
print(k()); pass
