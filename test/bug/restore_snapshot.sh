# A restored run goes on from the snapshot in its file, under its own name and another one; a
# snapshot that is not one of the file's records is refused.
. "$ROOT/test/cli/helper"

cat >long.py <<'EOF'
from perdure import checkpoint, perform, signals
total = sum(i * i % 7 for i in range(300000))
checkpoint()
print(total, signals.wait("go"))
EOF
expect 3 "$PERDURE" run --id=long --no-wait long.py
expect 0 "$PERDURE" snapshot long -o file
snapshots() {
    /usr/bin/python3 -c "
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute('select sequence, body from snapshot'):
    print(row[0], len(row[1]))" "$1"
}
snapshots runs.db >wanted
for id in long other; do
    rm -f copy.db*
    expect 0 "$PERDURE" restore --id=$id --store=copy.db file
    snapshots copy.db >found
    cmp wanted found || fail "the snapshot of $id"
    expect 0 "$PERDURE" verify --store=copy.db
    expect 0 "$PERDURE" signal $id go 5 --store=copy.db
    expect 0 "$PERDURE" resume $id --store=copy.db
    out_is "599998 5"
    expect 0 "$PERDURE" replay $id --store=copy.db
done

# The snapshot of another run, and one of another place.
sed 's/300000/300/' long.py >short.py
expect 3 "$PERDURE" run --id=short --no-wait short.py
expect 0 "$PERDURE" snapshot short -o other
/usr/bin/python3 - <<'EOF'
import hashlib

def item(data, at):
    """The end of a CBOR item."""
    head, n = data[at] >> 5, data[at] & 31
    at += 1
    if n >= 24:
        size = 1 << (n - 24)
        n = int.from_bytes(data[at:at + size], "big")
        at += size
    if head in (2, 3):
        return at + n
    for _ in range({4: n, 5: 2 * n, 6: 1}.get(head, 0)):
        at = item(data, at)
    return at

def items(data):
    at, found = 1, []
    while at < len(data) - 32:
        end = item(data, at)
        found.append(data[at:end])
        at = end
    return found

def write(name, parts):
    body = bytes([0x80 + len(parts)]) + b"".join(parts)
    open(name, "wb").write(body + hashlib.sha256(body).digest())

one, two = (items(open(name, "rb").read()) for name in ("file", "other"))
write("same", one)
assert open("same", "rb").read() == open("file", "rb").read()
write("foreign", one[:5] + two[5:6] + one[6:])
write("moved", one[:6] + [bytes([one[6][0] - 1])] + one[7:])
write("beyond", one[:6] + [b"\x17"] + one[7:])
EOF
for file in foreign moved beyond; do
    rm -f copy.db*
    expect 2 "$PERDURE" restore --store=copy.db $file
    err_has "the snapshot is not one of this history"
    expect 0 "$PERDURE" list --json --store=copy.db
    out_is "[]"
done
