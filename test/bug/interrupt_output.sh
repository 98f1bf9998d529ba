# Ctrl-C and --time-max reach a program that does nothing but print.
. "$ROOT/test/cli/helper"

printf 'i = 0\nwhile True:\n    i += 1\n    print(i)\n' >prints.py
status=0
timeout -k 5 --preserve-status -s INT 0.4 "$PERDURE" exec prints.py >/dev/null 2>err || status=$?
[ $status = 130 ] || fail "status $status after SIGINT"
err_has KeyboardInterrupt
status=0
timeout -k 5 10 "$PERDURE" exec --time-max=200 prints.py >/dev/null 2>err || status=$?
[ $status = 1 ] || fail "status $status after the time"
err_has TimeoutError
