# SIGINT and SIGTERM: durable runs stop in order and go on later, exec ends as python3 does.
. "$ROOT/test/cli/helper"

printf 'print("go")\nwhile True: pass\n' >busy.py
printf 'from perdure import sleep\nprint("go")\nsleep(60)\n' >sleeps.py
printf 'from perdure import signals\ntry:\n    print("go")\n    print(signals.wait("x"))
finally:\n    print("cleaned up")\n' >waits.py
cat >send.py <<'PROGRAM'
import subprocess, sys, time, signal
name, wanted, text, *command = sys.argv[1:]
process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True,
                           stdout=open("out", "wb"), stderr=open("err", "wb"))
time.sleep(0.3)
process.send_signal(getattr(signal, name))
status = process.wait(10)
said = open("err").read()
if status != int(wanted) or text not in said:
    sys.exit(f"{name} {command}: status {status}, {said!r}")
PROGRAM
send() { /usr/bin/python3 send.py "$@" || fail "$*"; }

for kind in busy sleeps waits; do
    send SIGINT 130 "perdure resume $kind-1" "$PERDURE" run --id=$kind-1 $kind.py
    out_is go
    send SIGTERM 143 "nothing is lost" "$PERDURE" run --id=$kind-2 $kind.py
    send SIGINT 130 "perdure resume $kind-1" "$PERDURE" resume $kind-1
done
send SIGINT 130 "perdure resume --all" "$PERDURE" resume --all
expect 0 "$PERDURE" list --state=ready
out_has busy-1
expect 0 "$PERDURE" verify
expect 0 "$PERDURE" signal waits-1 x 5
expect 0 "$PERDURE" resume waits-1
out_is "5
cleaned up"

send SIGINT -2 KeyboardInterrupt "$PERDURE" exec busy.py
send SIGINT -2 KeyboardInterrupt "$PERDURE" exec sleeps.py
send SIGTERM -15 "" "$PERDURE" exec busy.py
send SIGTERM -15 "" "$PERDURE" exec sleeps.py
