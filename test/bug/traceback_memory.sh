# A program that only raises one exception again and again fills its memory with tracebacks: the
# entry that found no room was written all the same. Now it is left out, what nobody holds any more
# is collected before that, and the program goes on.
. "$ROOT/test/cli/helper"

cat > program.py <<'EOF'
error = ValueError("again")
for i in range(80000):
    try:
        raise error
    except ValueError:
        pass
error.__traceback__ = None
for i in range(80000):
    try:
        raise error
    except ValueError:
        error.__traceback__ = None
try:
    {}[1]
except KeyError as caught:
    print(type(caught).__name__, caught.__traceback__ is not None)
EOF
printf 'KeyError True\n' > expected
"$PERDURE" exec --heap-max=300K program.py > out
cmp out expected
