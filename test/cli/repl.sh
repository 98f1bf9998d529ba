# The prompt in a pipe: state goes on from input to input, and through a file.
. "$ROOT/test/cli/helper"

repl() {
    status=0
    printf "$1" | "$PERDURE" repl >out 2>err || status=$?
}

repl 'x = 20\nx + 1\nprint(x)\n'
[ "$status" = 0 ] || fail "status $status"
out_is "21
20"
repl 'def f(n):\n    return n * 2\n\nf(21)\nfor i in range(2):\n    print(i)\n\n"done"\n'
out_is "42
0
1
'done'"
repl 'class A:\n    def __init__(self):\n        self.x = 1\n\na = A()\na.x\n:snapshot state\n'
out_is 1
[ -s state ] || fail "no snapshot"
repl ':restore state\na.x + 41\nA().x\n'
out_is "42
1"
expect 0 "$PERDURE" inspect state
[ "$(json 'v["kind"]')" = snapshot ] || fail "kind"
head -c 100 state >cut
repl ':restore cut\nprint("still here")\n'
out_is "still here"
[ -s err ] || fail "a cut snapshot says nothing"
repl '1 / 0\nprint("not reached")\n'
[ "$status" = 1 ] || fail "status $status after an error"
out_is ""
err_has "ZeroDivisionError: division by zero"
repl 'import sys\nsys.exit(3)\nprint("not reached")\n'
[ "$status" = 3 ] || fail "status $status after sys.exit(3)"
repl 'x = (\n'
[ "$status" = 1 ] || fail "status $status after an input that is not whole"
repl ''
[ "$status" = 0 ] || fail "status $status without input"
