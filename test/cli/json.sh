# --json of every command: one object, or one a line, with the fields of docs/FORMATS.md.
. "$ROOT/test/cli/helper"

cat >all.py <<'PROGRAM'
from perdure import perform, promise, signals
print("started")
print(signals.wait("go"))
print(promise().wait())
try:
    promise().wait()
except PermissionError as error:
    print(error)
print(perform("weather", "Oslo"))
PROGRAM

# fields WHAT...: the sorted keys of the one object in out.
fields() {
    found=$(json '" ".join(sorted(v))')
    [ "$found" = "$*" ] || fail "fields $found, not $*"
    [ "$(wc -l <out)" = 1 ] || fail "more than one line"
}
row="created_ms dropped fence id messages paused program records state updated_ms wait worker"
leased="created_ms dropped fence id lease_until_ms messages paused program records state updated_ms
wait worker"
leased=$(echo $leased)

expect 3 "$PERDURE" run --json --id=all --no-wait all.py
fields "$leased"
[ "$(json 'v["id"], v["state"], v["wait"]')" = \
    "('all', 'WAITING', {'kind': 'signal', 'name': 'go'})" ] || fail "the run"
err_has "perdure signal all go JSON"
expect 0 "$PERDURE" signal --json all go '"went"'
fields run signal
expect 3 "$PERDURE" resume --json --no-wait all
[ "$(json 'v["wait"]["name"]')" = all/1 ] || fail "the promise"
expect 0 "$PERDURE" resolve --json all/1 '[1, 2.5, null]'
fields promise
expect 3 "$PERDURE" resume --json --no-wait all
expect 0 "$PERDURE" reject --json all/2 'not today' --error=PermissionError
fields promise
expect 3 "$PERDURE" resume --json --no-wait all
[ "$(json 'v["wait"]["kind"]')" = effect ] || fail "the effect"
expect 0 "$PERDURE" answer --json all '"rain"'
fields run sequence
expect 0 "$PERDURE" fork --json all --at=3 --id=other
fields from run
expect 0 "$PERDURE" cancel --json other
fields run
expect 1 "$PERDURE" resume --json other
[ "$(json 'v["state"], v["outcome"]["error"]')" = "('CANCELLED', 'Cancelled')" ] || fail "cancel"
expect 0 "$PERDURE" resume --json --all
fields created_ms dropped fence id messages outcome paused program records state updated_ms \
    wait worker
[ "$(json 'v["outcome"]')" = "{'value': None, 'exit_status': 0}" ] || fail "outcome"

expect 0 "$PERDURE" list --json
[ "$(json 'sorted(r["id"] for r in v)')" = "['all', 'other']" ] || fail "list"
expect 0 "$PERDURE" list --json --state=stuck
out_is "[]"
expect 0 "$PERDURE" show --json all
[ "$(json 'v["id"], v["state"]')" = "('all', 'DONE')" ] || fail "show"
expect 0 "$PERDURE" output --json all
/usr/bin/python3 -c 'import json
lines = [json.loads(line) for line in open("out")]
assert all(set(line) == {"sequence", "stream", "text"} for line in lines), lines
assert "".join(line["text"] for line in lines) == "started\nwent\n[1, 2.5, None]\nnot today\nrain\n"
' || fail "output"
expect 0 "$PERDURE" log --json all
/usr/bin/python3 -c 'import json
lines = [json.loads(line) for line in open("out")]
assert [line["sequence"] for line in lines] == list(range(1, len(lines) + 1))
assert all(set(line) == {"sequence", "type", "time_ms", "payload", "bytes"} for line in lines)
assert lines[0]["type"] == "started" and lines[-1]["type"] == "done", lines
' || fail "log"
expect 0 "$PERDURE" replay --json all
fields equal records run
expect 0 "$PERDURE" verify --json
out_is ""
expect 0 "$PERDURE" snapshot --json all -o all.run
fields bytes file run
expect 2 "$PERDURE" snapshot --json all -o -
err_has "both want standard output"
expect 0 "$PERDURE" inspect --json all.run
fields bytes kind run
expect 0 "$PERDURE" restore --json all.run --id=again
fields run
expect 0 "$PERDURE" run --json --detach --id=left all.py
fields run
expect 0 "$PERDURE" cancel left

expect 3 "$PERDURE" exec --json --recursion-max=500 -c 'import sys
print("é")
print("err", file=sys.stderr)
sys.exit(3)'
fields collections effects exit_status fuel peak_bytes stderr stdout
[ "$(json 'v["stdout"], v["stderr"], v["exit_status"]')" = "('é\\n', 'err\\n', 3)" ] || fail "exec"
expect 1 "$PERDURE" exec --json -c 'x = ='
[ "$(json '"SyntaxError" in v["stderr"], v["exit_status"]')" = "(True, 1)" ] || fail "syntax"
printf 'x = 6\ndef f():\n    return x * 7\n\nf()\n1 / 0\nf()\n' |
    "$PERDURE" repl --json >out 2>err &&
    fail "an input failed"
/usr/bin/python3 -c 'import json
lines = [json.loads(line) for line in open("out")]
assert [line["stdout"] for line in lines] == ["", "", "42\n", ""], lines
assert "ZeroDivisionError" in lines[-1]["stderr"] and lines[-1]["exit_status"] == 1
' || fail "repl"
printf 'x = (\ny = 1 +\n' >wrong.py
expect 1 "$PERDURE" check --json wrong.py
fields column end_column end_line file kind line message
