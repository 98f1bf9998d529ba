# A durable run that is ended at some of the places where test/kill/kill.py can end it.
. "$ROOT/test/cli/helper"

/usr/bin/python3 -B "$ROOT/test/kill/kill.py" "$PERDURE" --every 23 >out 2>err ||
    fail "ended in the middle"
out_has ", 0 failed"
