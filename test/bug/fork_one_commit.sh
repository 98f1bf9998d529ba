# A fork is there whole or not at all: its records, promises and state are one commit.
. "$ROOT/test/cli/helper"

cat >promises.py <<'EOF'
from perdure import promise
p = promise()
q = promise()
print(q.wait())
EOF
expect 3 "$PERDURE" run --id=one --no-wait promises.py
cat >commits.py <<'EOF'
"""How many transactions a command commits: frames of the write-ahead log that end one."""
import sqlite3, struct, subprocess, sys

keeper = sqlite3.connect("runs.db")  # as long as it is open the log stays
keeper.execute("select count(*) from run").fetchall()

def commits():
    data = open("runs.db-wal", "rb").read()
    if not data:
        return 0
    page, salt, count = struct.unpack(">I", data[8:12])[0], data[16:24], 0
    for at in range(32, len(data) - 24, 24 + page):
        if data[at + 8:at + 16] == salt:
            count += struct.unpack(">I", data[at + 4:at + 8])[0] != 0
    return count

before = commits()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(commits() - before)
EOF
expect 0 /usr/bin/python3 commits.py "$PERDURE" signal one go 1
out_is 1
expect 0 /usr/bin/python3 commits.py "$PERDURE" fork one --id=two
out_is 1
# The new run has both promises.
expect 0 "$PERDURE" resolve two/2 '"settled"'
expect 0 "$PERDURE" resolve two/1 1
expect 2 "$PERDURE" resolve two/3 1
expect 0 "$PERDURE" resume two
out_is settled
