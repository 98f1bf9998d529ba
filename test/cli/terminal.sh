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

    def read(self, end):
        """Whether something came before the time."""
        ready, _, _ = select.select([self.file], [], [], max(0, end - time.monotonic()))
        try:
            data = os.read(self.file, 65536) if ready else b""
        except OSError:
            data = b""
        self.seen += data.decode("utf-8", "replace")
        self.whole += data.decode("utf-8", "replace")
        return data != b""

    def until(self, text, seconds=15):
        """What came up to the text, which has to come."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            if not self.read(end):
                with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
                    signals = re.findall("(?:State|Sig...|Shd...):.*", file.read())
                sys.exit(f"{self.command}: {text!r} did not come: {self.whole[-2000:]!r} {signals}")
        before, _, self.seen = self.seen.partition(text)
        return before

    def until_it_catches(self, number, seconds=15):
        """The command has taken the place of this program, and handles the signal."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
                fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
            if fields["Name"] == "perdure" and int(fields["SigCgt"], 16) >> (number - 1) & 1:
                return
            time.sleep(0.01)
        sys.exit(f"{self.command}: does not catch {number}")

    def type(self, text):
        os.write(self.file, text.encode())

    def interrupt(self):
        """Ctrl-C until it is told of: who sees nothing presses again, three times at most."""
        for _ in range(3):
            self.type("\x03")
            while "KeyboardInterrupt" not in self.seen and self.read(time.monotonic() + 5):
                pass
            if "KeyboardInterrupt" in self.seen:
                break
        self.until("KeyboardInterrupt", 0)

    def enter(self, *lines):
        """Each line when its prompt is there: typed before, it would be echoed twice."""
        for i, line in enumerate(lines):
            self.until("... " if i > 0 else ">>> ")
            self.type(line + "\n")

    def end(self, wanted, key="", seconds=15):
        """The key ends the command."""
        end = time.monotonic() + seconds
        self.type(key)
        while self.read(end):
            pass
        if time.monotonic() >= end:
            sys.exit(f"{self.command}: does not end: {self.whole[-2000:]!r}")
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if status != wanted:
            sys.exit(f"{self.command}: status {status}, not {wanted}: {self.whole[-2000:]!r}")
        return self.whole

signal.alarm(55)  # whatever hangs: then the test fails
t = Terminal("repl")
t.enter("x = 20")
t.enter("def f(n):", "    return n * x", "")
t.enter("f(2) + 2")
t.until("42\r\n")
t.enter("def g():")
t.until("... ")
t.interrupt()
t.enter("if True:", "    print('be' + 'gun')", "    while True: pass", "")
t.until("begun\r\n")
t.interrupt()
t.enter("'still ' + 'here'")
t.until("'still here'\r\n")
t.enter("for i in range(10**9): print(i)", "")
t.until("1000\r\n")
t.interrupt()
t.enter("1 / 0")
t.until("\x1b[31mZeroDivisionError")
t.enter("'kept ' + 'line'")
t.until("'kept line'\r\n")
t.until(">>> ")
t.end(0, key="\x04")

t = Terminal("repl", NO_COLOR="1", LC_ALL="C")
t.until(">>> ")
t.type("\x1b[A\n")
t.until("'kept line'\r\n")
t.enter("1 / 0")
t.until("\nZeroDivisionError: division by zero\r\n")
t.enter("len('é中')")
t.until("\n2\r\n")
t.enter("exit()")
t.end(0)
t = Terminal("repl")
t.enter("import sys")
t.enter("sys.exit(3)")
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
t.until_it_catches(signal.SIGINT)
t.type("\x03")
if "\x1b" in t.end(130):
    sys.exit(f"a dumb terminal got sequences: {t.whole!r}")
t = Terminal("resume", "--no-wait", "shown", NO_COLOR="1")
if re.search("\x1b\\[[0-9;]*m", t.end(3)):
    sys.exit(f"colours in spite of NO_COLOR: {t.whole!r}")
PROGRAM
/usr/bin/python3 terminal.py 2>err || fail "on a terminal"
[ -s .perdure_history ] || fail "no history"
