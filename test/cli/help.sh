# Every command explains itself, and tells what was mistyped.
. "$ROOT/test/cli/helper"

commands='exec check repl run resume list show signal resolve reject answer cancel
log output fork replay snapshot restore inspect verify'

expect 0 "$PERDURE" --help
for command in $commands; do
    out_has "  $command "
done
out_has "exit statuses"
for command in $commands; do
    expect 0 "$PERDURE" "$command" --help
    out_has "usage: perdure $command"
    out_has "example"
    out_has "  perdure "
    err_is ""
    expect 0 "$PERDURE" help "$command"
    out_has "usage: perdure $command"
    expect 2 "$PERDURE" "$command" --no-such-option
    err_has "no option --no-such-option"
done
expect 0 "$PERDURE" --version
grep -Eq '^perdure [0-9]+\.[0-9]+\.[0-9]+$' out || fail "version"
expect 2 "$PERDURE"
out_has "usage: perdure"
expect 2 "$PERDURE" exce
err_has "did you mean: perdure exec"
expect 2 "$PERDURE" program.py
err_has "perdure exec program.py"
expect 2 "$PERDURE" exec --allow-raed=. x.py
err_has "did you mean --allow-read?"
expect 2 "$PERDURE" exec --fuel=many x.py
err_has "not a number"
expect 2 "$PERDURE" exec --fuel
err_has "--fuel needs a value"
expect 2 "$PERDURE" exec --stats=3 x.py
err_has "takes no value"
expect 2 "$PERDURE" exec -x x.py
err_has "no option -x"
expect 2 "$PERDURE" exec
err_has "something is missing"
expect 2 "$PERDURE" list one
err_has "too many words"
