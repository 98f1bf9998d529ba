/*
 * Materialises pools of constants. See consts.h.
 *
 * Strings that could be names are interned, so that names compare by identity everywhere; others
 * are not, to keep the table of names small. Items of tuples have smaller indices than the tuple
 * (the verifier sees to it), so one pass is enough.
 */
#include "vm/image/consts.h"

#include "vm/vm_in.h"

#include <string.h>

static Value ref_or_unbound(Heap *heap, const void *object)
{
    return object == NULL ? VALUE_UNBOUND : pd_value_to(heap, object);
}

static Value load_tuple(Heap *heap, const Const *c, const Value *pool)
{
    Tuple *tuple = pd_tuple_new(heap, NULL, c->item_count);
    if (tuple == NULL) {
        return VALUE_UNBOUND;
    }
    for (uint32_t i = 0; i < c->item_count; i++) {
        pd_store(heap, &tuple->items[i], pool[c->items[i]]);
    }
    return pd_value_to(heap, tuple);
}

static Value load_frozenset(Heap *heap, const Const *c, const Value *pool)
{
    Dict *set = pd_set_new(heap, c->item_count, true);
    for (uint32_t i = 0; set != NULL && i < c->item_count; i++) {
        Answer answer = pd_dict_set(heap, set, pool[c->items[i]], VALUE_NONE);
        pd_assert(answer == ANSWER_YES || answer == ANSWER_MEMORY || answer == ANSWER_LIMIT);
        if (answer != ANSWER_YES) {
            return VALUE_UNBOUND;
        }
    }
    return ref_or_unbound(heap, set);
}

static Value load_complex(Heap *heap, const Const *c)
{
    Complex *z = pd_heap_alloc(heap, sizeof *z, KIND_COMPLEX, 0);
    if (z == NULL) {
        return VALUE_UNBOUND;
    }
    z->real = 0;
    z->imag = c->number;
    return pd_value_to(heap, z);
}

/* Two's complement needs a bit more than the magnitude, so the sign is applied afterwards. */
static Value load_bigint(Heap *heap, const Const *c)
{
    Value v;
    if (pd_int_from_bytes(heap, c->bytes, 0, &v) != ANSWER_YES ||
        (c->negative && pd_int_neg(heap, v, &v) != ANSWER_YES)) {
        return VALUE_UNBOUND;
    }
    return v;
}

/* UNBOUND = memory. */
static Value load_const(Heap *heap, const Const *c, const Value *pool)
{
    Value v;
    switch ((ConstKind)c->kind) {
    case CONST_NONE: return VALUE_NONE;
    case CONST_FALSE: return VALUE_FALSE;
    case CONST_TRUE: return VALUE_TRUE;
    case CONST_ELLIPSIS: return VALUE_ELLIPSIS;
    case CONST_INT: return pd_int_from_i64(heap, c->integer, &v) == ANSWER_YES ? v : VALUE_UNBOUND;
    case CONST_BIGINT: return load_bigint(heap, c);
    case CONST_FLOAT: return pd_from_float(c->number);
    case CONST_COMPLEX: return load_complex(heap, c);
    case CONST_STR:
        return ref_or_unbound(heap, pd_code_looks_like_name(c->bytes)
                                        ? pd_str_intern_utf8(heap, c->bytes)
                                        : pd_str_new_utf8(heap, c->bytes));
    case CONST_BYTES: return ref_or_unbound(heap, pd_bytes_new(heap, c->bytes.data, c->bytes.size));
    case CONST_TUPLE: return load_tuple(heap, c, pool);
    case CONST_FROZENSET: return load_frozenset(heap, c, pool);
    case CONST_KIND_COUNT: break;
    }
    pd_unreachable();
}

/* UNBOUND = memory. */
static Value new_code_object(Heap *heap, uint32_t code)
{
    Opaque *object = pd_heap_alloc(heap, sizeof *object + sizeof(Value), KIND_OPAQUE, TYPE_CODE);
    if (object == NULL) {
        return VALUE_UNBOUND;
    }
    object->count = 1;
    object->unused = 0;
    object->items[0] = pd_from_int(code);
    return pd_value_to(heap, object);
}

static void load_row(const CodeUnit *unit, const Function *f, const Value *pool, Value *room,
                     LoadedCode *row)
{
    uint32_t name_count = (uint32_t)f->local_count + f->free_count;
    for (uint32_t i = 0; i < f->const_count; i++) {
        room[i] = pool[f->consts[i]];
    }
    for (uint32_t i = 0; i < name_count; i++) {
        room[f->const_count + i] = pool[f->names[i]];
    }
    *row = (LoadedCode){
        .function = f,
        .unit = unit,
        .consts = room,
        .names = room + f->const_count,
        .name = pool[f->name],
        .qualname = pool[f->qualname],
        .doc = f->doc == 0 ? VALUE_NONE : pool[f->doc - 1],
    };
}

Status pd_vm_load_unit(Heap *heap, Arena *arena, const CodeUnit *unit, LoadedRows to)
{
    size_t room_count = unit->pool_count;
    for (uint32_t i = 0; i < unit->function_count; i++) {
        const Function *f = &unit->functions[i];
        room_count += (size_t)f->const_count + f->local_count + f->free_count;
    }
    Value *pool = ARENA_NEW_ARRAY(arena, room_count + 1, Value);
    if (pool == NULL) {
        return STATUS_NO_MEMORY;
    }
    for (uint32_t i = 0; i < unit->pool_count; i++) {
        pool[i] = load_const(heap, &unit->pool[i], pool);
        if (pd_is_unbound(pool[i])) {
            return STATUS_LIMIT;
        }
    }
    Value *room = pool + unit->pool_count;
    for (uint32_t i = 0; i < unit->function_count; i++) {
        const Function *f = &unit->functions[i];
        load_row(unit, f, pool, room, &to.rows[i]);
        to.rows[i].code_object = new_code_object(heap, to.first + i);
        if (pd_is_unbound(to.rows[i].code_object)) {
            return STATUS_LIMIT;
        }
        room += (size_t)f->const_count + f->local_count + f->free_count;
    }
    return STATUS_OK;
}
