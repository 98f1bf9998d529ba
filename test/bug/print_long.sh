# What one effect takes is limited, what print and sys.stdout.write take is not.
. "$ROOT/test/cli/helper"

program='import sys
print("x" * (17 << 20))
print("a" * (3 << 20), "é" * (2 << 20), sep="--", end="|")
sys.stdout.write("ü" * (9 << 20))'
PYTHONIOENCODING=utf-8 /usr/bin/python3 -c "$program" >wanted
expect 0 "$PERDURE" exec -c "$program"
cmp out wanted || fail "exec prints something else"
printf 'print("x" * (17 << 20))\n' >long.py
head -c $(((17 << 20) + 1)) wanted >line
mv line wanted
expect 0 "$PERDURE" run --id=long long.py
cmp out wanted || fail "run prints something else"
"$PERDURE" output long >again
cmp again wanted || fail "output prints something else"
