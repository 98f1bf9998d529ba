# On a terminal no key is lost or changes what another means, whenever it is pressed: a prompt is
# shown when its editor has the terminal, a Ctrl-D that came before is passed over as python3 does,
# and Ctrl-C is told of also when it comes between the editor and the program.
. "$ROOT/test/cli/helper"

cat >keys.py <<'PROGRAM'
import os, pty, select, signal, sys, termios, time

signal.alarm(50)  # whatever hangs: then the test fails
pid, file = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.execv(os.environ["PERDURE"], ["perdure", "repl"])
seen = b""

def until(text, seconds=10):
    global seen
    end = time.monotonic() + seconds
    while text not in seen:
        ready, _, _ = select.select([file], [], [], max(0, end - time.monotonic()))
        if not ready:
            sys.exit(f"{text!r} did not come: {seen[-1000:]!r}")
        try:
            seen += os.read(file, 65536)
        except OSError:
            sys.exit(f"it ended before {text!r}: {seen[-1000:]!r}")
    seen = seen.partition(text)[2]

def prompt():
    until(b">>> ")
    if termios.tcgetattr(file)[3] & termios.ICANON:
        sys.exit("a prompt is shown before the editor has the terminal")

def type(text):
    os.write(file, text)

prompt()
type(b"import time\n")
prompt()
for ahead in (b"\x04", b"\x04\x04"):
    type(b"print('be' + 'gun'); time.sleep(0.3)\n")
    until(b"begun\r\n")
    type(ahead)  # to the terminal's own line: that has no meaning
    prompt()
    type(b"6 * 7\n")
    until(b"42\r\n")
    prompt()
type(b"print('be' + 'gun'); time.sleep(0.3)\n")
until(b"begun\r\n")
type(b"7 * 9\n")
until(b"63\r\n")
prompt()
for _ in range(30):  # as soon as the line is taken, wherever it is then
    type(b"while True: pass\n")
    until(b"... ")
    type(b"\n")
    until(b"\r\n")
    type(b"\x03")
    until(b"KeyboardInterrupt")
    prompt()
type(b"print('be' + 'gun'); time.sleep(0.3)\n")
until(b"begun\r\n")
type(b"\x04")
prompt()
type(b"\x04")  # does not stand for itself after the other
for _ in range(1000):
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        break
    time.sleep(0.01)
else:
    sys.exit("Ctrl-D does not end it")
status = os.waitstatus_to_exitcode(status)
if status != 0:
    sys.exit(f"status {status}")
PROGRAM
/usr/bin/python3 keys.py 2>err || fail "on a terminal"
