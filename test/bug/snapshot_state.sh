# The file of a run holds what it waits for and what was sent to it, and files without still load.
. "$ROOT/test/cli/helper"

printf 'from perdure import signals\nfor i in range(2): print("got", signals.wait("go"))\n' >wait.py
expect 3 "$PERDURE" run --id=moved --no-wait wait.py
expect 0 "$PERDURE" signal moved go 1
expect 0 "$PERDURE" snapshot moved
expect 0 "$PERDURE" inspect moved.perdure
[ "$(json 'v["run"]["state"], v["run"]["wait"]["name"], v["run"]["messages"]')" = \
    "('WAITING', 'go', 1)" ] || fail "inspect does not show how it stands"

export PERDURE_STORE=other.db
expect 0 "$PERDURE" restore moved.perdure
expect 0 "$PERDURE" list
out_has "for the signal go"
expect 3 "$PERDURE" resume --no-wait moved
out_is "got 1"
expect 0 "$PERDURE" signal moved go 2
expect 0 "$PERDURE" resume moved
out_is "got 2"
expect 0 "$PERDURE" snapshot moved -o ended.perdure
expect 0 "$PERDURE" inspect ended.perdure
[ "$(json 'v["run"]["state"]')" = DONE ] || fail "the state of a run that has ended"

# A file of the first form: seven items, nothing about where the run stands.
cat >older.py <<'PROGRAM'
import hashlib
def skip(b, i):
    kind, more = b[i] >> 5, b[i] & 31
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(more, 0)
    n = int.from_bytes(b[i + 1:i + 1 + size], "big") if size else more
    i += 1 + size
    if kind in (2, 3):
        return i + n
    for _ in range(n if kind == 4 else 2 * n if kind == 5 else 1 if kind == 6 else 0):
        i = skip(b, i)
    return i
b = open("moved.perdure", "rb").read()[:-32]
end = 1
for _ in range(7):
    end = skip(b, end)
assert b[0] == 0x8c and b[2:15] == b"perdure run 2"
old = b"\x87" + b[1:14] + b"1" + b[15:end]
open("old.perdure", "wb").write(old + hashlib.sha256(old).digest())
PROGRAM
/usr/bin/python3 older.py
export PERDURE_STORE=third.db
expect 0 "$PERDURE" restore old.perdure
expect 0 "$PERDURE" signal moved go 1
expect 3 "$PERDURE" resume --no-wait moved
out_is "got 1"
