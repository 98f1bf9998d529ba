#!/usr/bin/python3
"""Checks the rules of docs/STYLE.md that a compiler does not: layers, sizes, names, words.

usage: tools/tidy.py [--root DIR] [--build DIR] [--table]
Prints `file:line: rule: what to do` for each finding and exits 1 when there is one.
Knows the text of the tree and, when a build exists, its symbols; it never changes a file.
Each rule is proved to fire by tools/tidy_test.py.
"""
import argparse
import os
import re
import subprocess
import sys
from collections import defaultdict

# Section 3 of the design. A folder may include its own files, and the door (folder/folder.h) of
# each folder named in its row.
LAYERS = {
    "base": [],
    "cbor": ["base"],
    "code": ["base", "cbor"],
    "lang": ["base", "code"],
    "heap": ["base"],
    "vm": ["base", "cbor", "code", "heap"],
    "lib": ["base", "code", "lang", "vm"],
    "snapshot": ["base", "cbor", "code", "heap", "vm"],
    "journal": ["base", "cbor"],
    "run": ["base", "cbor", "code", "vm", "snapshot", "journal"],
    "api": ["base", "cbor", "code", "lang", "heap", "vm", "lib", "snapshot", "journal", "run"],
    "host": ["base"],
    "cli": ["base", "host"],
}
PURE = ["base", "cbor", "code", "lang", "heap", "vm", "lib", "snapshot"]
NO_GLOBALS = PURE + ["journal", "run", "api"]
SEE_PUBLIC_HEADER = ["api", "host", "cli"]

FUNCTION_LINES = 70
FILE_LINES = 1500
LINE_COLUMNS = 100
TABLE_COLUMNS = 140  # rows of a .def table
PARAMETERS = 5
FOLDER_SOURCES = 12
HEADER_LINES = (3, 12)

# The one function that may be longer: the opcode loop.
LONG_FUNCTION = ("src/vm/loop.c", "pd_vm_loop")
# Sources that may allocate.
ALLOCATORS = ["src/base/alloc.c"]
# Sources in pure folders that may use files and streams: programs of the build, the last words of
# a failed assertion, and memory files.
STREAMS = ["src/base/alloc.c", "src/base/assert.c", "src/lib/build.c"]
# Sources that may hold #if: what differs between machines.
CONDITIONALS = ["src/base/platform.h"]
# Symbols in writable sections that may stay, as (source, symbol).
MUTABLE_GLOBALS = []
DOCUMENTS = ["ARCHITECTURE", "LANGUAGE", "FORMATS", "TESTING", "STYLE", "DECISIONS"]

BANNED = {
    "strcpy strcat sprintf vsprintf gets strncpy strncat scanf sscanf fscanf":
        "it can write past its buffer; use Buffer or snprintf",
    "strtok atoi atol atoll atof": "it hides errors; use the readers of base",
    "setjmp longjmp sigsetjmp siglongjmp _setjmp": "return a Status",
    "alloca __builtin_alloca": "use an arena or a bounded buffer",
}
BANNED_PURE = {
    "rand srand random srandom drand48 getrandom getentropy": "randomness is an effect",
    "time clock gettimeofday clock_gettime localtime gmtime mktime strftime":
        "the clock is an effect",
    "setlocale localeconv strtod strtof strtold strcoll wcscoll": "it depends on the locale",
    "getenv setenv putenv system popen fork exec execve execvp signal sigaction":
        "pure folders have no environment",
    "pthread_create pthread_mutex_lock pthread_once thrd_create": "pure folders have no threads",
}
BANNED_STREAMS = {
    "printf vprintf puts putchar putc fputc fputs fprintf vfprintf fwrite fread fopen freopen "
    "fclose open openat read write perror": "pure folders do no I/O; fill a Buffer",
}
BANNED_MEMORY = {
    "malloc calloc realloc free reallocarray aligned_alloc posix_memalign strdup strndup "
    "asprintf vasprintf getline mmap munmap mremap": "memory comes from base/alloc.c only",
}

UNFINISHED = re.compile(r"\b(TO" "DO|FIX" "ME|XX" "X|HA" "CK)\\b")
# Words about how the tree came to be rather than what it is.
WORDS = [
    (re.compile(r"\bsessions?\b(?![- ]typ)", re.I), "say run, connection or process"),
    (re.compile(r"(?<!\bAI )(?<!-)\bagents?\b", re.I), "only `AI agents` is a word here"),
    (re.compile(r"\bAI\b(?! agents)"), "only `AI agents` is a word here"),
    (re.compile(r"/work/|/tmp/b_|/tmp/brief|\bpyenv\b"), "name no path of one machine"),
    (re.compile(r"\b(?:CEO|claude|co-authored-by)\b", re.I), "say what the code does, not who"),
]

SKIPPED_FOLDERS = {".git", "build", ".cache", "__pycache__", "node_modules"}
TEXT_SUFFIXES = (".c", ".h", ".def", ".py", ".pyi", ".sh", ".cmake", ".in", ".txt", ".md", ".json")
TEXT_NAMES = {"Makefile", "setup", "run", ".clang-format", ".clang-tidy", ".gitignore"}
# Programs under test may hold any text: tabs and blanks at line ends are what some of them test.
FREE_TEXT = ("test/lang/", "test/differ/", "test/bug/", "test/unit/data/", "test/fuzz/corpus/")
WORD_FREE = {"tools/tidy.py", "tools/tidy_test.py", "LICENSE"}

COMMENT_OR_STRING = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(["<])([^">]+)[">]', re.M)
IDENTIFIER_CALL = re.compile(r"(?<![\w.])(?<!->)([A-Za-z_]\w*)\s*\(")
UPPER = re.compile(r"_{0,2}[A-Z][A-Z0-9_]*\Z")
BOUNDED = re.compile(r"\b\w*(?:depth|nesting|deeper)\w*\b|\b\w*_?enter(?:_\w*)?\s*\(")


def blank(match):
    """A comment becomes blanks, a string an empty one; line numbers stay."""
    text = match.group()
    filler = '""' if text[0] == '"' else "' '" if text[0] == "'" else " "
    return filler + "\n" * text.count("\n")


class Function:
    """One function definition: where it stands, what it is called and what it says."""

    def __init__(self, name, line, lines, body, is_static, parameters):
        self.name = name
        self.line = line
        self.lines = lines
        self.body = body
        self.is_static = is_static
        self.parameters = parameters


class Source:
    """A text file, and for C the views of it that the rules ask for."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8", errors="surrogateescape",
                  newline="") as file:
            self.raw = file.read()
        self.is_c = path.endswith((".c", ".h", ".def"))
        parts = path.split("/")
        self.layer = parts[1] if parts[0] == "src" and len(parts) > 2 else None
        if self.is_c:
            self.plain = COMMENT_OR_STRING.sub(blank, self.raw)
            self.bare = DIRECTIVE.sub(lambda m: "\n" * m.group().count("\n"), self.plain)
            self.functions = list(find_functions(self.bare))

    def line_of(self, offset, text=None):
        return (self.plain if text is None else text).count("\n", 0, offset) + 1


def matching_open(text):
    """Offset of the parenthesis that the last one of `text` closes, or -1."""
    depth = 0
    for offset in range(len(text) - 1, -1, -1):
        if text[offset] == ")":
            depth += 1
        elif text[offset] == "(":
            depth -= 1
            if depth == 0:
                return offset
    return -1


def count_parameters(text):
    depth = 0
    count = 1
    for char in text:
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            count += 1
    return 0 if text.strip() in ("", "void") else count


def find_functions(text):
    """Yields the functions defined in `text`, which has no comments, strings or directives."""
    depth = 0
    last = 0
    start = None
    for match in re.finditer(r"[{}]", text):
        offset = match.start()
        if match.group() == "{":
            if depth == 0:
                head = text[last:offset]
                if head.rstrip().endswith('extern ""'):
                    last = offset + 1
                    continue
                cut = head.rfind(";") + 1
                signature = head[cut:]
                start = None
                if signature.rstrip().endswith(")"):
                    start = last + cut + len(signature) - len(signature.lstrip())
                    signature = signature.strip()
                    brace = offset
            depth += 1
        elif depth > 0:
            depth -= 1
            if depth == 0:
                if start is not None:
                    opening = matching_open(signature)
                    name = re.search(r"(\w+)\s*\Z", signature[:max(opening, 0)])
                    first = text.count("\n", 0, start) + 1
                    if name:
                        yield Function(
                            name.group(1), first, text.count("\n", start, offset) + 1,
                            text[brace:offset + 1],
                            re.search(r"\bstatic\b", signature) is not None,
                            count_parameters(signature[opening + 1:-1]))
                last = offset + 1
        else:
            last = offset + 1


class Tree:
    """All text files below a root, and the findings about them."""

    def __init__(self, root, build=None):
        self.root = root
        self.build = build
        self.findings = []
        self.sources = []
        self.paths = []
        for folder, names, files in os.walk(root):
            names[:] = sorted(name for name in names if name not in SKIPPED_FOLDERS)
            for name in sorted(files):
                path = os.path.relpath(os.path.join(folder, name), root)
                self.paths.append(path)
                if name.endswith(TEXT_SUFFIXES) or name in TEXT_NAMES:
                    self.sources.append(Source(root, path))
        self.c_sources = [source for source in self.sources if source.is_c]
        self.by_path = {source.path: source for source in self.sources}

    def comment_above(self, path, function):
        lines = self.by_path[path].raw.split("\n")[:function.line - 1]
        last = len(lines) - 1
        if last < 0 or not lines[last].rstrip().endswith("*/"):
            return ""
        first = last
        while first > 0 and "/*" not in lines[first]:
            first -= 1
        return "\n".join(lines[first:])

    def report(self, path, line, rule, text):
        self.findings.append((path, line, rule, text))


# -- rules about any text -------------------------------------------------------------------------

def check_text(tree):
    for source in tree.sources:
        free = source.path.startswith(FREE_TEXT) and not source.is_c
        lines = source.raw.split("\n")
        if len(lines) - 1 > FILE_LINES and not free:
            tree.report(source.path, FILE_LINES + 1, "file-length",
                        f"{len(lines) - 1} lines; split the file (at most {FILE_LINES})")
        limit = TABLE_COLUMNS if source.path.endswith(".def") else LINE_COLUMNS
        limited = source.is_c or (not free and source.path.endswith((".py", ".sh", ".cmake")))
        for number, line in enumerate(lines, 1):
            if free:
                continue
            if "\t" in line and os.path.basename(source.path) != "Makefile":
                tree.report(source.path, number, "tab", "indent with spaces")
            if line.endswith((" ", "\t", "\r")):
                tree.report(source.path, number, "blank", "remove the blank at the end of the line")
            if limited and len(line) > limit:
                tree.report(source.path, number, "line-length",
                            f"{len(line)} columns; break the line (at most {limit})")
        if source.raw and not source.raw.endswith("\n") and not free:
            tree.report(source.path, len(lines), "blank", "end the file with a newline")


def check_words(tree):
    for source in tree.sources:
        if source.path in WORD_FREE:
            continue
        for pattern, advice in [(UNFINISHED, "finish it or file it")] + WORDS:
            for match in pattern.finditer(source.raw):
                rule = "unfinished" if pattern is UNFINISHED else "word"
                tree.report(source.path, source.line_of(match.start(), source.raw), rule,
                            f"`{match.group()}`: {advice}")


def check_documents(tree):
    for path in tree.paths:
        if path.startswith("docs/") and path.endswith(".md"):
            if os.path.splitext(path[len("docs/"):])[0] not in DOCUMENTS:
                tree.report(path, 1, "document", "six documents are enough; put it in one of "
                            + " ".join(DOCUMENTS))


# -- rules about C --------------------------------------------------------------------------------

def check_header_comment(tree):
    for source in tree.c_sources:
        match = re.match(r"/\*.*?\*/|(?://[^\n]*\n)+", source.raw, re.S)
        if source.path.startswith("test/unit/data/"):
            continue
        text = match.group().strip() if match else ""
        count = sum(1 for line in text.split("\n") if re.search(r"\w", line))
        least, most = HEADER_LINES
        lines = text.count("\n") + 1
        if source.path.endswith(".def"):
            most = 40  # its opening comment is the key to the table
        if lines < least or count > most:
            tree.report(source.path, 1, "header",
                        f"open the file with a comment of {least} to {most} lines: what it owns, "
                        "promises and must not know")


def included_from(source, target, tree):
    """Why `source` must not include `target` (a path below src/ or include/), or None."""
    own = source.layer
    if target == "perdure.h":
        if own is None or own in SEE_PUBLIC_HEADER:
            return None
        return "only api, host and cli see the installed interface"
    folder = target.split("/")[0]
    if own is None:
        # Tests may look into the layer they are named after, and use any door.
        stem = os.path.basename(source.path).split("_")[0].split(".")[0]
        if folder == stem or source.path.startswith(("bench/", "examples/")):
            return None
    elif folder == own:
        return None
    elif own not in LAYERS:
        return f"src/{own} is not in the layer table of tools/tidy.py"
    elif folder not in LAYERS[own]:
        return f"{own} may include only " + (" ".join(LAYERS[own]) or "nothing")
    if target != f"{folder}/{folder}.h" and not target.endswith(".def"):
        return f"include the door {folder}/{folder}.h"
    return None


def check_includes(tree):
    for source in tree.c_sources:
        if source.path.startswith("include/"):
            own_headers = [m for m in INCLUDE.finditer(source.raw) if m.group(1) == '"']
            for match in own_headers:
                tree.report(source.path, source.line_of(match.start(), source.raw), "layer",
                            "an installed header includes only standard headers")
            continue
        for match in INCLUDE.finditer(source.raw):
            line = source.line_of(match.start(), source.raw)
            if not source.plain.split("\n", line)[line - 1].strip():
                continue  # inside a comment
            target = match.group(2)
            if match.group(1) == "<":
                if target == "setjmp.h" and source.layer is not None:  # cmocka asks for it
                    tree.report(source.path, line, "banned", "setjmp.h: return a Status")
                continue
            beside = os.path.normpath(os.path.join(os.path.dirname(source.path), target))
            if not os.path.exists(os.path.join(tree.root, "src", target)) and os.path.exists(
                    os.path.join(tree.root, beside)):
                if source.path.startswith("src/"):
                    tree.report(source.path, line, "layer",
                                f'write the folder too: "{beside[len("src/"):]}"')
                continue
            reason = included_from(source, target, tree)
            if reason:
                tree.report(source.path, line, "layer", f'"{target}": {reason}')


def check_functions(tree):
    for source in tree.c_sources:
        for function in source.functions:
            long_one = (source.path, function.name) == LONG_FUNCTION
            if function.lines > FUNCTION_LINES and not long_one:
                tree.report(source.path, function.line, "function-length",
                            f"{function.name} has {function.lines} lines; split it "
                            f"(at most {FUNCTION_LINES})")
            if function.parameters > PARAMETERS:
                tree.report(source.path, function.line, "parameters",
                            f"{function.name} has {function.parameters}; pass a struct "
                            f"(at most {PARAMETERS})")


def words_of(*tables):
    return {word: advice for table in tables for words, advice in table.items()
            for word in words.split()}


def check_banned(tree):
    everywhere = words_of(BANNED)
    pure = words_of(BANNED, BANNED_PURE)
    streams = words_of(BANNED_STREAMS)
    memory = words_of(BANNED_MEMORY)
    for source in tree.c_sources:
        if source.layer is None:
            banned = dict(everywhere)
        else:
            banned = dict(pure if source.layer in PURE else everywhere)
            if source.layer in PURE and source.path not in STREAMS:
                banned.update(streams)
            if source.path not in ALLOCATORS:
                banned.update(memory)
        pattern = re.compile(r"(?<![\w.])(?<!->)(" + "|".join(banned) + r")\s*\(")
        for match in pattern.finditer(source.bare):
            tree.report(source.path, source.line_of(match.start(), source.bare), "banned",
                        f"{match.group(1)}: {banned[match.group(1)]}")


def check_names(tree):
    for source in tree.c_sources:
        for match in re.finditer(r"\benum\b[^;{}()]*\{([^{}]*)\}", source.bare):
            offset = match.start(1)
            flat = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), match.group(1))
            for part in re.finditer(r"[^,]+", flat):
                name = re.match(r"\s*([A-Za-z_]\w*)", part.group())
                if name and not UPPER.match(name.group(1)):
                    where = offset + part.start() + name.start(1)
                    tree.report(source.path, source.line_of(where, source.bare), "case",
                                f"{name.group(1)}: an enum constant is UPPER_CASE")
        for match in re.finditer(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(\()?", source.plain, re.M):
            name = match.group(1)
            called = match.group(2) and name.startswith(("pd_", "perdure_"))
            if not UPPER.match(name) and not called:
                tree.report(source.path, source.line_of(match.start()), "case",
                            f"{name}: a macro is UPPER_CASE (or pd_ and called like a function)")


def check_conditionals(tree):
    for source in tree.c_sources:
        if source.path in CONDITIONALS or not source.path.startswith(("src/", "include/")):
            continue
        lines = source.plain.split("\n")
        directives = [(number, line) for number, line in enumerate(lines, 1)
                      if re.match(r"\s*#", line)]
        guard = None
        if source.path.endswith(".h") and len(directives) > 2:
            first = re.match(r"\s*#\s*ifndef\s+(\w+)", directives[0][1])
            second = re.match(r"\s*#\s*define\s+(\w+)\s*$", directives[1][1])
            if first and second and first.group(1) == second.group(1):
                guard = directives[0][0]
        for number, line in directives:
            if not re.match(r"\s*#\s*(if|ifdef|ifndef|elif)\b", line) or number == guard:
                continue
            if source.path.startswith("include/") and "__cplusplus" in line:
                continue
            tree.report(source.path, number, "conditional",
                        "#if only in base/platform.h; use a plain `if` or another source file")
        if source.path.endswith(".h") and guard is None:
            tree.report(source.path, 1, "guard", "open the header with an include guard")


def check_installed_header(tree):
    source = tree.by_path.get("include/perdure.h")
    if source is None:
        return
    plain_lines = source.bare.split("\n")
    raw_lines = source.raw.split("\n")
    for number, line in enumerate(plain_lines, 1):
        match = re.search(r"\b(perdure_\w+)\(", line)
        if not match or line.startswith((" ", "}")) or "typedef" in line:
            continue
        above = raw_lines[number - 2].rstrip() if number > 1 else ""
        if not above.endswith("*/"):
            tree.report(source.path, number, "document",
                        f"{match.group(1)}: say above it what it does, who owns, when it fails")


def check_folders(tree):
    counts = defaultdict(list)
    for source in tree.c_sources:
        if source.path.startswith("src/") and source.path.endswith(".c"):
            counts[os.path.dirname(source.path)].append(source.path)
    for folder, paths in counts.items():
        if len(paths) > FOLDER_SOURCES:
            tree.report(folder, 1, "folder", f"{len(paths)} sources; make it two folders "
                        f"(at most {FOLDER_SOURCES})")
    for source in tree.c_sources:
        if source.layer is not None and source.layer not in LAYERS:
            tree.report(source.path, 1, "layer",
                        f"src/{source.layer} is not in the layer table of tools/tidy.py")


def strongly_connected(graph):
    """Tarjan's algorithm without recursion; yields the cycles as lists of nodes."""
    index = {}
    low = {}
    on_stack = set()
    stack = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, edges = work[-1]
            for target in edges:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    cycle = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        cycle.append(member)
                        if member == node:
                            break
                    if len(cycle) > 1 or node in graph[node]:
                        yield cycle


def check_recursion(tree):
    """A cycle of calls is bounded when each way round it passes a function that minds a depth, or
    whose comment names the depth that bounds it (a tree's, where the tree was built)."""
    nodes = {}
    shared = {}
    for source in tree.c_sources:
        if source.path.startswith("src/"):
            for function in source.functions:
                nodes[source.path, function.name] = function
                if not function.is_static or source.path.endswith(".h"):
                    shared[function.name] = (source.path, function.name)
    graph = {}
    for key, function in nodes.items():
        graph[key] = set()
        if BOUNDED.search(function.body) or BOUNDED.search(tree.comment_above(key[0], function)):
            continue
        for name in set(IDENTIFIER_CALL.findall(function.body)):
            target = (key[0], name) if (key[0], name) in nodes else shared.get(name)
            if target is not None:
                graph[key].add(target)
    for cycle in strongly_connected(graph):
        path, name = min(cycle)
        names = ", ".join(sorted(member for _, member in cycle))
        tree.report(path, nodes[path, name].line, "recursion",
                    f"{names}: unbounded; count a depth against a limit, use a worklist, "
                    "or say above it which depth bounds it")


# -- rules about symbols --------------------------------------------------------------------------

def find_build(root):
    """The newest build without sanitizers, which add symbols of their own."""
    found = []
    for name in ("build", "build/dev", "build/clang-dev"):
        archive = os.path.join(root, name, "src/base/libpd_base.a")
        if os.path.exists(archive):
            found.append((os.path.getmtime(archive), os.path.join(root, name)))
    return max(found)[1] if found else None


def symbols_of(build):
    """Yields (layer, member, symbol, class letter, section) of every layer's archive."""
    archives = []
    for layer in LAYERS:
        path = os.path.join(build, "src", layer, f"libpd_{layer}.a")
        if os.path.exists(path):
            archives.append(path)
    if not archives:
        return
    output = subprocess.run(["nm", "-A", "-f", "sysv", "--defined-only"] + archives,
                            check=True, capture_output=True, text=True).stdout
    for line in output.split("\n"):
        columns = [column.strip() for column in line.split("|")]
        if len(columns) != 7:
            continue
        archive, member, symbol = columns[0].rsplit(":", 2)
        layer = os.path.basename(os.path.dirname(archive))
        yield layer, member[:-len(".o")], symbol, columns[2], columns[6]


def check_symbols(tree):
    if tree.build is None:
        return
    inline = {function.name for source in tree.c_sources if source.path.endswith(".h")
              for function in source.functions}
    by_name = defaultdict(list)
    for source in tree.c_sources:
        if source.layer is not None:
            by_name[source.layer, os.path.basename(source.path)].append(source)
    for layer, member, symbol, letter, section in symbols_of(tree.build):
        sources = by_name.get((layer, member))
        if not sources or symbol in ("", member):
            continue
        base = symbol.split(".")[0]
        match = None
        source = sources[0]
        for source in sources:
            match = re.search(r"\b" + re.escape(base) + r"\b", source.plain)
            if match:
                break
        where = (source.path, source.line_of(match.start()) if match else 1)
        if "." not in symbol and section != "*ABS*":
            ours = symbol.startswith(("pd_", "perdure_"))
            if letter.isupper() and not ours:
                tree.report(*where, "prefix", f"{symbol}: another file can see it; make it static "
                            "or call it pd_" + layer + "_...")
            if letter.islower() and ours and symbol not in inline:
                tree.report(*where, "prefix", f"{symbol}: a static name has no prefix")
        writable = section.startswith((".data", ".bss", ".tdata", ".tbss", "COM", "*COM"))
        if writable and not section.startswith(".data.rel.ro") and layer in NO_GLOBALS:
            if (source.path, base) not in MUTABLE_GLOBALS:
                tree.report(*where, "global", f"{base}: no mutable globals; put it in the owner's "
                            "struct or make it const")


# -- the table of assertions ----------------------------------------------------------------------

# Accesses that assert kind, index or place of what they touch in torture builds (heap/heap.h).
CHECKED = re.compile(r"\b(?:PD_AS|pd_class|pd_store|pd_store_ref|pd_str_at|pd_instance_slot|"
                     r"pd_int_of|pd_float_of|pd_from_int)\s*\(")


def print_table(tree):
    rows = defaultdict(lambda: [0, 0, 0, 0, 0])
    for source in tree.c_sources:
        if source.layer is not None:
            row = rows[source.layer]
            row[0] += 1
            row[1] += source.raw.count("\n")
            row[2] += len(source.functions)
            row[3] += len(re.findall(r"\b(?:pd_assert\w*|_Static_assert)\s*\(", source.bare))
            row[4] += len(CHECKED.findall(source.bare))
    print(f"{'folder':10} files  lines  functions  assertions  checked  a function")
    for layer in LAYERS:
        if layer in rows:
            files, lines, functions, asserts, checked = rows[layer]
            print(f"{layer:10} {files:5} {lines:6} {functions:10} {asserts:11} {checked:8} "
                  f"{(asserts + checked) / max(functions, 1):11.2f}")


RULES = [
    check_text, check_words, check_documents, check_header_comment, check_includes,
    check_functions, check_banned, check_names, check_conditionals, check_installed_header,
    check_folders, check_recursion, check_symbols,
]


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--root", default=here)
    parser.add_argument("--build", help="build whose symbols are checked (default: the newest)")
    parser.add_argument("--table", action="store_true", help="print the assertions of each folder")
    options = parser.parse_args()
    tree = Tree(options.root, options.build or find_build(options.root))
    for rule in RULES:
        rule(tree)
    for path, line, rule, text in sorted(tree.findings):
        print(f"{path}:{line}: {rule}: {text}")
    if options.table:
        print_table(tree)
    return 1 if tree.findings else 0


if __name__ == "__main__":
    sys.exit(main())
