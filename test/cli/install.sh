# An installed copy: staged with DESTDIR, moved, used with pkg-config and with CMake in both kinds
# of linking, each time in two processes; the header in C11 and C++; the stubs for editors.
. "$ROOT/test/cli/helper"

[ -e "$PERDURE_BUILD/libperdure.so" ] || fail "libperdure.so was not built"
DESTDIR=$PWD/stage cmake --install "$PERDURE_BUILD" --prefix /opt/perdure >out 2>err || fail install
[ -x stage/opt/perdure/bin/perdure ] || fail "DESTDIR and prefix"
mv stage/opt/perdure moved
[ "$(moved/bin/perdure exec -c 'print(6 * 7)')" = 42 ] || fail "the installed command"
use_library moved
[ "$(pkg-config --modversion perdure)" = "$(moved/bin/perdure --version | cut -d' ' -f2)" ] ||
    fail "the version of perdure.pc"

try() {
    rm -f shop.state
    expect 0 "$1" start "$ROOT/examples/embed/shop.py" shop.state
    out_has "stopped at a question"
    expect 0 "$1" finish shop.state Ada
    out_is "total     9.75, confirmed by Ada"
}

# shellcheck disable=SC2046
cc -std=c11 -Wall -Wextra -Wpedantic -Werror "$ROOT/examples/embed/embed.c" -o by-pkg-config \
    $CFLAGS $(pkg-config --cflags --libs perdure) 2>err || fail "pkg-config"
try ./by-pkg-config
# shellcheck disable=SC2046
cc -std=c11 "$ROOT/examples/embed/embed.c" -o by-archive $CFLAGS $(pkg-config --cflags perdure) \
    "$library/libperdure.a" $(pkg-config --static --libs perdure) 2>err || fail "the archive"
try ./by-archive

mkdir project
cp "$ROOT/examples/embed/embed.c" project/
cat >project/CMakeLists.txt <<'PROJECT'
cmake_minimum_required(VERSION 3.20)
project(shop C)
find_package(perdure 0.1 REQUIRED)
add_executable(shared embed.c)
target_link_libraries(shared PRIVATE perdure::perdure)
add_executable(static embed.c)
target_link_libraries(static PRIVATE perdure::static)
PROJECT
cmake -S project -B made -DCMAKE_PREFIX_PATH="$PWD/moved" >out 2>err || fail "find_package"
cmake --build made >out 2>err || fail "building with CMake"
try made/shared
try made/static

printf '#include <perdure.h>\nint main(void) { return perdure_version()[0] == 0; }\n' >header.c
cp header.c header.cpp
flags="-Wall -Wextra -Wpedantic -Werror -fsyntax-only -Imoved/include"
# shellcheck disable=SC2086
cc -std=c11 $flags header.c 2>err || fail "the header in C11"
if command -v c++ >/dev/null; then
    # shellcheck disable=SC2086
    c++ -std=c++11 $flags header.cpp 2>err || fail "the header in C++11"
fi

# The stubs say what the module has: the same names, methods and parameters.
cat >stubs.py <<'PROGRAM'
import ast, os, sys
def names(path):
    """{"f": parameters, "C.m": parameters} of what is public, __all__, and what is written in C.
    What a module has from a private one of ours counts as its own."""
    found, exported, leaves = {}, None, set()
    def parameters(f):
        a = f.args
        return [x.arg for x in a.posonlyargs + a.args + a.kwonlyargs], bool(a.vararg), bool(a.kwarg)
    for node in ast.parse(open(path).read()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            found[node.name] = parameters(node)
        elif isinstance(node, ast.ClassDef):
            for item in node.body:
                public = isinstance(item, ast.FunctionDef) and (
                    not item.name.startswith("_") or item.name in ("__init__", "__call__"))
                # Overloads say more than one signature can: only their being there is compared.
                if public and (node.name, item.name) not in (("_Step", "run"),):
                    found[f"{node.name}.{item.name}"] = parameters(item)
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("_prelude"):
            inner = names(os.path.join(os.path.dirname(path), node.module + ".py"))[0]
            for alias in node.names:
                found |= {k: v for k, v in inner.items()
                          if k == alias.name or k.startswith(alias.name + ".")}
                leaves |= {alias.name} & names(os.path.join(
                    os.path.dirname(path), node.module + ".py"))[2]
        elif isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            exported = ast.literal_eval(node.value)
        elif isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("_vm."):
            leaves.add(node.targets[0].id)  # written in C: only its being there is compared
        elif isinstance(node, ast.Assign):  # the name of a function means something else from here
            found.pop(getattr(node.targets[0], "id", None), None)
    return {k: v for k, v in found.items() if k != "Response.__repr__"}, exported, leaves
module, stub = names(sys.argv[1]), names(sys.argv[2])
for leaf in module[2]:
    for k in [k for k in stub[0] if k == leaf or k.startswith(leaf + ".")]:
        del stub[0][k]
for name in sorted(set(module[0]) | set(stub[0])):
    if module[0].get(name) != stub[0].get(name):
        sys.exit(f"{name}: module {module[0].get(name)}, stub {stub[0].get(name)}")
if module[1] != stub[1]:
    sys.exit(f"__all__: {module[1]} {stub[1]}")
PROGRAM
/usr/bin/python3 stubs.py "$ROOT/src/lib/perdure.py" moved/share/perdure/stubs/perdure.pyi \
    2>err || fail "the stubs"
