# Where options and the program's own words may stand.
. "$ROOT/test/cli/helper"

printf 'import sys\nfrom perdure import info\nprint(sys.argv[1:], info.run_id)\n' >args.py
expect 0 "$PERDURE" run args.py --id a1 --store other.db
out_is "[] a1"
[ -e other.db ] || fail "the store of an option behind the file"
[ ! -e runs.db ] || fail "the store of the environment"
expect 0 "$PERDURE" run args.py one --id=a2 two -- --id=3 -v --
out_is "['one', 'two', '--id=3', '-v', '--'] a2"
expect 0 "$PERDURE" run --id=a3 -- args.py -x --help
out_is "['-x', '--help'] a3"
expect 2 "$PERDURE" run args.py --dry-run
err_has "there is no option --dry-run"
err_has "stands behind --: perdure run args.py -- "
expect 2 "$PERDURE" run args.py -x
err_has "stands behind --"
expect 0 "$PERDURE" run args.py --help
out_has "usage: perdure run"
expect 0 "$PERDURE" exec args.py --id=3 -- -x
out_has "['--id=3', '--', '-x']"
