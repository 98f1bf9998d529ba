# The examples of --help work when they are pasted, each where it makes sense.
. "$ROOT/test/cli/helper"

unset PERDURE_STORE
mkdir base bin base/data
ln -s "$PERDURE" bin/perdure
PATH=$PWD/bin:$PATH
cd base
printf 'id\n1\n' >orders.csv
cp orders.csv data/
printf 'print("orders")\n' >orders.py
printf 'import sys\nprint(open(sys.argv[1]).read())\n' >report.py
printf 'from perdure import info\nprint(info.input)\n' >onboarding.py
cat >order.py <<'PROGRAM'
from perdure import perform, promise, signals, step
@step
def part(i):
    return i
for i in range(50):
    part(i)
promise(), promise()
print(promise().wait())
perform("ask", "hello")
PROGRAM
expect 3 perdure run --no-wait --id=order-1001 order.py
cd ..
cp -r base asked
cd asked
expect 0 perdure resolve order-1001/3 1
expect 3 perdure resume --no-wait last
cd ..
cp -r base taken
cd taken
expect 0 perdure snapshot last -o order.perdure
rm perdure.db
cd ..

for command in exec check repl run resume list show log output signal resolve reject answer cancel \
    fork replay snapshot restore inspect verify; do
    state=base
    case $command in answer) state=asked ;; restore | inspect) state=taken ;; esac
    rm -rf here
    cp -r $state here
    "$PERDURE" $command --help | sed -n '/^example/,$s/^  //p' >lines
    [ -s lines ] || fail "$command has no example"
    while read -r line; do
        case $line in *"| jq"*) command -v jq >/dev/null || continue ;; esac
        status=0
        (cd here && timeout 1 sh -c "$line") >out 2>err </dev/null || status=$?
        # 3: it waits; 124: it would wait for ever.
        case $status in 0 | 3 | 124) ;; *) fail "status $status: $line" ;; esac
    done <lines
done
