/*
 * Values to canonical CBOR: arguments of effects, results of runs and steps.
 *
 *   None null · bool · float · str text (with lone surrogates: tag 273) · bytes byte string
 *   int: plain up to 64 bits, tags 2 and 3 beyond · list: array
 *   dict: a map when its keys stand in canonical order already, which loses nothing; else tag 4001
 *   tuple 4002, set 4003, frozenset 4004, builtin exceptions 4005, complex 4006, bytearray 4007
 *
 * Instances of subclasses of builtin types are written as the builtin value. Everything else is
 * refused, as is a mutable container that occurs twice: what is read back could not be the same.
 * Nested data is kept on an explicit stack, so depth is bounded by the limit data_nesting.
 */
#include "vm/marshal/marshal.h"

#include "cbor/cbor.h"
#include "vm/vm_in.h"

#include <stdio.h>
#include <string.h>

/* An open container. */
typedef struct Level {
    Value v;
    uint32_t position; /* in a table: entry number; in a sequence: index */
    uint32_t done;     /* items written */
    Value pending;     /* value that follows the key just written, or UNBOUND */
    Value key;         /* of the item being written, for messages */
    size_t start;      /* of its bytes in the output */
    bool as_map;
    bool array_open; /* exceptions: the arguments are being written */
} Level;

enum { LEVELS_MAX = 1000 };

/* Mutable containers met so far: an open-addressed set of refs. */
typedef struct Seen {
    Ref *slots;
    size_t capacity, count;
} Seen;

typedef struct Writer {
    Vm *vm;
    Heap *heap;
    Buffer *out;
    Seen seen;
    uint32_t cbor_levels;
    uint32_t depth;
    Level levels[LEVELS_MAX];
} Writer;

/* ---- what was met ---- */

static bool seen_grow(Writer *w)
{
    Seen *seen = &w->seen;
    size_t capacity = seen->capacity == 0 ? 64 : seen->capacity * 2;
    Ref *slots = pd_alloc_new_array(w->vm->alloc, capacity, sizeof(Ref));
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < seen->capacity; i++) {
        if (seen->slots[i] != 0) {
            size_t at = (size_t)pd_hash_u64(seen->slots[i]) & (capacity - 1);
            while (slots[at] != 0) {
                at = (at + 1) & (capacity - 1);
            }
            slots[at] = seen->slots[i];
        }
    }
    if (seen->slots != NULL) {
        pd_alloc_free_array(w->vm->alloc, seen->slots, seen->capacity, sizeof(Ref));
    }
    seen->slots = slots;
    seen->capacity = capacity;
    return true;
}

/* Notes v; *again when it was noted before. false: memory of the host. */
static bool note(Writer *w, Value v, bool *again)
{
    Seen *seen = &w->seen;
    *again = false;
    if (seen->count * 2 >= seen->capacity && !seen_grow(w)) {
        return false;
    }
    Ref ref = pd_ref_of(v);
    size_t at = (size_t)pd_hash_u64(ref) & (seen->capacity - 1);
    while (seen->slots[at] != 0 && seen->slots[at] != ref) {
        at = (at + 1) & (seen->capacity - 1);
    }
    *again = seen->slots[at] == ref;
    seen->count += seen->slots[at] == 0;
    seen->slots[at] = ref;
    return true;
}

/* ---- refusals ---- */

static bool is_identifier(const Str *s)
{
    if (s->length == 0 || s->length > 40 || (s->h.flags & STR_ASCII) == 0) {
        return false;
    }
    for (uint32_t i = 0; i < s->length; i++) {
        uint8_t c = pd_str_data(s)[i];
        bool letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
            return false;
        }
    }
    return true;
}

/* Where the value being written stands: ".items[3].name". */
static void append_path(const Writer *w, Buffer *path)
{
    for (uint32_t i = 0; i < w->depth; i++) {
        const Level *level = &w->levels[i];
        Kind kind = pd_kind(w->heap, level->v);
        if (kind == KIND_LIST || kind == KIND_TUPLE) {
            pd_buffer_append_format(path, "[%u]", level->done - 1);
        } else if (kind != KIND_DICT) {
            pd_buffer_append_cstr(path, kind == KIND_EXCEPTION ? ".args" : "{}");
        } else if (pd_is_kind(w->heap, level->key, KIND_STR)) {
            const Str *key = PD_AS(const Str, w->heap, level->key);
            bool plain = is_identifier(key);
            pd_buffer_append_cstr(path, plain ? "." : "['");
            pd_buffer_append_cstr(path, pd_vm_text(w->vm, level->key).text);
            pd_buffer_append_cstr(path, plain ? "" : "']");
        } else if (pd_is_int(level->key)) {
            pd_buffer_append_format(path, "[%lld]", (long long)pd_int_of(level->key));
        } else {
            pd_buffer_append_cstr(path, "[...]");
        }
    }
}

static LeafResult refuse(const Writer *w, ExcId id, const char *why)
{
    enum { PATH_MAX_BYTES = 600 };
    Buffer path;
    pd_buffer_init(&path, w->vm->alloc, PATH_MAX_BYTES);
    append_path(w, &path);
    const char *text = pd_buffer_peek_cstr(&path);
    LeafResult r =
        pd_vm_raise(w->vm, id, "cannot encode value%s: %s", text == NULL ? "..." : text, why);
    pd_buffer_deinit(&path);
    return r;
}

static LeafResult refuse_type(const Writer *w, Value v)
{
    enum { WHY_BYTES = 240 };
    char why[WHY_BYTES];
    TypeName name = pd_vm_type_name(w->vm, v);
    (void)snprintf(why, sizeof why, "'%s' object", name.text);
    return refuse(w, EXC_TYPE_ERROR, why);
}

/* ---- scalars ---- */

static LeafResult write_big(Writer *w, Value v)
{
    Heap *heap = w->heap;
    Value n = v;
    bool negative = pd_int_sign(heap, v) < 0;
    if (negative && pd_int_invert(heap, v, &n) != ANSWER_YES) {
        return LEAF_MEMORY;
    }
    size_t count = (size_t)(pd_int_bit_length(heap, n) / 8 + 1);
    uint8_t *bytes = pd_alloc_new(w->vm->alloc, count);
    if (bytes == NULL) {
        return LEAF_MEMORY;
    }
    bool fits = pd_int_to_bytes(heap, n, 0, bytes, count);
    pd_assert(fits);
    pd_cbor_write_big(w->out, negative, pd_bytes(bytes, count));
    pd_alloc_free(w->vm->alloc, bytes, count);
    return LEAF_OK;
}

static LeafResult write_str(Writer *w, Value v)
{
    const Str *s = PD_AS(const Str, w->heap, v);
    if ((s->h.flags & STR_ASCII) != 0) {
        pd_cbor_write_text(w->out, pd_bytes(pd_str_data(s), s->length));
        return LEAF_OK;
    }
    Buffer utf8;
    pd_buffer_init(&utf8, w->vm->alloc, w->out->max_bytes);
    Status status = pd_str_append_utf8(s, &utf8);
    if (status == STATUS_OK) {
        pd_cbor_write_string(w->out, pd_buffer_peek(&utf8));
    } else {
        pd_buffer_fail(w->out, status);
    }
    pd_buffer_deinit(&utf8);
    return LEAF_OK;
}

/* LEAF_END: v is no scalar. */
static LeafResult write_scalar(Writer *w, Value v)
{
    Buffer *out = w->out;
    if (pd_is_int(v)) {
        pd_cbor_write_int(out, pd_int_of(v));
    } else if (pd_is_float(v)) {
        pd_cbor_write_double(out, pd_float_of(v));
    } else if (pd_is_none(v)) {
        pd_cbor_write_null(out);
    } else if (pd_is_bool(v)) {
        pd_cbor_write_bool(out, pd_is(v, VALUE_TRUE));
    } else {
        switch (pd_kind(w->heap, v)) {
        case KIND_INT: return write_big(w, v);
        case KIND_STR: return write_str(w, v);
        case KIND_BYTES: {
            const BytesObject *b = PD_AS(const BytesObject, w->heap, v);
            pd_cbor_write_bytes(out, pd_bytes(pd_str_data(b), b->length));
            break;
        }
        case KIND_BYTEARRAY: {
            const ByteArray *b = PD_AS(const ByteArray, w->heap, v);
            const BytesObject *data = b->bytes == 0 ? NULL : pd_at(w->heap, b->bytes);
            pd_cbor_write_tag(out, MARSHAL_TAG_BYTEARRAY);
            pd_cbor_write_bytes(out, pd_bytes(data == NULL ? NULL : pd_str_data(data), b->length));
            break;
        }
        case KIND_COMPLEX: {
            const Complex *c = PD_AS(const Complex, w->heap, v);
            pd_cbor_write_tag(out, MARSHAL_TAG_COMPLEX);
            pd_cbor_write_array(out, 2);
            pd_cbor_write_double(out, c->real);
            pd_cbor_write_double(out, c->imag);
            break;
        }
        default: return LEAF_END;
        }
    }
    return LEAF_OK;
}

/* ---- containers ---- */

/* Whether all keys are short strings in canonical order: by length, then by bytes. */
static bool keys_ascend(const Writer *w, const Dict *d)
{
    uint32_t position = 0;
    Value key;
    const Str *last = NULL;
    while (pd_dict_next(w->heap, d, &position, &key, NULL)) {
        if (!pd_is_kind(w->heap, key, KIND_STR)) {
            return false;
        }
        const Str *s = PD_AS(const Str, w->heap, key);
        if ((s->h.flags & STR_ASCII) == 0) {
            return false;
        }
        if (last != NULL && (s->length < last->length ||
                             (s->length == last->length &&
                              memcmp(pd_str_data(last), pd_str_data(s), s->length) >= 0))) {
            return false;
        }
        last = s;
    }
    return true;
}

/* How deep the encoding of a container goes by itself. */
static uint32_t cbor_levels(const Writer *w, const Level *level)
{
    Kind kind = pd_kind(w->heap, level->v);
    return kind == KIND_LIST || level->as_map ? 1 : kind == KIND_EXCEPTION ? 3 : 2;
}

static void write_head(Writer *w, const Level *level)
{
    Buffer *out = w->out;
    switch (pd_kind(w->heap, level->v)) {
    case KIND_LIST: pd_cbor_write_array(out, PD_AS(List, w->heap, level->v)->length); break;
    case KIND_TUPLE:
        pd_cbor_write_tag(out, MARSHAL_TAG_TUPLE);
        pd_cbor_write_array(out, PD_AS(Tuple, w->heap, level->v)->length);
        break;
    case KIND_DICT: {
        const Dict *d = PD_AS(const Dict, w->heap, level->v);
        if (level->as_map) {
            pd_cbor_write_map(out, d->used);
        } else {
            pd_cbor_write_tag(out, MARSHAL_TAG_DICT);
            pd_cbor_write_array(out, 2 * (uint64_t)d->used);
        }
        break;
    }
    case KIND_EXCEPTION:
        pd_cbor_write_tag(out, MARSHAL_TAG_EXCEPTION);
        pd_cbor_write_array(out, 2);
        break;
    default: {
        const Dict *d = PD_AS(const Dict, w->heap, level->v);
        pd_cbor_write_tag(out, d->h.kind == KIND_SET ? MARSHAL_TAG_SET : MARSHAL_TAG_FROZENSET);
        pd_cbor_write_array(out, d->used);
    }
    }
}

static bool is_builtin_exception(const Writer *w, Value v)
{
    return pd_is_kind(w->heap, v, KIND_EXCEPTION) &&
           (pd_vm_class_of(w->vm, v)->flags & CLASS_BUILTIN) != 0;
}

static bool on_path(const Writer *w, Value v)
{
    for (uint32_t i = 0; i < w->depth; i++) {
        if (pd_is(w->levels[i].v, v)) {
            return true;
        }
    }
    return false;
}

static LeafResult open_container(Writer *w, Value v)
{
    Kind kind = pd_kind(w->heap, v);
    bool mutable = kind == KIND_LIST || kind == KIND_DICT || kind == KIND_SET;
    bool known =
        mutable || kind == KIND_TUPLE || kind == KIND_FROZENSET || is_builtin_exception(w, v);
    if (!known) {
        return refuse_type(w, v);
    }
    bool again = false;
    if (mutable && !note(w, v, &again)) {
        return LEAF_MEMORY;
    }
    if (again) {
        return refuse(w, EXC_TYPE_ERROR,
                      on_path(w, v) ? "it contains itself" : "it occurs more than once");
    }
    Level level = {.v = v, .pending = VALUE_UNBOUND, .key = VALUE_NONE};
    level.as_map = kind == KIND_DICT && keys_ascend(w, PD_AS(const Dict, w->heap, v));
    uint32_t levels = cbor_levels(w, &level);
    if (w->cbor_levels + levels > w->vm->limits.data_nesting || w->depth == LEVELS_MAX) {
        return refuse(w, EXC_VALUE_ERROR, "it is nested too deeply");
    }
    w->cbor_levels += levels;
    w->levels[w->depth++] = level;
    write_head(w, &level);
    return LEAF_OK;
}

static LeafResult write_value(Writer *w, Value v)
{
    v = pd_vm_unwrap(w->vm, v);
    LeafResult r = write_scalar(w, v);
    return r == LEAF_END ? open_container(w, v) : r;
}

static void close_container(Writer *w)
{
    w->depth--;
    w->cbor_levels -= cbor_levels(w, &w->levels[w->depth]);
}

/* The next item of the innermost container; false: it is closed now. */
static bool next_item(Writer *w, Value *v)
{
    Level *level = &w->levels[w->depth - 1];
    Heap *heap = w->heap;
    Kind kind = pd_kind(heap, level->v);
    bool more = true;
    if (!pd_is_unbound(level->pending)) {
        *v = level->pending;
        level->pending = VALUE_UNBOUND;
        return true;
    }
    if (kind == KIND_LIST) {
        const List *list = PD_AS(const List, heap, level->v);
        more = level->done < list->length;
        *v = more ? pd_list_items(heap, list)[level->done] : VALUE_NONE;
    } else if (kind == KIND_TUPLE) {
        const Tuple *tuple = PD_AS(const Tuple, heap, level->v);
        more = level->done < tuple->length;
        *v = more ? tuple->items[level->done] : VALUE_NONE;
    } else if (kind == KIND_EXCEPTION) {
        const Tuple *args = PD_AS(const Tuple, heap, PD_AS(const Exception, heap, level->v)->args);
        if (!level->array_open) {
            level->array_open = true;
            *v = pd_vm_class_of(w->vm, level->v)->name;
            return true;
        }
        if (level->done == 0) {
            pd_cbor_write_array(w->out, args->length);
        }
        more = level->done < args->length;
        *v = more ? args->items[level->done] : VALUE_NONE;
    } else {
        Value value = VALUE_UNBOUND;
        more = pd_dict_next(heap, PD_AS(const Dict, heap, level->v), &level->position, v, &value);
        if (more && kind == KIND_DICT) {
            level->key = *v;
            level->pending = value;
        }
    }
    level->done += more;
    if (!more) {
        close_container(w);
    }
    return more;
}

static LeafResult write_all(Writer *w, Value v)
{
    LeafResult r = write_value(w, v);
    while (r == LEAF_OK && w->depth > 0 && w->out->status == STATUS_OK) {
        Value item;
        if (next_item(w, &item)) {
            r = write_value(w, item);
        }
    }
    return r;
}

LeafResult pd_vm_encode(Vm *vm, Value v, Buffer *out)
{
    Writer *w = pd_alloc_new(vm->alloc, sizeof *w);
    if (w == NULL) {
        return LEAF_MEMORY;
    }
    w->vm = vm;
    w->heap = &vm->heap;
    w->out = out;
    w->seen = (Seen){0};
    w->cbor_levels = 0;
    w->depth = 0;
    size_t before = out->size;
    LeafResult r = write_all(w, v);
    pd_vm_charge(vm, (out->size - before) / 64);
    if (w->seen.slots != NULL) {
        pd_alloc_free_array(vm->alloc, w->seen.slots, w->seen.capacity, sizeof(Ref));
    }
    pd_alloc_free(vm->alloc, w, sizeof *w);
    return r;
}
