# What README and docs show is so: programs, commands and their output, options, targets of make.
# Numbers, ids and times differ from run to run: any number stands for any other, … for any text.
. "$ROOT/test/cli/helper"

[ -e "$PERDURE_BUILD/libperdure.so" ] || fail "libperdure.so was not built"
mkdir bin
ln -s "$PERDURE" bin/perdure
cmake --install "$PERDURE_BUILD" --prefix "$PWD/prefix" >out 2>err || fail "install"
use_library prefix
export PATH="$PWD/bin:$PATH"
unset PERDURE_STORE
mkdir here
cp "$ROOT"/examples/embed/* here
make -s -C here >out 2>err || fail "the embedding example"

cat >docs.py <<'PROGRAM'
import glob, os, re, subprocess, sys, time

root = os.environ["ROOT"]
wrong = []

def blocks(path):
    """(line, language, text before it, lines) of each fenced block."""
    lines = open(path, encoding="utf-8").read().split("\n")
    inside = None
    for number, line in enumerate(lines, 1):
        if line.startswith("```") and inside is None:
            inside = (number, line[3:], lines[number - 3], [])
        elif line.startswith("```"):
            yield inside
            inside = None
        elif inside is not None:
            inside[3].append(line)

def pattern(line):
    line = re.sub(r"[0-9a-f]{6,}…?", "#", line)
    line = re.sub(r"\d+([.:-]\d+)*", "#", re.sub(r" +", " ", line))
    return re.escape(line).replace("…", ".*").replace(r"\#", r"[0-9a-f][0-9a-f.:-]*").rstrip()

def compare(where, wanted, found):
    found = [re.sub(r" +", " ", line).rstrip() for line in found.rstrip("\n").split("\n")]
    wanted = [line for line in wanted if line]
    position = 0
    for line in wanted:
        if line.strip() == "…":
            position = len(found)
        elif position >= len(found) or not re.fullmatch(pattern(line), found[position]):
            wrong.append(f"{where}: shown: {line}\n    printed: {found}")
            return
        else:
            position += 1
    if position < len(found) and found != [""]:
        wrong.append(f"{where}: printed as well: {found[position:]}")

def console(where, lines):
    command, shown = None, []
    for line in lines + ["$ "]:
        if not line.startswith("$ "):
            shown.append(line)
            continue
        if command is not None:
            if command.startswith("perdure resume"):
                time.sleep(2)  # who reads needs longer than the program sleeps
            done = subprocess.run(["bash", "-c", command], cwd="here", timeout=30, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  stdin=subprocess.DEVNULL)
            found = re.sub(r"^bash: line .*\n", "", done.stdout, flags=re.M)
            compare(f"{where}: $ {command}", shown, found)
        command, shown = line[2:], []

def check_python(where, before, lines):
    name = re.search(r"into `([\w./]+\.py)`", before)
    path = f"here/{name.group(1) if name else 'shown.py'}"
    open(path, "w").write("\n".join(lines) + "\n")
    done = subprocess.run(["perdure", "check", path], capture_output=True, text=True)
    if done.returncode != 0:
        wrong.append(f"{where}: {done.stdout}")

def check_words(where, words):
    """A command line that is only mentioned: its target or its command and options exist."""
    if words[0] == "make" and len(words) > 1:
        target = next((word for word in words[1:] if "=" not in word), None)
        if target and not re.search(rf"^{target}:", open(f"{root}/Makefile").read(), re.M):
            wrong.append(f"{where}: no target {target}")
    if words[0] == "perdure" and len(words) > 1 and words[1][0] != "-":
        done = subprocess.run(["perdure", words[1], "--help"], capture_output=True, text=True)
        if done.returncode != 0:
            wrong.append(f"{where}: no command {words[1]}")
        for word in words[2:]:
            option = re.match(r"--[a-z-]+[a-z]", word)
            is_hidden = word.startswith("--test-")
            if option and not is_hidden and option.group() not in done.stdout:
                wrong.append(f"{where}: perdure {words[1]} has no {option.group()}")

for path in [f"{root}/README.md"] + sorted(glob.glob(f"{root}/docs/*.md")):
    short = os.path.relpath(path, root)
    for number, language, before, lines in blocks(path):
        where = f"{short}:{number}"
        if language == "python":
            check_python(where, before, lines)
        elif language == "sh":
            for line in lines:
                check_words(where, line.split("#")[0].split() or [""])
        elif lines and lines[0].startswith("$ "):
            console(where, lines)
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        for span in re.findall(r"`([^`]+)`", line):
            if re.match(r"(make|perdure) [a-z]", span) and " " in span:
                check_words(f"{short}:{number}", span.split())
if wrong:
    sys.exit("\n".join(wrong))
PROGRAM
/usr/bin/python3 docs.py >out 2>err || fail "the documents"
