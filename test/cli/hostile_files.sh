# Bytes that are nothing, given to every command that reads a file: a message that names the file,
# status 1 or 2, in bounded time.
. "$ROOT/test/cli/helper"

cat >hostile.py <<'PROGRAM'
import os
import random
import resource
import subprocess

PEAK_KIB = 1 << 19
perdure = os.environ["PERDURE"]
noise = random.Random(1)
files = {
    "noise": noise.randbytes(5000),
    "nul": b"\0" * 100,
    "utf16": "x = 1\n".encode("utf-16"),
    "invalid": b"x = '\xff\xfe\xfa'\n",
    "half": "x = 'é'\n".encode()[:6],
    "parens": b"(" * 10_000_000,
    "line": b"x = '" + b"a" * 10_000_000,
    "blocks": b"".join(b" " * i + b"if 1:\n" for i in range(3000)),
    "ifs": b"if 1:\n" * 100000,
    "minus": b"x = " + b"-" * 1000000 + b"1",
    "dots": b"x" + b".a" * 300000 + b" =",
    "digits": b"x = " + b"9" * 1000000,
    "magic": b"perdure\0\1\2\3",
    "cbor": b"\x9b" + b"\xff" * 8,
    "nested": b"\x81" * 1000000,
    "surrogate": b"x = '\xed\xa0\x80'\n",
    "long": b"\x5b" + b"\x7f" * 8 + b"abc",
}
for name, data in files.items():
    with open(name, "wb") as file:
        file.write(data)
os.mkdir("folder")
open("closed", "wb").close()
os.chmod("closed", 0)
bad = []
names = [*files, "folder", "/dev/null"]
if not os.access("closed", os.R_OK):
    names.append("closed")
for name in names:
    for command in ("exec", "check", "run", "inspect", "restore", "list"):
        words = [command, "--store=" + name] if command == "list" else [command, name]
        done = subprocess.run([perdure, *words], capture_output=True, timeout=10,
                              stdin=subprocess.DEVNULL)
        said = done.stderr + done.stdout
        fine = name == "/dev/null" and command in ("exec", "check", "run")
        named = fine or name.encode() in said
        if done.returncode not in ((0,) if fine else (1, 2)) or not named:
            bad.append((name, command, done.returncode, said[:200]))
# A sanitizer's own memory would be counted too.
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
with open(perdure, "rb") as file:
    sanitized = b"__asan_init" in (text := file.read()) or b"__tsan_init" in text
if peak > PEAK_KIB and not sanitized:
    bad.append(("memory", peak))
print(bad)
PROGRAM
expect 0 /usr/bin/python3 hostile.py
out_is "[]"

# Where a byte that no source has stands.
printf 'x = 1\ry = "\303\251\0"\n' >zero.py
expect 1 "$PERDURE" exec zero.py
err_is '  File "'"$PWD"'/zero.py", line 2
SyntaxError: source code cannot contain null bytes'
expect 1 "$PERDURE" check zero.py
out_has "zero.py:2:7: SyntaxError: source code cannot contain null bytes"
expect 0 "$PERDURE" exec -c 'print("still here")'
