# perdure exec behaves as python3 does: output, exit status, arguments, where the program comes
# from.
. "$ROOT/test/cli/helper"

expect 0 "$PERDURE" exec -c 'print(6 * 7)'
out_is 42
expect 0 "$PERDURE" exec -c 'import sys; print(sys.argv)' a --b -c
out_is "['-c', 'a', '--b', '-c']"
printf 'import sys\nprint(sys.argv[1:], __name__)\n' >args.py
expect 0 "$PERDURE" exec args.py --help -x
out_is "['--help', '-x'] __main__"
printf 'print("from stdin")\n' | "$PERDURE" exec - >out || fail "stdin"
out_is "from stdin"

for code in 0 1 3 120 255; do
    expect $code "$PERDURE" exec -c "import sys; sys.exit($code)"
done
expect 1 "$PERDURE" exec -c 'import sys; sys.exit("a reason")'
err_is "a reason"

same_as_python() {
    expected=0
    /usr/bin/python3 "$@" >wanted 2>wanted_err || expected=$?
    expect $expected "$PERDURE" exec "$@"
    cmp -s out wanted || fail "other output: $*"
    cmp -s err wanted_err || { diff wanted_err err >out; fail "other errors: $*"; }
}

mkdir sub
printf 'def f(n):\n    return 1 / n\n' >sub/helper.py
printf 'import helper\nprint("before")\nhelper.f(0)\n' >sub/main.py
same_as_python sub/main.py
same_as_python ./sub/main.py
same_as_python sub//main.py
(cd sub && same_as_python main.py && same_as_python ../sub/main.py)
same_as_python "$PWD/sub/main.py"
ln -s sub/main.py link.py
same_as_python link.py
same_as_python -c '1 / 0'
same_as_python -c 'def f(): raise ValueError("no")
f()'
same_as_python -c 'x = (1,'
same_as_python -c 'import no_such_module'
same_as_python -c 'try:
    import no_such_module
except ImportError as error:
    print(error)'

mkdir -p package/inner
printf 'from .inner import deep\nname = "package"\n' >package/__init__.py
printf '' >package/inner/__init__.py
printf 'value = 42\n' >package/inner/deep.py
printf 'import package\nfrom package.inner.deep import value\nprint(package.name, value)\n' >uses.py
same_as_python uses.py

expect 2 "$PERDURE" exec missing.py
err_has "missing.py"
err_has "[Errno 2] No such file or directory"
expect 2 "$PERDURE" exec sub
err_has "is a folder"
: >empty.py
expect 0 "$PERDURE" exec empty.py
out_is ""
err_is ""
printf '\377\376x' >bytes.py
expect 1 "$PERDURE" exec bytes.py
printf 'print("a")\0print("b")' >nul.py
expect 1 "$PERDURE" exec nul.py

expect 0 "$PERDURE" exec --stats -c 'print(1)'
err_has "instructions"
expect 1 "$PERDURE" exec --fuel=10000 -c 'while True: pass'
err_has "FuelExhausted"
expect 1 "$PERDURE" exec --heap-max=1M -c 'x = []
while True: x.append(x[:])'
err_has "MemoryError"
expect 1 "$PERDURE" exec --recursion-max=50 -c 'def f(): f()
f()'
err_has "RecursionError"
expect 1 "$PERDURE" exec --time-max=100 -c 'while True: pass'
err_has "TimeoutError"
expect 1 "$PERDURE" exec --time-max=100 -c 'while True:
    try:
        while True: pass
    except TimeoutError:
        pass'
"$PERDURE" exec --seed=1 -c 'import random; print(random.random())' >first
"$PERDURE" exec --seed=1 -c 'import random; print(random.random())' >second
"$PERDURE" exec --seed=2 -c 'import random; print(random.random())' >third
cmp -s first second || fail "one seed, two results"
cmp -s first third && fail "two seeds, one result"
true
