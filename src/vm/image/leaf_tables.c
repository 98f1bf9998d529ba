/*
 * All tables of leaves, in the order in which the shared image takes them.
 *
 * The order is part of the image: leaves are numbered by it. A later definition of the same name
 * for the same type replaces an earlier one.
 */
#include "vm/image/image_in.h"

/* Tables of the same file stand in arrays. */
extern const LeafTable pd_leaves_slots[];
extern const uint32_t pd_leaves_slots_count;
extern const LeafTable pd_leaves_exceptions[];
extern const uint32_t pd_leaves_exceptions_count;

/* clang-format off */
#define SINGLE_TABLES(X) \
   X(object) X(type) X(function) X(code) X(method) X(cell) X(property) X(classmethod) \
   X(staticmethod) X(slot) X(builtin) X(method_descriptor) X(wrapper_descriptor) X(getset) \
   X(super) X(module) X(proxy) X(none) X(ellipsis) X(not_implemented) X(traceback) \
   X(attributes) X(vm_object) X(vm_import) X(vm_suggest) X(vm_effect) X(effect) X(prompt) \
   X(continuation) X(vm_task) X(task) \
   X(str_search) X(str_split) X(str_pad) X(str_case) \
   X(str_build) X(str_format) X(bytes_search) X(bytes_split) X(bytes_pad) X(bytes_case) \
   X(bytes_build) X(bytearray_search) X(bytearray_split) X(bytearray_pad) X(bytearray_case) \
   X(bytearray_build) X(bytearray) X(vm_text) X(builtins_data) X(builtins_number) X(sorted) \
   X(vm_sort) X(vm_iter) X(vm_data) X(dict) X(dict_keys) X(dict_items) X(dict_values) \
   X(generator) X(coroutine) X(coroutine_wrapper) X(async_generator) X(async_send) \
   X(async_throw) X(vm_async) X(builtins_async) \
   X(enumerate) X(zip) X(map) X(filter) X(reversed) X(list_reversed) \
   X(dict_reversed) X(range_reversed) X(keys_reversed) X(values_reversed) X(items_reversed) \
   X(list_hint) X(tuple_hint) X(str_hint) X(ascii_hint) X(range_hint) X(key_hint) \
   X(value_hint) X(item_hint) X(set_hint) X(list) X(tuple) X(list_sort) X(float) X(complex) \
   X(int) X(bool) X(range) X(slice) X(set) X(frozenset) X(math) X(math_sum) X(generic_alias) \
   X(union) X(type_union) X(alias_union)
/* clang-format on */

#define DECLARE(name) extern const LeafTable pd_leaves_##name;
SINGLE_TABLES(DECLARE)
#undef DECLARE

static const LeafTable *const singles[] = {
#define ROW(name) &pd_leaves_##name,
    SINGLE_TABLES(ROW)
#undef ROW
};

uint32_t pd_leaf_table_count(void)
{
    return pd_leaves_slots_count + pd_leaves_exceptions_count + (uint32_t)ARRAY_COUNT(singles);
}

const LeafTable *pd_leaf_table(uint32_t index)
{
    if (index < pd_leaves_slots_count) {
        return &pd_leaves_slots[index];
    }
    index -= pd_leaves_slots_count;
    if (index < pd_leaves_exceptions_count) {
        return &pd_leaves_exceptions[index];
    }
    index -= pd_leaves_exceptions_count;
    pd_assert(index < ARRAY_COUNT(singles));
    return singles[index];
}
