# perdure check refuses each construct that does not run yet, at its place, and mistakes before it.
. "$ROOT/test/cli/helper"

refuses() { # PLACE WHAT TEXT
    printf "$3\\n" >refused.py
    expect 1 "$PERDURE" check refused.py
    out_has "refused.py:$1: SyntaxError: '$2' does not run yet"
    expect 1 "$PERDURE" exec refused.py
    err_has "SyntaxError: '$2' does not run yet"
}
wrong() { # PLACE MESSAGE TEXT
    printf "$3\\n" >wrong.py
    expect 1 "$PERDURE" check wrong.py
    out_has "wrong.py:$1: SyntaxError: $2"
}

refuses 3:9 "type" 'class A:\n    if True:\n        type X = int'
refuses 2:5 "match" 'def f(x):\n    match x:\n        case 1: return 2'
refuses 1:1 "except*" 'try: pass\nexcept* ValueError: pass'
refuses 1:1 "type" 'type X = int'
refuses 1:7 "type parameter" 'def f[T](x: T): return x'
refuses 1:9 "type parameter" 'class A[T]: pass'
refuses 2:5 "match" 'for x in y:\n    match x:\n        case _: break\nelse:\n    pass'
wrong 1:1 "'await' outside function" 'await x'
wrong 1:10 "'await' outside async function" 'lambda: (await x)'
wrong 2:5 "'async for' outside async function" 'def f():\n    async for x in y: pass'
wrong 3:7 "wildcard makes remaining patterns unreachable" \
    'match x:\n case 1: pass\n case _: pass\n case 2: pass'
wrong 3:14 "'break', 'continue' and 'return' cannot appear in an except* block" \
    'for x in y:\n  try: pass\n  except* E: break'
