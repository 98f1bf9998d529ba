# A durable run from its start to its end, and every command that looks at it.
. "$ROOT/test/cli/helper"

cat >hello.py <<'PROGRAM'
import sys
from perdure import info, step
@step()
def double(n):
    return n * 2
print("hello", sys.argv[1:], info.input)
print("err", file=sys.stderr)
print(double(21))
PROGRAM
expect 0 "$PERDURE" run --id=first --input='{"a": 1}' hello.py x y
out_is "hello ['x', 'y'] {'a': 1}
42"
err_is "err"
[ -e runs.db ] || fail "no store"
expect 2 "$PERDURE" run --id=first hello.py
err_has "perdure resume first"
expect 2 "$PERDURE" run --id= hello.py
err_has "--id is empty"

expect 0 "$PERDURE" list
out_has "first"
out_has "DONE"
expect 0 "$PERDURE" list --json
[ "$(json '[(r["id"], r["state"]) for r in v]')" = "[('first', 'DONE')]" ] || fail "list --json"
expect 0 "$PERDURE" list --state=waiting --json
[ "$(json 'v')" = "[]" ] || fail "list --state"
expect 2 "$PERDURE" list --state=asleep
expect 0 "$PERDURE" show first
out_has "DONE"
expect 0 "$PERDURE" show --json last
[ "$(json 'v["id"]')" = first ] || fail "show --json"
expect 0 "$PERDURE" log first
out_has "started"
out_has "done"
expect 0 "$PERDURE" log --json first
[ "$(/usr/bin/python3 -c 'import json
print([json.loads(l)["sequence"] for l in open("out")][:3])')" = "[1, 2, 3]" ] || fail "log --json"
expect 0 "$PERDURE" log --from=3 --json first
[ "$(/usr/bin/python3 -c 'import json
print(json.loads(open("out").readline())["sequence"])')" = 3 ] || fail "log --from"
expect 0 "$PERDURE" output first
out_is "hello ['x', 'y'] {'a': 1}
42"
err_is "err"
expect 0 "$PERDURE" output --stream=2 first
out_is "err"
expect 0 "$PERDURE" replay first
out_has "equal"
expect 0 "$PERDURE" replay --json first
[ "$(json 'v["equal"]')" = True ] || fail "replay --json"
expect 0 "$PERDURE" verify
out_has "as it was written"
expect 0 "$PERDURE" verify first
expect 0 "$PERDURE" resume first
expect 2 "$PERDURE" signal first go
err_has "has ended"
expect 2 "$PERDURE" cancel first
err_has "has ended"

# Names of runs: beginnings, the newest, none.
expect 0 "$PERDURE" run --id=second hello.py
expect 0 "$PERDURE" run --id=secret hello.py
expect 0 "$PERDURE" show fir
expect 2 "$PERDURE" show sec
err_has "2 runs begin with"
expect 0 "$PERDURE" show --json last
[ "$(json 'v["id"]')" = secret ] || fail "last"
for command in show log output replay resume verify; do
    expect 2 "$PERDURE" $command nobody
    err_has "there is no run"
    expect 2 env PERDURE_STORE=nowhere.db "$PERDURE" $command nobody
    err_has "there is no store nowhere.db"
done
[ ! -e nowhere.db ] || fail "looking made a store"

# A program that fails.
printf 'print("so far")\nraise ValueError("no")\n' >fails.py
expect 1 "$PERDURE" run --id=bad fails.py
out_is "so far"
err_has "ValueError: no"
expect 0 "$PERDURE" show --json bad
[ "$(json 'v["state"], v["outcome"]["error"], v["outcome"]["message"]')" = \
    "('FAILED', 'ValueError', 'no')" ] || fail "show --json of a failure"
printf 'import sys\nsys.exit(7)\n' >seven.py
expect 7 "$PERDURE" run seven.py

# Stores that are none.
echo "this is text" >text.db
expect 2 "$PERDURE" list --store=text.db
: >empty.db
status=0
"$PERDURE" list --store=empty.db >out 2>err || status=$?
[ "$status" -le 2 ] || fail "status $status for an empty store"
head -c 5000 runs.db >cut.db
status=0
"$PERDURE" list --store=cut.db >out 2>err || status=$?
[ "$status" -le 2 ] || fail "status $status for a store that was cut"
