# The embedding example: installed, built with pkg-config, stopped in one process, ended in another.
. "$ROOT/test/cli/helper"

[ -e "$PERDURE_BUILD/libperdure.so" ] || fail "libperdure.so was not built"
cmake --install "$PERDURE_BUILD" --prefix "$PWD/prefix" >out 2>err || fail "install"
cp "$ROOT"/examples/embed/* .
use_library prefix
make -s CFLAGS="-O1 -Wall -Wextra -Werror -std=c11 $CFLAGS" >out 2>err || fail "make"
expect 0 ./embed start shop.py shop.state
out_has "tea       3.50"
out_has "stopped at a question"
expect 0 ./embed finish shop.state Ada
out_is "total     9.75, confirmed by Ada"
head -c 200 shop.state >cut.state
expect 1 ./embed finish cut.state Ada
printf 'from perdure import perform\nperform("price", "coal")\n' >missing.py
expect 1 ./embed start missing.py x.state
err_has "KeyError"

# As a newcomer does: without an installed Perdure, then with one at a place of its own.
unset LD_LIBRARY_PATH
make -s clean
expect 2 env -u PKG_CONFIG_PATH PKG_CONFIG_LIBDIR="$PWD/nothing" make demo
err_has "Perdure is not installed: run 'make install'"
expect 0 env -u PKG_CONFIG_PATH CFLAGS="$CFLAGS" make -s \
    PKG_CONFIG_PATH="$library/pkgconfig" demo
out_has "total     9.75, confirmed by Ada"
