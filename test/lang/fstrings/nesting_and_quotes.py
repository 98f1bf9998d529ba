# Nested replacement fields, quotes, escapes, braces, adjacent literals.
w, p, x, d = 10, 3, 3.14159, {'k': [1, {'z': 'deep'}]}
print(f'{x:{w}.{p}}|{x:{w}.{p}f}|{x:{"<" if w > 5 else ">"}{w}}|{x!r:{w + 2}}|{"a":{"*"}^{w}}')
print(f'{{}} {{{x:.1f}}} {{{{}}}} {"{}"} {d["k"][1]["z"]} {d["k"]} {f"{w}" + f"{p}"} {"}"}{"{"}')
print(f'a' 'b' f'{w}' "c" f"{'d'}", f'' f'{p}', 'x{w}' f'{w}')
print(f"{'nested ' + f'{1 + 1}'}", f'''{f"{f'{x:.1f}'}"}''')
print(f'''multi
line {w
      + p} end''', f"""{
    'indented'
}""", f'\t{w}\n\x41\u00e9\N{BULLET}{p}\\{{', rf'\n{w}\d', fr'{p}\{w}', F'{w}', Rf'{p}\t')
print(f'{(lambda q: q * 2)(4)}', f'{[i for i in range(3)]}', f'{ {1: 2}[1] }')
print(f'{ {"a": 1} }', f'{(1, 2)}', f'{1, 2}', f'{w if p else x}', f'{not w}', f'{w == 10}')
print(f'{w != 3}', f'{p >= w}')
print(f'{*[1, 2], 3}', f'{-w:+}', f'{w:}', f'{"":{0}}{w}', f'{w!s:}', f'{d["k"][0]:03}')
print(f'{d.get("q", "none")}')
print(f'{"""triple"""} {"its"} {w:{p}{"d"}}|{x:{"." + "1f"}}|{"%d%%" % 5}|{"{:>4}".format(7)}')
print(f'{x :.1f}|{ x }')
v = 5
print(f'{(v := 6)}{v}', f'{v!r}{v!s}{v!a}', f'{"ü"!a}', f'{"a" "b"}', f'{v:#{"x"}}')
