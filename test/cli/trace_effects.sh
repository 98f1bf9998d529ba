# perdure exec --trace-effects tells who answers each effect and where continuations go on.
. "$ROOT/test/cli/helper"

cat >traced.py <<'EOF'
from perdure import effect, handler, ctl, handle, now
@effect
def ask(n): ...
@effect
def note(n): return n
@handler
class H:
    def ask(self, n):
        return n + 1
@handler
class K:
    @ctl
    def ask(self, k, n):
        if n == 9:
            return k.throw(KeyError(n))
        return k.send(ask(n)) if n else k.forward(ask.op(7))
with handle(H()), handle(K()):
    print(ask(1), ask(0), note(2))
    try:
        ask(9)
    except KeyError:
        pass
now()
EOF
expect 0 "$PERDURE" exec --trace-effects traced.py
out_is "2 8 2"
grep -v "effect write" err >told
cat >wanted <<'EOF'
effect ask at traced.py:18: K.ask, with the continuation
effect ask at traced.py:16: H.ask
send at traced.py:16: goes on at traced.py:18
effect ask at traced.py:18: K.ask, with the continuation
forward at traced.py:16: goes on at traced.py:18
effect ask at traced.py:18: H.ask
effect note at traced.py:18: no handler, its own body
effect ask at traced.py:20: K.ask, with the continuation
throw at traced.py:15: goes on at traced.py:20
effect time at traced.py:23: the host
EOF
sed -i 's|[^ ]*/traced.py|traced.py|g' told
diff wanted told || fail "what was told"
expect 0 "$PERDURE" exec traced.py
[ ! -s err ] || fail "something was told"
