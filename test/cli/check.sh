# perdure check reports every problem with its place and runs nothing.
. "$ROOT/test/cli/helper"

printf 'print("never")\n' >good.py
expect 0 "$PERDURE" check good.py
out_has "good.py: well, 1 module"
printf 'x = (1,\n' >bad.py
expect 1 "$PERDURE" check bad.py
out_has "bad.py:1:5: SyntaxError"
out_has "1 problem"
printf 'import other\n' >main.py
printf 'def f(:\n    pass\n' >other.py
expect 1 "$PERDURE" check main.py
out_has "other.py:1:7: SyntaxError: invalid syntax"
out_has "    def f(:"
expect 1 "$PERDURE" check --json main.py
[ "$(json 'v["line"], v["column"], v["kind"]')" = "(1, 7, 'SyntaxError')" ] || fail "json"
expect 2 "$PERDURE" check missing.py
expect 2 "$PERDURE" check
expect 2 "$PERDURE" check good.py bad.py
expect 0 "$PERDURE" check --json good.py
out_is ""
