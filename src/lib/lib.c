/* The embedded library: a bundle made by build.c, cut into its units.
 *
 * Bundle: for each unit a 4-byte big-endian length and that many bytes.
 */
#include "lib/lib.h"

extern const uint8_t pd_lib_bundle[];
extern const size_t pd_lib_bundle_bytes;

size_t pd_lib_units(Bytes *units)
{
    size_t count = 0, at = 0;
    while (at < pd_lib_bundle_bytes) {
        pd_assert(count < LIB_UNITS_MAX && pd_lib_bundle_bytes - at >= 4);
        size_t size = pd_bytes_get_u32(pd_lib_bundle + at);
        pd_assert(size <= pd_lib_bundle_bytes - at - 4);
        units[count++] = pd_bytes(pd_lib_bundle + at + 4, size);
        at += 4 + size;
    }
    return count;
}
