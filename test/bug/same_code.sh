# Two programs with the same code and other texts are two programs: tracebacks show the text.
. "$ROOT/test/cli/helper"

echo 'raise ValueError("x")  # one' >a.py
expect 1 "$PERDURE" run --id=first a.py
echo 'raise ValueError("x")  # two' >a.py
expect 1 "$PERDURE" run --id=second a.py
err_has "# two"
expect 0 "$PERDURE" replay first
expect 0 "$PERDURE" replay second
