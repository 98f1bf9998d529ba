# Where a full heap had no room for FuelExhausted the program got MemoryError instead, each time: one
# that goes on after it never ended, whatever its fuel. Cleanup can call functions there, too.
. "$ROOT/test/cli/helper"

full_heap_program >full.py <<'PROGRAM'
    kept.clear()
    print("cleanup", refused > 0)
PROGRAM
for size in 2000 2007 2013 2020 2027 2040 2054 2060 2069 2083 2097; do
    status=0
    timeout -s KILL 10 "$PERDURE" exec --heap-max=${size}K --fuel=3000000 full.py >out 2>err || status=$?
    [ "$status" = 1 ] || fail "status $status at $size"
    out_is "cleanup True"
    grep -q "^perdure.FuelExhausted" err || fail "no FuelExhausted at $size"
done
