# On a terminal: the prompt, and the line that shows what a run does. A pseudo terminal plays it.
. "$ROOT/test/cli/helper"

printf 'from perdure import signals\nprint("begun")\nprint(signals.wait("approve"))\n' >waits.py
cat >terminal.py <<'PROGRAM'
import fcntl, os, pty, re, select, signal, struct, sys, termios, time

class Terminal:
    def __init__(self, *command, columns=80, **environment):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.environ.update({"TERM": "xterm"}, **environment)
            os.execv(os.environ["PERDURE"], ["perdure", *command])
        self.command, self.seen, self.whole = command, "", ""

    def until(self, text, seconds=10):
        """What came up to the text, which has to come."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.file], [], [], max(0, end - time.monotonic()))
            try:
                data = os.read(self.file, 65536) if ready else b""
            except OSError:
                data = b""
            if not data:
                sys.exit(f"{self.command}: {text!r} did not come: {self.whole!r}")
            self.seen += data.decode("utf-8", "replace")
            self.whole += data.decode("utf-8", "replace")
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text):
        os.write(self.file, text.encode())

    def end(self, wanted):
        while True:
            try:
                data = os.read(self.file, 65536)
            except OSError:
                break
            if not data:
                break
            self.whole += data.decode("utf-8", "replace")
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if status != wanted:
            sys.exit(f"{self.command}: status {status}, not {wanted}: {self.whole!r}")
        return self.whole

signal.alarm(45)  # whatever hangs: then the test fails
t = Terminal("repl")
for line in ("x = 20", "def f(n):", "    return n * x", "", "f(2) + 2"):
    t.type(line + "\n")
t.until("42\r\n")
t.type("def g():\n")
t.until("... ")
t.type("\x03")
t.until("KeyboardInterrupt")
t.until(">>> ")
t.type("while True: pass\n\n")
t.until("... ")
time.sleep(0.3)
t.type("\x03")
t.until("KeyboardInterrupt")
t.type("'still ' + 'here'\n")
t.until("'still here'\r\n")
t.type("for i in range(10**9): print(i)\n\n")
t.until("1000\r\n")
t.type("\x03")
t.until("KeyboardInterrupt")
t.type("1 / 0\n")
t.until("\x1b[31mZeroDivisionError")
t.type("'kept ' + 'line'\n")
t.until("'kept line'\r\n")
t.until(">>> ")  # before that Ctrl-D would end a line that nobody reads
t.type("\x04")
t.end(0)

t = Terminal("repl", NO_COLOR="1", LC_ALL="C")
t.until(">>> ")
t.type("\x1b[A\n")
t.until("'kept line'\r\n")
t.type("1 / 0\n")
t.until("\nZeroDivisionError: division by zero\r\n")
t.type("len('é中')\n")
t.until("\n2\r\n")
t.type("exit()\n")
t.end(0)
t = Terminal("repl")
t.type("import sys\nsys.exit(3)\n")
t.end(3)

# The Tab key: names, attributes, modules, commands; asking leaves no trace.
t = Terminal("repl")
t.until(">>> ")
t.type("class Point:\n")
for text in ("width = 3", "wide = 4", "@property", "def worse(self):", "\treturn print('asked')"):
    t.until("... ")
    t.type("\t" + text + "\n")
t.until("... ")
t.type("\n")
t.until(">>> ")
t.type("point = Point()\n")
t.until(">>> ")
t.type("poi\t.wid\t")
t.until("wide   width\r\n")
t.type("t\t + 39\n")
t.until("\n42\r\n")
t.until(">>> ")
t.type("point.worse.b\t\x15")
t.type("impo\t js\t\n")
t.until("on\r\n")
t.until(">>> ")
t.type("json.dum\t\t")
t.until("dump   dumps\r\n")
t.type("s([1])\n")
t.until("'[1]'\r\n")
t.until(">>> ")
t.type(":sna\t here\n")
t.until("in here\r\n")
t.until(">>> ")
t.type("len(n\t\t\x15__b\t\x15[n for n in globals() if n[0] != '_']\n")
t.until("['Point', 'point', 'json']\r\n")
t.until(">>> ")
t.type("\x04")
if "asked\r\n" in t.end(0):
    sys.exit(f"completion ran the program: {t.whole!r}")

t = Terminal("run", "--id=shown", "waits.py", columns=30)
t.until("begun")
t.until("answer it: perdure signal shown approve JSON")
t.until("shown · waits for")
t.type("\x03")
t.until("go on with it: perdure resume shown")
drawn = re.findall("\r\x1b\\[K(?:\x1b\\[2m)?(. shown · [^\r\x1b]*)", t.end(130))
if not drawn or max(map(len, drawn)) >= 30:
    sys.exit(f"drawn: {drawn}")
t = Terminal("resume", "shown", TERM="dumb")
time.sleep(0.5)
t.type("\x03")
if "\x1b" in t.end(130):
    sys.exit(f"a dumb terminal got sequences: {t.whole!r}")
t = Terminal("resume", "--no-wait", "shown", NO_COLOR="1")
if re.search("\x1b\\[[0-9;]*m", t.end(3)):
    sys.exit(f"colours in spite of NO_COLOR: {t.whole!r}")
PROGRAM
/usr/bin/python3 terminal.py 2>err || fail "on a terminal"
[ -s .perdure_history ] || fail "no history"
