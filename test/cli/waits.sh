# Runs that wait: signals, timers, Ctrl-C, kill -9, cancel, detached ones.
. "$ROOT/test/cli/helper"

cat >waits.py <<'PROGRAM'
from perdure import signals, sleep
print("asks")
answer = signals.wait("approve")
print("got", answer)
sleep(0.05)
print("slept")
PROGRAM

# It says what it waits for and how to answer.
expect 3 "$PERDURE" run --no-wait --id=a waits.py
out_is "asks"
err_has "a waits for the signal approve"
err_has "perdure signal a approve JSON"
expect 0 "$PERDURE" show a
out_has "WAITING"
out_has "perdure signal a approve JSON"
expect 0 "$PERDURE" list --state=waiting --json
[ "$(json 'v[0]["wait"]["kind"], v[0]["wait"]["name"]')" = "('signal', 'approve')" ] || fail "wait"
expect 2 "$PERDURE" signal a approve 'not json'
err_has "is not JSON"
expect 0 "$PERDURE" signal a approve '{"ok": true}'
expect 0 "$PERDURE" resume a
out_is "got {'ok': True}
slept"
expect 0 "$PERDURE" output a
out_is "asks
got {'ok': True}
slept"

# Signals that come first, in order.
printf 'from perdure import signals\nprint(signals.wait("x"), signals.wait("x"), signals.poll("x"))
signals.wait("end")\n' >order.py
expect 3 "$PERDURE" run --no-wait --id=order order.py
expect 0 "$PERDURE" signal order x 1
expect 0 "$PERDURE" signal order x 2
expect 3 "$PERDURE" resume --no-wait order
out_is "1 2 None"

# In the foreground, while another process sends.
"$PERDURE" run --id=b waits.py >b.out 2>b.err &
process=$!
wait_until grep -q asks b.out
expect 0 "$PERDURE" signal b approve 5
wait $process || fail "the foreground run"
[ "$(cat b.out)" = "asks
got 5
slept" ] || fail "output of the foreground run"
[ ! -s b.err ] || fail "a pipe is not quiet: $(cat b.err)"

# A second process cannot take it.
"$PERDURE" run --id=c waits.py >c.out 2>c.err &
process=$!
wait_until grep -q asks c.out
expect 4 "$PERDURE" resume c
err_has "process $process"

# kill -9: the next process goes on at once.
kill -9 $process
wait $process 2>/dev/null || true
expect 0 "$PERDURE" signal c approve 6
expect 0 timeout 5 "$PERDURE" resume c
out_is "got 6
slept"

# Ctrl-C: in order, and it says how to go on.
"$PERDURE" run --id=d waits.py >d.out 2>d.err &
process=$!
wait_until grep -q asks d.out
kill -INT $process
status=0
wait $process || status=$?
[ "$status" = 130 ] || fail "status $status after Ctrl-C"
grep -q "perdure resume d" d.err || fail "no advice: $(cat d.err)"
expect 0 "$PERDURE" signal d approve 7
expect 0 "$PERDURE" resume d
out_is "got 7
slept"

# cancel.
printf 'from perdure import signals
try:
    signals.wait("never")
finally:
    print("cleaned up")
' >cancelled.py
expect 3 "$PERDURE" run --no-wait --id=e cancelled.py
expect 0 "$PERDURE" cancel e
expect 1 "$PERDURE" resume e
out_is "cleaned up"
err_has "e was cancelled"
expect 0 "$PERDURE" show --json e
[ "$(json 'v["state"]')" = CANCELLED ] || fail "state"

# Detached.
expect 0 "$PERDURE" run --detach --id=f waits.py
out_is f
expect 0 "$PERDURE" signal f approve 8
wait_until sh -c "'$PERDURE' show f | grep -q DONE"
printf 'x = (\n' >broken.py
expect 1 "$PERDURE" run --detach broken.py

# All that are left.
for id in g h i; do
    expect 3 "$PERDURE" run --no-wait --id=$id waits.py
    expect 0 "$PERDURE" signal $id approve "\"$id\""
done
expect 0 "$PERDURE" cancel order
expect 1 timeout 10 "$PERDURE" resume --all
for id in g h i; do
    expect 0 "$PERDURE" output $id
    out_is "asks
got $id
slept"
done
expect 2 "$PERDURE" resume
err_has "--all"
expect 2 "$PERDURE" resume --all g
