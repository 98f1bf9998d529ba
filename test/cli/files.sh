# Runs as files: snapshot, inspect, restore elsewhere, fork; damaged ones are refused.
. "$ROOT/test/cli/helper"

cat >program.py <<'PROGRAM'
from perdure import signals
import random
number = random.randrange(10**9)
print("number", number)
print("got", signals.wait("go"), number)
PROGRAM
expect 3 "$PERDURE" run --no-wait --id=one program.py
number=$(sed 's/number //' out)
expect 0 "$PERDURE" snapshot one -o one.perdure
err_has "one is in one.perdure"
expect 0 "$PERDURE" snapshot one
[ -s one.perdure ] || fail "no file"
expect 0 "$PERDURE" inspect one.perdure
[ "$(json 'v["kind"], v["run"]["id"]')" = "('run', 'one')" ] ||
    fail "inspect"

# Another store, another name, the same state.
expect 0 "$PERDURE" restore --store=other.db one.perdure
out_is one
expect 2 "$PERDURE" restore --store=other.db one.perdure
err_has "--id"
expect 0 "$PERDURE" restore --store=other.db --id=two one.perdure
out_is two
expect 0 "$PERDURE" signal --store=other.db two go 1
expect 0 "$PERDURE" resume --store=other.db two
out_is "got 1 $number"

# A fork goes its own way from the same past.
expect 0 "$PERDURE" fork --id=three one
out_is three
expect 0 "$PERDURE" signal three go 3
expect 0 "$PERDURE" resume three
out_is "got 3 $number"
expect 2 "$PERDURE" fork --at=100000 one
expect 2 "$PERDURE" fork --id=three one

# Damaged files, byte by byte at some places, cut at some lengths.
size=$(wc -c <one.perdure)
for part in 0 1 7 20 50 90 99; do
    place=$((size * part / 100))
    head -c $place one.perdure >cut
    expect 2 "$PERDURE" restore --store=new.db cut
    expect 2 "$PERDURE" inspect cut
    cp one.perdure flipped
    byte=$(od -An -tu1 -j$place -N1 one.perdure)
    printf "\\$(printf %o $(((byte + 1) % 256)))" |
        dd of=flipped bs=1 seek=$place conv=notrunc 2>/dev/null
    expect 2 "$PERDURE" restore --store=new.db flipped
done
expect 2 "$PERDURE" inspect program.py
expect 2 "$PERDURE" restore missing.perdure
: >nothing
expect 2 "$PERDURE" inspect nothing
status=0
"$PERDURE" snapshot one -o /dev/full >out 2>err || status=$?
[ "$status" = 5 ] || fail "status $status for a full disk"

# A store that was edited.
/usr/bin/python3 - <<'PROGRAM'
import sqlite3
store = sqlite3.connect("runs.db")
row, body = store.execute("select n, body from journal where length(body) > 40").fetchone()
body = body[:20] + bytes([body[20] ^ 1]) + body[21:]
store.execute("update journal set body = ? where n = ?", (body, row))
store.commit()
PROGRAM
status=0
"$PERDURE" verify >out 2>err || status=$?
[ "$status" = 1 ] || fail "status $status for a store that was edited"
[ -s out ] || fail "verify names nothing"
