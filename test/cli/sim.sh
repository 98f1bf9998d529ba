# A few seeds of the simulator, each twice: it must find nothing and always go the same way.
. "$ROOT/test/cli/helper"

sim=$(dirname "$PERDURE")/sim/perdure_sim
[ -x "$sim" ] || exit 0
expect 0 "$sim" --seed 1 --count 3 --twice
out_has "3 passed, 0 failed"
