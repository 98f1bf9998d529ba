# A process that was killed and that nobody has waited for yet holds no run.
. "$ROOT/test/cli/helper"

printf 'from perdure import signals\nprint("got", signals.wait("go"))\n' >wait.py
cat >parent.py <<'PROGRAM'
import os, signal, subprocess, sys, time
perdure = sys.argv[1]
child = subprocess.Popen([perdure, "run", "--id=left", "wait.py"])
def shown():
    done = subprocess.run([perdure, "show", "left"], capture_output=True, text=True)
    return done.stdout
while "for the signal go" not in shown():
    time.sleep(0.02)
os.kill(child.pid, signal.SIGKILL)
os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it is a zombie from here on
if "has ended" not in shown():
    sys.exit("a zombie counts as alive: " + shown())
subprocess.run([perdure, "signal", "left", "go", "1"], check=True)
sys.exit(subprocess.run([perdure, "resume", "left"]).returncode)
PROGRAM
expect 0 /usr/bin/python3 parent.py "$PERDURE"
out_is "got 1"
