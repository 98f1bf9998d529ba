#!/usr/bin/python3
"""Proves that each rule of tools/tidy.py fires, and that a good tree gives no finding.

usage: tools/tidy_test.py
Each case is a small tree and the finding it must give: path, line and rule. A case that gives
another finding, a second one or none fails.
"""
import os
import subprocess
import sys
import tempfile

TIDY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tidy.py")
HEADER = "/* What this file owns,\n * what it promises,\n * what it must not know. */\n"
DOOR = HEADER + "#ifndef X_H\n#define X_H\n#endif\n"
GOOD = {
    "src/base/base.h": DOOR,
    "src/base/alloc.c": HEADER + '#include "base/base.h"\nvoid *pd_alloc(void)\n{\n'
                                 "    return malloc(1);\n}\n",
    "src/heap/heap.h": DOOR,
    "src/heap/heap_in.h": DOOR,
    "src/heap/list.c": HEADER + '#include "base/base.h"\n#include "heap/heap.h"\n'
                                '#include "heap/heap_in.h"\n',
    "src/code/code.h": DOOR,
    "src/code/opcodes.def": "/* The table.\n * Rows.\n * More. */\nOP(NOP)\n",
    "src/vm/vm.h": HEADER + '#ifndef VM_H\n#define VM_H\n#include "code/opcodes.def"\n#endif\n',
    "src/cli/main.c": HEADER + '#include "perdure.h"\n#include <stdio.h>\n'
                               'int main(void)\n{\n    printf("x");\n    return 0;\n}\n',
    "include/perdure.h": HEADER + "#ifndef P_H\n#define P_H\n#ifdef __cplusplus\n"
                                  'extern "C" {\n#endif\n/* Says which. */\n'
                                  "int perdure_version(void);\n#ifdef __cplusplus\n}\n#endif\n"
                                  "#endif\n",
    "test/unit/heap_test.c": HEADER + '#include "heap/heap_in.h"\n#include "base/base.h"\n',
    "docs/STYLE.md": "AI agents have session types.\n",
}


def c_case(body, path="src/heap/bad.c"):
    """A source whose first line after the header comment is line 4."""
    return {path: HEADER + body}


def function_of(lines):
    return "static void f(void)\n{\n" + "    g();\n" * (lines - 3) + "}\n"


# (name, files, path, line, rule)
CASES = [
    ("upward include", c_case('#include "vm/vm.h"\n'), "src/heap/bad.c", 4, "layer"),
    ("past the door", c_case('#include "heap/heap_in.h"\n', "src/vm/bad.c"),
     "src/vm/bad.c", 4, "layer"),
    ("past the door of base", {"src/base/arena.h": DOOR,
                               **c_case('#include "base/arena.h"\n')},
     "src/heap/bad.c", 4, "layer"),
    ("lang sees heap", {**c_case('#include "heap/heap.h"\n', "src/lang/bad.c")},
     "src/lang/bad.c", 4, "layer"),
    ("client sees a layer", c_case('#include "heap/heap.h"\n', "src/cli/bad.c"),
     "src/cli/bad.c", 4, "layer"),
    ("layer sees the installed header", c_case('#include "perdure.h"\n'),
     "src/heap/bad.c", 4, "layer"),
    ("include without folder", c_case('#include "heap_in.h"\n'), "src/heap/bad.c", 4, "layer"),
    ("test past a foreign door", c_case('#include "heap/heap_in.h"\n', "test/unit/vm_test.c"),
     "test/unit/vm_test.c", 4, "layer"),
    ("folder without a row", c_case("int x;\n", "src/other/bad.c"), "src/other/bad.c", 1, "layer"),
    ("installed header includes ours",
     {"include/perdure.h": GOOD["include/perdure.h"].replace(
         "/* Says", '#include "base/base.h"\n/* Says')}, "include/perdure.h", 9, "layer"),
    ("long function", c_case(function_of(71)), "src/heap/bad.c", 4, "function-length"),
    ("long function below another", c_case(function_of(70) + function_of(71)),
     "src/heap/bad.c", 74, "function-length"),
    ("six parameters", c_case("int f(int a, int b, int c, int d, int e, int (*g)(int, int))\n"
                              "{\n    return 0;\n}\n"), "src/heap/bad.c", 4, "parameters"),
    ("long file", c_case("int x;\n" * 1498), "src/heap/bad.c", 1501, "file-length"),
    ("long line", c_case("int " + "x" * 100 + ";\n"), "src/heap/bad.c", 4, "line-length"),
    ("tab", c_case("int\tx;\n"), "src/heap/bad.c", 4, "tab"),
    ("blank at the end", c_case("int x; \n"), "src/heap/bad.c", 4, "blank"),
    ("no newline at the end", c_case("int x;"), "src/heap/bad.c", 4, "blank"),
    ("sprintf", c_case("void f(void)\n{\n    sprintf(a, b);\n}\n"),
     "src/heap/bad.c", 6, "banned"),
    ("strtok in a client", c_case("void f(void)\n{\n    strtok(a, b);\n}\n", "src/cli/bad.c"),
     "src/cli/bad.c", 6, "banned"),
    ("setjmp.h", c_case("#include <setjmp.h>\n"), "src/heap/bad.c", 4, "banned"),
    ("clock in a pure folder", c_case("void f(void)\n{\n    time(0);\n}\n"),
     "src/heap/bad.c", 6, "banned"),
    ("stdout in a pure folder", c_case("void f(void)\n{\n    puts(a);\n}\n"),
     "src/heap/bad.c", 6, "banned"),
    ("malloc elsewhere", c_case("void f(void)\n{\n    g = malloc (1);\n}\n", "src/run/bad.c"),
     "src/run/bad.c", 6, "banned"),
    ("lower enum", c_case("enum Kind { KIND_A = F(1, 2),\n KIND_b };\n"),
     "src/heap/bad.c", 5, "case"),
    ("lower macro", c_case("#define low 1\n"), "src/heap/bad.c", 4, "case"),
    ("lower pd_ macro without call", c_case("#define pd_low 1\n"), "src/heap/bad.c", 4, "case"),
    ("conditional", c_case("#ifdef __linux__\n#endif\n"), "src/heap/bad.c", 4, "conditional"),
    ("conditional in a header", {"src/heap/bad.h": HEADER + "#ifndef B_H\n#define B_H\n#if X\n"
                                 "#endif\n#endif\n"}, "src/heap/bad.h", 6, "conditional"),
    ("no guard", {"src/heap/bad.h": HEADER + "int x;\n"}, "src/heap/bad.h", 1, "guard"),
    ("no opening comment", {"src/heap/bad.c": "int x;\n"}, "src/heap/bad.c", 1, "header"),
    ("short opening comment", {"src/heap/bad.c": "/* x */\nint x;\n"},
     "src/heap/bad.c", 1, "header"),
    ("long opening comment", {"src/heap/bad.c": "/*" + " x\n" * 13 + "*/\n"},
     "src/heap/bad.c", 1, "header"),
    ("unfinished", c_case("/* TO" "DO: later */\n"), "src/heap/bad.c", 4, "unfinished"),
    ("word about how", {"docs/STYLE.md": "In an earlier session.\n"}, "docs/STYLE.md", 1, "word"),
    ("who", {"docs/STYLE.md": "\nThe agent wrote it.\n"}, "docs/STYLE.md", 2, "word"),
    ("path of a machine", c_case("/* /work" "/main */\n"), "src/heap/bad.c", 4, "word"),
    ("seventh document", {"docs/NOTES.md": "x\n"}, "docs/NOTES.md", 1, "document"),
    ("undocumented function", {"include/perdure.h": GOOD["include/perdure.h"].replace(
        "/* Says which. */", "")}, "include/perdure.h", 10, "document"),
    ("thirteen sources", {f"src/heap/x{i}.c": HEADER for i in range(12)},
     "src/heap", 1, "folder"),
    ("direct recursion", c_case("static int f(int x)\n{\n    return f(x);\n}\n"),
     "src/heap/bad.c", 4, "recursion"),
    ("recursion through two files", {
        **c_case("int pd_f(int x)\n{\n    return pd_g(x);\n}\n", "src/heap/bad.c"),
        **c_case("int pd_g(int x)\n{\n    return pd_f(x);\n}\n", "src/heap/worse.c")},
     "src/heap/bad.c", 4, "recursion"),
]
QUIET = [
    ("bounded recursion", c_case("static int f(int depth)\n{\n    return f(depth - 1);\n}\n")),
    ("recursion over a bounded tree", c_case(
        "/* Bounded by the depth\n * of the tree. */\n"
        "static int f(int x)\n{\n    return f(x);\n}\n")),
    ("seventy lines", c_case(function_of(70))),
    ("words in strings and members", c_case('void f(void)\n{\n    a->free(b);\n    c.time(d);\n'
                                            '    g("malloc(");\n    /* malloc( */\n}\n')),
    ("initialiser is no function", c_case("static const int x[] = {\n" + "    1,\n" * 90 + "};\n")),
    ("twelve sources", {f"src/heap/x{i}.c": HEADER for i in range(11)}),
]
SYMBOL_CASES = [
    ("global without prefix", "int shared(void) { return 1; }\n", "prefix"),
    ("static with prefix", "static int __attribute__((noinline, used)) pd_own(void)\n"
                           "{\n    return 1;\n}\n", "prefix"),
    ("mutable global", "int pd_count = 1;\n", "global"),
    ("mutable zero", "int pd_zero;\n", "global"),
    ("mutable static", "int pd_next(void)\n{\n    static int count;\n    return ++count;\n}\n",
     "global"),
    ("thread-local", "_Thread_local int pd_mine = 1;\n", "global"),
]
QUIET_SYMBOLS = [
    ("constant table", "const char *const pd_names[] = {\"a\", \"b\"};\n"),
    ("static function", "static int __attribute__((noinline, used)) own(void)\n"
                        "{\n    return 1;\n}\n"),
]


def write(folder, files):
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def findings(folder):
    done = subprocess.run(["/usr/bin/python3", "-B", TIDY, "--root", folder],
                          capture_output=True, text=True)
    if done.returncode not in (0, 1) or done.stderr:
        return ["tidy failed: " + done.stderr]
    return done.stdout.splitlines()


def build_symbols(folder, text):
    """Makes the archives a build would leave: tidy reads the symbols of them."""
    write(folder, c_case(text))
    for layer, source in (("base", "alloc"), ("heap", "bad")):
        out = os.path.join(folder, "build/src", layer)
        os.makedirs(out)
        path = os.path.join(folder, "src", layer, source + ".c")
        subprocess.run(["gcc", "-w", "-fPIC", "-include", "stdlib.h", "-I", folder + "/src", "-c",
                        path, "-o", f"{out}/{source}.c.o"], check=True)
        subprocess.run(["ar", "rc", f"{out}/libpd_{layer}.a", f"{out}/{source}.c.o"], check=True)


def check(name, prepare, wanted):
    """Runs tidy on the good tree changed by `prepare`; wanted is the start of its one finding."""
    with tempfile.TemporaryDirectory(prefix="tidy-test-") as folder:
        write(folder, GOOD)
        prepare(folder)
        found = findings(folder)
    if wanted is None:
        good = not found
    else:
        good = len(found) == 1 and found[0].startswith(wanted)
    if not good:
        print(f"{name}: expected {wanted or 'no finding'}, got:", *(found or ["none"]),
              sep="\n    ", file=sys.stderr)
    return good


def main():
    results = [check("the good tree", lambda folder: None, None)]
    for name, files, path, line, rule in CASES:
        results.append(check(name, lambda folder, files=files: write(folder, files),
                             f"{path}:{line}: {rule}:"))
    for name, files in QUIET:
        results.append(check(name, lambda folder, files=files: write(folder, files), None))
    for name, text, rule in SYMBOL_CASES:
        results.append(check(name, lambda folder, text=text: build_symbols(folder, text),
                             f"src/heap/bad.c:{6 if 'static int count' in text else 4}: {rule}:"))
    for name, text in QUIET_SYMBOLS:
        results.append(check(name, lambda folder, text=text: build_symbols(folder, text), None))
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
