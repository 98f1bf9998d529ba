# A store written by each version of the tables is read; others are refused and left as they are.
. "$ROOT/test/cli/helper"

gzip -dc "$ROOT/test/golden/store_1.db.gz" >runs.db
cp runs.db before.db

expect 0 "$PERDURE" list --json
/usr/bin/python3 - out << 'EOF' || fail "what list says"
import json, sys
(run,) = json.load(open(sys.argv[1]))
assert run["id"] == "golden" and run["state"] == "WAITING", run
assert run["wait"]["kind"] == "signal" and run["wait"]["name"] == "go", run
assert run["records"] == 13 and run["messages"] == 1 and run["created_ms"] == 1700000000000, run
EOF
expect 0 "$PERDURE" log golden
[ "$(awk '{printf "%s ", $4}' out)" = "started asked result output logged output step output \
effect asked result snapshot asked " ] || fail "records"
expect 0 "$PERDURE" output golden
grep -qx 42 out || fail "its output"
expect 0 "$PERDURE" verify
expect 0 "$PERDURE" snapshot golden -o file
expect 0 "$PERDURE" inspect file
expect 0 "$PERDURE" restore --store=other.db --id=again file
expect 0 "$PERDURE" verify --store=other.db

# The library of that day is another one, unless it has not changed since.
code=0
"$PERDURE" resume --no-wait golden >out 2>err || code=$?
[ $code = 3 ] || { [ $code = 2 ] && err_has "another standard library"; } || fail "resume: $code"

for version in 0 2; do
    cp before.db version.db
    /usr/bin/python3 -c "
import sqlite3
c = sqlite3.connect('version.db'); c.execute('pragma user_version=$version'); c.commit()"
    cp version.db kept.db
    for command in list "resume --all" "restore file" "run $ROOT/test/golden/program.py"; do
        # shellcheck disable=SC2086
        expect 2 "$PERDURE" $command --store=version.db
        err_has "has version $version of the tables, this Perdure knows 1"
    done
    cmp version.db kept.db || fail "a store of version $version was changed"
done
