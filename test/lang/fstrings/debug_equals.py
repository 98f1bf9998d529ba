# The = specifier keeps source text and whitespace.
x, name, d = 3, 'Ann', {'k': 1.5}
print(f'{x=}', f'{x = }', f'{ x= }', f'{x+1=}', f'{x + 1 =:>4}', f'{name=}', f'{name=!s}')
print(f'{name=!r:>8}', f'{name = !a}')
print(f'{d["k"]=}', f'{d["k"]=:.2f}', f'{len(name)=}', f'{x==3=}', f'{x!=3=}', f'{x<=3=}')
print(f'{(x, name)=}')
print(f'{x=}{x=}, {name=:*^9}', f'{"q"=}', f'{[i for i in "ab"]=}', f'{x if x else 0=}')
print(f'{x = !r:^5}|', f'{  x  =  }|')
class R:
    def __repr__(self): return 'R!'
    def __str__(self): return 'S!'
    def __format__(self, s): return f'F<{s}>'
r = R()
print(f'{r=}', f'{r=!s}', f'{r=:}', f'{r=:spec}', f'{r=!r:>5}', f'{r!s:>5}', f'{r:>5}', f'{r}')
print(f'{r=!a}')
print(f'''{x
=}''', f'{x:=3}', f'{name:=^7}', f'{x=:=+4}')
