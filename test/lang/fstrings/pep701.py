# f-strings as 3.12 has them: any quotes, comments and lines inside (PEP 701).
# perdure-only
# expect: 3         3|      1.23|    3     |x=3|x = 3|x=3|x=    3|y=1.23|v
# expect: a8[0, 1, 2]{1: 2}{1}(3,)
# expect: (1, 2)55    31'"\
# expect: {}{3}{{x}}          3 {} ###3 3
# expect: 3    3 3 4 3 •3A\3 \N3
# expect: 333 '\xe9'          3          31.23456{z} #
# expect: 
# expect:     x
# expect:     + 1
# expect:     =
# expect: 4 ab {{{{{{{{{3          3 abc
# expect: in sent0a0b1a1b
x = 3; w = 10; p = 2; d = {'k': 'v', 'n': {'m': 1}}; y = 1.23456
print(f"{x}{x:>{w}}|{y:{w}.{p}f}|{x!r:^{w}}|{x=}|{x = }|{x=!s}|{x=:>5}|{y=:.{p}f}|{d["k"]}")
print(f"{'a' if x else 'b'}{(lambda q: q * 2)(4)}{[i for i in range(3)]}{ {1: 2} }{ {1, } }{x,}")
print(f"{*[1,2],}{(yy := 5)}{yy}{x:=5}{d["n"]["m"]!s}{"'"}{'"'}{"\n".strip() + "\\"}")
print(f"{{}}{{{x}}}{{{{x}}}}", f"{x:{'>'}{w}}", f"{'{'}{'}'}", f"{x!a:#>4}", f"{f'{f'{f"{x}"}'}'}")
print(f"{x  !r}", f"{x :>4}", f"{ x }", f"{x
+1}", f"{x # comment
}", f"\N{BULLET}{x}\x41\{x}", rf"\N{x}")
print(f"{x!r}{x!s}{x!a}", f"{'é'!a}", f'{x:\x3e10}', f"{x:{w}}" f"{y}" "{z}", f"{'#'}")
print(f"""{
    x
    + 1
    =
}""", f"{'a'
'b'}", f'{x:{'{'}>10}', f"{x:{w}{'d'}}", f"{"a" 'b' f"{"c"}"}")
def gen(): yield f"{(yield "in")}{"".join(f"{i}{f"{j}"}" for i in range(2) for j in "ab")}"
g = gen(); print(next(g), g.send("sent"))
