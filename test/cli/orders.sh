# The demonstration is a test as well: fewer kills, the same promises.
. "$ROOT/test/cli/helper"

/usr/bin/python3 -B "$ROOT/examples/orders/demo.py" "$PERDURE" --kills 5 --seed 1 >out 2>err ||
    fail "the demonstration"
out_has "every order charged exactly once"
