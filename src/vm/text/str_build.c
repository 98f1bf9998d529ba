/*
 * str(), encode, translate, maketrans.
 */
#include "vm/text/text_in.h"

#include <string.h>

static LeafResult str_new(Vm *vm, const Value *args, Value *result)
{
    Value object = args[1];
    Value encoding = args[2];
    Value errors = args[3];
    if (pd_is_unbound(encoding) && pd_is_unbound(errors) && !pd_is_unbound(object)) {
        return pd_vm_str(vm, object, result);
    }
    LeafResult answer =
        pd_text_str_arg(vm, &encoding, "str() argument 'encoding' must be str, not %s");
    if (answer == LEAF_OK) {
        answer = pd_text_str_arg(vm, &errors, "str() argument 'errors' must be str, not %s");
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    if (pd_is_unbound(object)) {
        *result = pd_from_ref(HEAP_EMPTY_STR);
        return LEAF_OK;
    }
    Value inner = pd_vm_unwrap(vm, object);
    Kind kind = pd_vm_kind(vm, inner);
    if (kind == KIND_BYTES || kind == KIND_BYTEARRAY) {
        return pd_text_decode(vm, inner, encoding, errors, result);
    }
    if (kind == KIND_STR) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "decoding str is not supported");
    }
    return pd_vm_raise_type(vm, "decoding to str: need a bytes-like object, %s found", object);
}

static LeafResult str_encode(Vm *vm, const Value *args, Value *result)
{
    Value encoding = args[1];
    Value errors = args[2];
    LeafResult answer =
        pd_text_str_arg(vm, &encoding, "encode() argument 'encoding' must be str, not %s");
    if (answer == LEAF_OK) {
        answer = pd_text_str_arg(vm, &errors, "encode() argument 'errors' must be str, not %s");
    }
    return answer == LEAF_OK ? pd_text_encode(vm, args[0], encoding, errors, result) : answer;
}

/* ---- translate ---- */

/* What a table says about one point: *out is UNBOUND when it stays as it is, None when it goes,
 * else an int or a str. LEAF_CALL: program code must look. */
static LeafResult look_up(Vm *vm, Value table, uint32_t point, Value *out)
{
    Heap *heap = &vm->heap;
    *out = VALUE_UNBOUND;
    switch (pd_kind(heap, table)) {
    case KIND_DICT: {
        Value key = pd_from_int(point);
        Answer answer = pd_dict_get(heap, PD_AS(Dict, heap, table), key, out);
        if (answer == ANSWER_NO) {
            *out = VALUE_UNBOUND;
            return LEAF_OK;
        }
        if (answer == ANSWER_SLOW) {
            return LEAF_CALL;
        }
        return answer == ANSWER_YES ? LEAF_OK : pd_vm_answer_failed(vm, answer, key);
    }
    case KIND_STR: {
        const Str *s = pd_text_str(vm, table);
        if (point < s->length) {
            *out = pd_from_int(pd_str_at(s, point));
        }
        return LEAF_OK;
    }
    case KIND_LIST: {
        const List *list = PD_AS(const List, heap, table);
        if (point < list->length) {
            *out = pd_list_items(heap, list)[point];
        }
        return LEAF_OK;
    }
    case KIND_TUPLE: {
        const Tuple *tuple = PD_AS(const Tuple, heap, table);
        if (point < tuple->length) {
            *out = tuple->items[point];
        }
        return LEAF_OK;
    }
    default: break;
    }
    if (pd_is_unbound(pd_vm_special(vm, table, NAME_getitem))) {
        return pd_vm_raise_type(vm, "'%s' object is not subscriptable", table);
    }
    return LEAF_CALL;
}

static LeafResult append_mapped(Vm *vm, StrBuilder *b, Value mapped, uint32_t point)
{
    Value inner = pd_vm_unwrap(vm, mapped);
    if (pd_is_unbound(mapped)) {
        pd_builder_point(b, point);
        return LEAF_OK;
    }
    if (pd_is_none(mapped)) {
        return LEAF_OK;
    }
    if (pd_text_is_str(vm, inner)) {
        pd_builder_str(b, pd_text_str(vm, inner));
        return LEAF_OK;
    }
    int64_t i = pd_is(inner, VALUE_TRUE);
    if (!pd_is_bool(inner) && !pd_is_integer(&vm->heap, inner)) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "character mapping must return integer, None or str");
    }
    bool fits = pd_is_bool(inner) || pd_int_to_i64(&vm->heap, inner, &i);
    if (!fits || i < 0 || i > UTF8_CODE_POINT_MAX) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "character mapping must be in range(0x110000)");
    }
    pd_builder_point(b, (uint32_t)i);
    return LEAF_OK;
}

static LeafResult translate(Vm *vm, const Str *s, Value table, StrBuilder *b)
{
    enum { CACHED = 128 };
    Value cache[CACHED];
    bool known[CACHED] = {false};
    for (size_t i = 0; i < s->length; i++) {
        uint32_t point = pd_str_at(s, i);
        Value mapped = VALUE_UNBOUND;
        if (point < CACHED && known[point]) {
            mapped = cache[point];
        } else {
            LeafResult answer = look_up(vm, table, point, &mapped);
            if (answer != LEAF_OK) {
                return answer;
            }
        }
        if (point < CACHED) {
            known[point] = true;
            cache[point] = mapped;
        }
        LeafResult answer = append_mapped(vm, b, mapped, point);
        if (answer != LEAF_OK) {
            return answer;
        }
    }
    return LEAF_OK;
}

static LeafResult str_translate(Vm *vm, const Value *args, Value *result)
{
    const Str *s = pd_text_str(vm, args[0]);
    pd_text_charge(vm, 2 * (uint64_t)s->length);
    StrBuilder b;
    pd_text_builder(vm, &b);
    LeafResult answer = translate(vm, s, args[1], &b);
    if (answer == LEAF_OK) {
        answer = pd_text_take(vm, &b, result);
    }
    pd_builder_deinit(&b);
    return answer == LEAF_CALL ? pd_vm_tail_call(vm, LIB_translate_slow, 2, args[0], args[1])
                               : answer;
}

/* ---- maketrans ---- */

static LeafResult copy_table(Vm *vm, const Dict *from, Dict *to)
{
    Heap *heap = &vm->heap;
    uint32_t position = 0;
    Value key = VALUE_NONE;
    Value v = VALUE_NONE;
    while (pd_dict_next(heap, from, &position, &key, &v)) {
        Value inner = pd_vm_unwrap(vm, key);
        if (pd_text_is_str(vm, inner)) {
            const Str *s = pd_text_str(vm, inner);
            if (s->length != 1) {
                return pd_vm_raise(vm, EXC_VALUE_ERROR,
                                   "string keys in translate table must be of length 1");
            }
            key = pd_from_int(pd_str_at(s, 0));
        } else if (!pd_is_bool(inner) && !pd_is_integer(heap, inner)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR,
                               "keys in translate table must be strings or integers");
        }
        Answer answer = pd_dict_set(heap, to, key, v);
        if (answer != ANSWER_YES) {
            return pd_vm_answer_failed(vm, answer, key);
        }
    }
    return LEAF_OK;
}

static LeafResult map_points(Vm *vm, const Str *from, const Str *to, Dict *table)
{
    for (size_t i = 0; i < from->length; i++) {
        Value v = to == NULL ? VALUE_NONE : pd_from_int(pd_str_at(to, i));
        Answer answer = pd_dict_set(&vm->heap, table, pd_from_int(pd_str_at(from, i)), v);
        if (answer != ANSWER_YES) {
            return pd_vm_answer_failed(vm, answer, v);
        }
    }
    return LEAF_OK;
}

static LeafResult pair_table(Vm *vm, const Value *args, Dict *table)
{
    Value x = pd_vm_unwrap(vm, args[0]);
    Value y = args[1];
    Value z = args[2];
    LeafResult answer = pd_text_str_arg(vm, &y, "maketrans() argument 2 must be str, not %s");
    if (answer == LEAF_OK) {
        answer = pd_text_str_arg(vm, &z, "maketrans() argument 3 must be str, not %s");
    }
    if (answer == LEAF_OK && !pd_text_is_str(vm, x)) {
        answer = pd_vm_raise(vm, EXC_TYPE_ERROR,
                             "first maketrans argument must be a string if "
                             "there is a second argument");
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    const Str *from = pd_text_str(vm, x);
    const Str *to = pd_text_str(vm, y);
    if (from->length != to->length) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR,
                           "the first two maketrans arguments must have equal length");
    }
    answer = map_points(vm, from, to, table);
    bool removes = answer == LEAF_OK && !pd_is_unbound(z);
    return removes ? map_points(vm, pd_text_str(vm, z), NULL, table) : answer;
}

static LeafResult str_maketrans(Vm *vm, const Value *args, Value *result)
{
    Dict *table = pd_dict_new(&vm->heap, 8);
    if (table == NULL) {
        return LEAF_MEMORY;
    }
    LeafResult answer;
    if (!pd_is_unbound(args[1])) {
        answer = pair_table(vm, args, table);
    } else {
        Value x = pd_vm_unwrap(vm, args[0]);
        answer = pd_is_kind(&vm->heap, x, KIND_DICT)
                     ? copy_table(vm, PD_AS(const Dict, &vm->heap, x), table)
                     : pd_vm_raise(vm, EXC_TYPE_ERROR,
                                   "if you give only one argument to maketrans it must be a dict");
    }
    return answer == LEAF_OK ? pd_text_give(vm, table, result) : answer;
}

static const LeafDef leaves[] = {
    {"__new__", "cls, /, object=, encoding=, errors=", str_new, LEAF_NEW},
    {"encode", "self, /, encoding=, errors=", str_encode, LEAF_METHOD},
    {"translate", "self, table, /", str_translate, LEAF_METHOD},
    {"maketrans", "x, y=, z=, /", str_maketrans, LEAF_STATIC},
};

TEXT_TABLE(pd_leaves_str_build, TYPE_STR, leaves);
