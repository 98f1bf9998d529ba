# A heap that is nearly full was collected for each few objects: a program could run for hours on a
# little fuel. Now it meets MemoryError while a little is left, and pays for such collections.
. "$ROOT/test/cli/helper"

full_heap_program > full.py <<'EOF'
    kept.clear()
    print(size > 900, refused > 0)
EOF
status=0
timeout 20 "$PERDURE" exec --heap-max=8M --fuel=20000000 full.py > out 2> err || status=$?
[ "$status" = 1 ]
[ "$(cat out)" = "True True" ]
grep -q '^perdure.FuelExhausted' err

# At each size that the exceptions of a loop nearly fill.
cat > raise.py <<'EOF'
error = ValueError("again")
for i in range(30000):
    try:
        raise error
    except ValueError:
        pass
if full:
    print("never", [0] * 100)
error.__traceback__ = None
print(type(error).__name__)
EOF
for size in 250K 270K 280K 290K 300K 310K; do
    (echo full = False; cat raise.py) > ends.py
    [ "$(timeout 10 "$PERDURE" exec --heap-max=$size ends.py)" = ValueError ]
    (echo full = True; cat raise.py) > fails.py
    ! timeout 10 "$PERDURE" exec --heap-max=$size fails.py > out 2> err
    [ ! -s out ]
    grep -q '^MemoryError' err
done
