# Files, disks and stores that fail: an exit status, a place and what to do, and nothing is lost.
. "$ROOT/test/cli/helper"

printf 'from perdure import signals, step\n@step\ndef part(i):\n    return "x" * 20000\n
for i in range(60):\n    part(i)\nprint("all")\nsignals.wait("go")\n' >big.py
printf 'for i in range(20000):\n    print("line", i)\n' >lines.py
expect 3 "$PERDURE" run --id=a --no-wait big.py
expect 0 "$PERDURE" run --id=o lines.py

# What is named is missing, a folder, empty, or of another kind.
mkdir folder
: >empty
for command in exec run check inspect restore; do
    expect 2 "$PERDURE" $command missing
    err_has "missing'"
    expect 2 "$PERDURE" $command folder
    err_has "folder'"
done
for command in list "show a" "log a" "output a" "signal a go" "cancel a" verify "replay a"; do
    # shellcheck disable=SC2086
    set -- $command
    expect 2 "$PERDURE" "$@" --store=folder
    err_has "is a folder"
    : >empty
    expect 2 "$PERDURE" "$@" --store=empty
    err_has "empty"
    expect 2 "$PERDURE" "$@" --store=missing.db
    err_has "there is no store missing.db"
    expect 2 "$PERDURE" "$@" --store=big.py
    err_has "not a store"
done
expect 2 "$PERDURE" show b
err_has 'there is no run "b"'
expect 2 "$PERDURE" run --store=missing/x.db big.py
: >empty
expect 2 "$PERDURE" inspect empty
expect 2 "$PERDURE" restore empty

# Another version of the tables.
cp runs.db newer.db
/usr/bin/python3 -c 'import sqlite3
c = sqlite3.connect("newer.db"); c.execute("pragma user_version=99"); c.commit()'
expect 2 "$PERDURE" list --store=newer.db
err_has "version 99"

# Standard output that fails, and one that nobody reads.
for command in "exec lines.py" list "show a" "log a" "output o" verify --help "snapshot a -o -"; do
    status=0
    # shellcheck disable=SC2086
    "$PERDURE" $command >/dev/full 2>err || status=$?
    [ $status = 120 ] || fail "status $status with a full disk: $command"
    grep -q "No space left" err || fail "does not say that the disk is full: $command"
done
# shellcheck disable=SC2086
for command in "log o" "output o"; do
    { "$PERDURE" $command 2>err || echo $? >status; } | head -1 >out
    [ "$(cat status)" = 120 ] || fail "status $(cat status) with a closed pipe: $command"
    err_is ""
done
expect 5 "$PERDURE" snapshot a -o /dev/full
err_has "can't write '/dev/full'"

# A disk that is full while a run goes on.
status=0
(ulimit -f 800 && exec "$PERDURE" run --no-wait --store=full.db --id=f big.py) >out 2>err ||
    status=$?
[ $status = 5 ] || fail "status $status with a full disk"
err_has "resume --store=full.db f"
expect 0 "$PERDURE" verify --store=full.db
expect 3 "$PERDURE" resume --no-wait --store=full.db f
out_is all

# A store that can only be read. Root may write everywhere: somebody else tries.
mkdir shut
cp runs.db shut/
chmod 444 shut/runs.db
chmod 555 shut .
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    chmod 755 .
    as() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
fi
if as test -x "$PERDURE" 2>/dev/null; then
    as "$PERDURE" output --store="$PWD/shut/runs.db" a >/dev/null || fail "a store to be read"
    as "$PERDURE" verify --store="$PWD/shut/runs.db" >/dev/null || fail "a store to be verified"
    status=0
    said=$(as "$PERDURE" signal --store="$PWD/shut/runs.db" a go 2>&1) || status=$?
    [ $status = 2 ] || fail "status $status for a store to be read"
    case $said in *read-only*permissions*) ;; *) fail "does not say read-only: $said" ;; esac
fi
chmod 755 . shut

# Somebody holds the store's lock.
/usr/bin/python3 -c 'import sqlite3, time
c = sqlite3.connect("runs.db", isolation_level=None)
c.execute("begin immediate")
open("locked", "w").close()
time.sleep(30)' &
locker=$!
on_exit 'kill $locker 2>/dev/null'
wait_until test -e locked
expect 0 "$PERDURE" show a
expect 4 "$PERDURE" signal a go
err_has "try again"
