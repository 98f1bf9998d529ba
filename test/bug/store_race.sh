# Several processes may make the same store at once: one makes the tables, all use them.
. "$ROOT/test/cli/helper"

echo 'print("ran")' >a.py
for round in 1 2 3 4; do
    rm -f new.db*
    for i in 1 2 3 4 5 6; do
        "$PERDURE" run --sync=off --store=new.db --id="r$i" a.py >"out$i" 2>&1 &
    done
    wait
    for i in 1 2 3 4 5 6; do
        [ "$(cat "out$i")" = ran ] || fail "$(cat "out$i")"
    done
done
expect 0 "$PERDURE" verify --store=new.db
