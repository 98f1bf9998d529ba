# What cannot stand in the block of `with handle`, where it is no such block, and at the prompt.
. "$ROOT/test/cli/helper"

refused() { # PLACE MESSAGE BLOCK
    printf "from perdure import handle\ndef f(h):\n    with handle(h):\n        $3\n" >block.py
    expect 1 "$PERDURE" check block.py
    out_has "block.py:$1: SyntaxError: $2"
}
refused 4:9 "'yield' cannot leave the block of 'with handle'" 'yield 1'
refused 4:14 "'yield' cannot leave the block of 'with handle'" 'x = (yield from h)'
refused 4:9 "'break' outside loop" break
refused 4:9 "'continue' not properly in loop" continue

printf 'from perdure import handle\nclass C:\n    with handle(1):\n        x = 1\n' >body.py
expect 1 "$PERDURE" check body.py
out_has "'with handle' cannot stand in a class body"
printf 'from perdure import handle\nwith handle(1):\n    return 1\n' >top.py
expect 1 "$PERDURE" check top.py
out_has "'return' outside function"

# Another handle is another thing, and what was imported can be bound anew.
cat >other.py <<'EOF'
class Manager:
    def __enter__(self):
        return "in"
    def __exit__(self, *error):
        print("out", error[0])
        return True
def handle(x):
    return Manager()
def g():
    with handle(1) as what:
        yield what
print(list(g()))
EOF
expect 0 "$PERDURE" exec other.py
out_is "out None
['in']"
cat >anew.py <<'EOF'
import other
from perdure import handle
h = handle
handle = other.handle
def f():
    with handle(1) as what:
        print(what)
        return 7
    return 8
print(f())
def g():
    with handle(1):
        raise ValueError
    return 9
print(g())
try:
    with h(1):
        pass
except TypeError as error:
    print(error)
EOF
expect 0 "$PERDURE" exec anew.py
out_has "in
out None
7
out <class 'ValueError'>
9
int is no handler: its class is not under @handler"
cat >place.py <<'EOF'
from perdure import effect, handler, handle
@handler
class H:
    pass
p = handle(H())
with p:
    pass
EOF
expect 1 "$PERDURE" exec place.py
err_has "handle(...) must stand in the with statement itself"
cat >typed <<'EOF'
from perdure import effect, handler, handle
@effect
def ask(): ...

@handler
class H:
    def ask(self): return 42

with handle(H()):
    ask()

EOF
"$PERDURE" repl <typed >out 2>err || fail "the prompt"
out_has "42"
