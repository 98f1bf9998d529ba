# A program reaches what was granted and nothing else.
. "$ROOT/test/cli/helper"

run() {
    status=0
    "$PERDURE" exec "$@" >out 2>err || status=$?
}

mkdir -p open/deep closed
echo inside >open/file
echo deep >open/deep/file
echo secret >closed/file
ln -s ../closed/file open/leads_out
ln -s "$PWD/closed" open/folder_out
ln -s file open/leads_in
ln -s "$PWD/open/deep" open/folder_in
read_it='import sys
print(open(sys.argv[1]).read(), end="")'

run -c "$read_it" open/file
err_has "PermissionError"
err_has "--allow-read"
refused() {
    run --allow-read=open -c "$read_it" "$1"
    [ "$status" = 1 ] || fail "not refused: $1"
    err_has "PermissionError"
}
reads() {
    run --allow-read=open -c "$read_it" "$1"
    [ "$status" = 0 ] || fail "refused: $1"
    out_is "$2"
}
reads open/file inside
reads ./open/../open/file inside
reads "$PWD/open/deep/file" deep
reads open/leads_in inside
reads open/folder_in/file deep
refused closed/file
refused open/../closed/file
refused open/leads_out
refused open/folder_out/file
refused /etc/passwd
refused openfile
refused open/../../../../../../../../etc/passwd
refused closed/missing
run --allow-read=open -c "$read_it" open/missing
err_has "FileNotFoundError: [Errno 2] No such file or directory: 'open/missing'"
run --allow-read=open -c "$read_it" open
err_has "IsADirectoryError: [Errno 21] Is a directory: 'open'"
run --allow-read=open -c "$read_it" open/file/x
err_has "NotADirectoryError"
run --allow-read=open/file -c "$read_it" open/file
out_is inside
run --allow-read=open/file -c "$read_it" open/deep/file
err_has "PermissionError"

write_it='import sys
with open(sys.argv[1], sys.argv[2]) as file: file.write(sys.argv[3])'
run --allow-read=open -c "$write_it" open/new w text
err_has "--allow-write"
[ ! -e open/new ] || fail "it was written"
run --allow-write=open -c "$write_it" open/new w text
[ "$(cat open/new)" = text ] || fail "write"
run --allow-write=open -c "$write_it" open/new a +more
[ "$(cat open/new)" = text+more ] || fail "append"
run --allow-write=open -c "$write_it" open/new x again
err_has "FileExistsError: [Errno 17] File exists: 'open/new'"
run --allow-write=open -c "$write_it" open/leads_out w overwritten
err_has "PermissionError"
run --allow-write=open -c "$write_it" open/folder_out/new w text
err_has "PermissionError"
[ "$(cat closed/file)" = secret ] || fail "it got out"
run --allow-write=later.txt -c "$write_it" later.txt w text
[ "$(cat later.txt)" = text ] || fail "a file that was missing"
run --allow-write=open -c "$read_it" open/file
err_has "--allow-read"

run -c 'import os; print(os.environ["COLOUR"])'
[ "$status" = 1 ] || fail "environment"

expect 2 "$PERDURE" exec --allow-read=no/such/folder -c 1
err_has "no/such/folder"
expect 2 "$PERDURE" exec --allow-net=localhost:99999 -c 1
err_has "port"
expect 2 "$PERDURE" exec --allow-env=A=B -c 1
