# Closed pipes, full disks, input that ends: never a crash, always a status.
. "$ROOT/test/cli/helper"

# A reader that goes away early.
status=0
(
    code=0
    "$PERDURE" exec -c 'for i in range(200000): print(i)' 2>err || code=$?
    echo $code >status
) | head -1 >out
out_is 0
status=$(cat status)
[ "$status" = 1 ] || [ "$status" = 120 ] || fail "status $status after a closed pipe"
err_has "BrokenPipeError"

# A disk that is full.
status=0
"$PERDURE" exec -c 'print("x")' >/dev/full 2>err || status=$?
[ "$status" = 120 ] || fail "status $status on a full disk"
err_has "No space left on device"
status=0
"$PERDURE" exec -c 'import sys
for i in range(100000): print("x" * 100)' >/dev/full 2>err || status=$?
[ "$status" != 0 ] && [ "$status" -lt 129 ] || fail "status $status on a full disk"

# No streams at all.
status=0
"$PERDURE" exec -c 'print("x")' >&- 2>err || status=$?
[ "$status" -lt 129 ] || fail "status $status without standard output"
status=0
"$PERDURE" exec -c 'print(input())' <&- >out 2>err || status=$?
[ "$status" = 1 ] || fail "status $status without standard input"
err_has "EOFError"
status=0
"$PERDURE" exec -c 'print("x")' <&- >&- 2>err || status=$?
[ "$status" = 120 ] || fail "status $status without standard input and output"

# The commands that print lists.
for arguments in --help "exec --help"; do
    # shellcheck disable=SC2086
    "$PERDURE" $arguments >/dev/full 2>err && fail "$arguments does not mind a full disk"
    # shellcheck disable=SC2086
    "$PERDURE" $arguments | true
done

# Input: lines, the last without its end, none.
printf 'one\r\ntwo\nthree' | "$PERDURE" exec -c 'print([input(), input(), input()])' >out 2>err ||
    fail "input"
out_is "['one', 'two', 'three']"
printf '' | "$PERDURE" exec -c 'input()' >out 2>err && fail "input at the end"
err_has "EOFError"
printf 'a\nb\n' | "$PERDURE" exec -c 'import sys
print([line for line in sys.stdin])' >out 2>err || fail "stdin"
out_is "['a\\n', 'b\\n']"
printf 'x\n' | "$PERDURE" exec -c 'print(input("prompt "))' >out 2>err || fail "prompt"
out_is "prompt x"

# Order within each stream.
expect 0 "$PERDURE" exec -c 'import sys
print("out 1"); print("err 1", file=sys.stderr); print("out 2"); print("err 2", file=sys.stderr)'
out_is "out 1
out 2"
err_is "err 1
err 2"
