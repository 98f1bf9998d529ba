/*
 * Canonical CBOR to values: what hosts answer and what was recorded. See marshal.c for the format.
 *
 * Foreign bytes: everything is checked, a wrong one is a Status with its offset. Items of open
 * containers are collected in lists of the heap, so nothing has to be guessed from counts. When the
 * heap is full the answer is STATUS_NO_MEMORY and the caller begins again after a collection.
 */
#include "vm/marshal/marshal.h"

#include "cbor/cbor.h"
#include "vm/vm_in.h"

typedef enum Form {
    FORM_LIST,
    FORM_MAP,
    FORM_DICT,
    FORM_TUPLE,
    FORM_SET,
    FORM_FROZENSET,
    FORM_EXCEPTION,
    FORM_COMPLEX
} Form;

typedef struct Level {
    List *items;
    uint64_t left; /* items to come */
    uint8_t form;  /* Form */
} Level;

typedef struct Reader {
    Vm *vm;
    Heap *heap;
    uint32_t depth;
    CborReader cbor;
    Level levels[CBOR_NESTING_MAX];
} Reader;

static Status bad(Reader *r, const char *message)
{
    return pd_cbor_fail(&r->cbor, STATUS_INVALID, message);
}

static Status give(const Reader *r, const void *object, Value *out)
{
    if (object == NULL) {
        return STATUS_NO_MEMORY;
    }
    *out = pd_value_to(r->heap, object);
    return STATUS_OK;
}

/* ---- scalars ---- */

static Status of_answer(Reader *r, Answer answer)
{
    if (answer == ANSWER_LIMIT) {
        return pd_cbor_fail(&r->cbor, STATUS_LIMIT, "an int has too many bits");
    }
    return answer == ANSWER_YES ? STATUS_OK : STATUS_NO_MEMORY;
}

static Status read_text(Reader *r, Bytes text, Value *out)
{
    if (text.size > r->vm->limits.string_bytes) {
        return pd_cbor_fail(&r->cbor, STATUS_LIMIT, "a string is too long");
    }
    return give(r, pd_str_new_utf8(r->heap, text), out);
}

static Status read_bytes(Reader *r, const CborItem *item, Value *out)
{
    if (item->bytes.size > r->vm->limits.string_bytes) {
        return pd_cbor_fail(&r->cbor, STATUS_LIMIT, "a byte string is too long");
    }
    return give(r, pd_bytes_new(r->heap, item->bytes.data, item->bytes.size), out);
}

static Status read_negative(Reader *r, uint64_t n, Value *out)
{
    Answer answer = pd_int_from_u64(r->heap, n, out);
    if (answer == ANSWER_YES) {
        answer = pd_int_invert(r->heap, *out, out);
    }
    return of_answer(r, answer);
}

/* The byte string that must follow a tag. */
static Status read_content(Reader *r, CborItem *item)
{
    Status status = pd_cbor_next(&r->cbor, item);
    if (status == STATUS_OK && item->kind != CBOR_BYTES) {
        return bad(r, "the tag needs a byte string");
    }
    return status;
}

static Status read_big(Reader *r, bool negative, Value *out)
{
    CborItem item;
    Status status = read_content(r, &item);
    if (status != STATUS_OK) {
        return status;
    }
    if (item.bytes.size <= 8 || item.bytes.data[0] == 0) {
        return bad(r, "a big integer is not in its shortest form");
    }
    if (item.bytes.size > r->vm->limits.int_bits / 8) {
        return of_answer(r, ANSWER_LIMIT);
    }
    Answer answer = pd_int_from_bytes(r->heap, item.bytes, 0, out);
    if (answer == ANSWER_YES && negative) {
        answer = pd_int_invert(r->heap, *out, out);
    }
    return of_answer(r, answer);
}

static Status read_wtf8(Reader *r, Value *out)
{
    CborItem item;
    Status status = read_content(r, &item);
    if (status != STATUS_OK) {
        return status;
    }
    if (!pd_utf8_validate(item.bytes, UTF8_SURROGATES, NULL) ||
        pd_utf8_validate(item.bytes, UTF8_STRICT, NULL)) {
        return bad(r, "tag 273 needs text with lone surrogates");
    }
    return read_text(r, item.bytes, out);
}

static Status read_bytearray(Reader *r, Value *out)
{
    CborItem item;
    Status status = read_content(r, &item);
    if (status != STATUS_OK) {
        return status;
    }
    return give(r, pd_bytearray_new(r->heap, item.bytes.data, item.bytes.size), out);
}

/* ---- containers ---- */

static Status open_level(Reader *r, Form form, uint64_t count)
{
    enum { FIRST_ITEMS_MAX = 4096 };
    pd_assert(r->depth < CBOR_NESTING_MAX);
    List *items = pd_list_new(r->heap, count < FIRST_ITEMS_MAX ? (size_t)count : FIRST_ITEMS_MAX);
    if (items == NULL) {
        return STATUS_NO_MEMORY;
    }
    r->levels[r->depth++] = (Level){items, count, (uint8_t)form};
    return STATUS_OK;
}

static Status open_tagged(Reader *r, Form form)
{
    CborItem item;
    Status status = pd_cbor_next(&r->cbor, &item);
    if (status != STATUS_OK) {
        return status;
    }
    if (item.kind != CBOR_ARRAY) {
        return bad(r, "the tag needs an array");
    }
    bool odd = form == FORM_DICT && item.value % 2 != 0;
    bool not_pair = (form == FORM_EXCEPTION || form == FORM_COMPLEX) && item.value != 2;
    return odd || not_pair ? bad(r, "the tag's array has a wrong length")
                           : open_level(r, form, item.value);
}

/* *done false: a container was opened, its items come first. */
static Status read_tag(Reader *r, uint64_t tag, Value *out, bool *done)
{
    *done = true;
    switch (tag) {
    case CBOR_TAG_BIG_POSITIVE: return read_big(r, false, out);
    case CBOR_TAG_BIG_NEGATIVE: return read_big(r, true, out);
    case CBOR_TAG_WTF8: return read_wtf8(r, out);
    case MARSHAL_TAG_BYTEARRAY: return read_bytearray(r, out);
    default: break;
    }
    *done = false;
    switch (tag) {
    case MARSHAL_TAG_DICT: return open_tagged(r, FORM_DICT);
    case MARSHAL_TAG_TUPLE: return open_tagged(r, FORM_TUPLE);
    case MARSHAL_TAG_SET: return open_tagged(r, FORM_SET);
    case MARSHAL_TAG_FROZENSET: return open_tagged(r, FORM_FROZENSET);
    case MARSHAL_TAG_EXCEPTION: return open_tagged(r, FORM_EXCEPTION);
    case MARSHAL_TAG_COMPLEX: return open_tagged(r, FORM_COMPLEX);
    default: return bad(r, "unknown tag");
    }
}

static Status read_item(Reader *r, Value *out, bool *done)
{
    CborItem item;
    Status status = pd_cbor_next(&r->cbor, &item);
    if (status != STATUS_OK) {
        return status;
    }
    *done = true;
    switch (item.kind) {
    case CBOR_UINT: return of_answer(r, pd_int_from_u64(r->heap, item.value, out));
    case CBOR_NEGATIVE: return read_negative(r, item.value, out);
    case CBOR_BYTES: return read_bytes(r, &item, out);
    case CBOR_TEXT: return read_text(r, item.bytes, out);
    case CBOR_BOOL: *out = pd_from_bool(item.truth); return STATUS_OK;
    case CBOR_NULL: *out = VALUE_NONE; return STATUS_OK;
    case CBOR_DOUBLE: *out = pd_from_float(item.number); return STATUS_OK;
    case CBOR_TAG: return read_tag(r, item.value, out, done);
    case CBOR_ARRAY: *done = false; return open_level(r, FORM_LIST, item.value);
    case CBOR_MAP: *done = false; return open_level(r, FORM_MAP, item.value * 2);
    case CBOR_UNDEFINED:
    case CBOR_KIND_COUNT: break;
    }
    return bad(r, "undefined has no meaning here");
}

/* ---- closing ---- */

static Status close_table(Reader *r, const Level *level, Value *out)
{
    Heap *heap = r->heap;
    const Value *items = pd_list_items(heap, level->items);
    uint32_t length = level->items->length;
    bool dict = level->form == FORM_MAP || level->form == FORM_DICT;
    uint32_t stride = dict ? 2 : 1;
    Dict *made = dict ? pd_dict_new(heap, length / 2)
                      : pd_set_new(heap, length, level->form == FORM_FROZENSET);
    if (made == NULL) {
        return STATUS_NO_MEMORY;
    }
    for (uint32_t i = 0; i < length; i += stride) {
        Answer answer = pd_dict_set(heap, made, items[i], dict ? items[i + 1] : VALUE_NONE);
        if (answer == ANSWER_MEMORY) {
            return STATUS_NO_MEMORY;
        }
        if (answer != ANSWER_YES) {
            return bad(r, "a key cannot be hashed");
        }
    }
    if (made->used != length / stride) {
        return bad(r, "a key or item occurs twice");
    }
    return give(r, made, out);
}

static Status close_exception(Reader *r, const Value *items, Value *out)
{
    Vm *vm = r->vm;
    Heap *heap = r->heap;
    if (!pd_is_kind(heap, items[0], KIND_STR) || !pd_is_kind(heap, items[1], KIND_LIST)) {
        return bad(r, "an exception is a name and a list of arguments");
    }
    Str *name = pd_str_intern(heap, PD_AS(Str, heap, items[0]));
    if (name == NULL) {
        return STATUS_NO_MEMORY;
    }
    Class *cls = pd_vm_exception_class(vm, name);
    if (cls == NULL) {
        return bad(r, "unknown exception");
    }
    const List *list = PD_AS(const List, heap, items[1]);
    const Tuple *args = pd_tuple_new(heap, pd_list_items(heap, list), list->length);
    if (args == NULL) {
        return STATUS_NO_MEMORY;
    }
    return give(r, pd_vm_new_exception(vm, cls, pd_value_to(heap, args)), out);
}

static Status close_complex(Reader *r, const Value *items, Value *out)
{
    if (!pd_is_float(items[0]) || !pd_is_float(items[1])) {
        return bad(r, "a complex number is two floats");
    }
    Complex *c = pd_heap_alloc(r->heap, sizeof *c, KIND_COMPLEX, 0);
    if (c != NULL) {
        c->real = pd_float_of(items[0]);
        c->imag = pd_float_of(items[1]);
    }
    return give(r, c, out);
}

static Status close_level(Reader *r, Value *out)
{
    const Level *level = &r->levels[--r->depth];
    const Value *items = pd_list_items(r->heap, level->items);
    switch ((Form)level->form) {
    case FORM_LIST: return give(r, level->items, out);
    case FORM_TUPLE: return give(r, pd_tuple_new(r->heap, items, level->items->length), out);
    case FORM_EXCEPTION: return close_exception(r, items, out);
    case FORM_COMPLEX: return close_complex(r, items, out);
    case FORM_MAP:
    case FORM_DICT:
    case FORM_SET:
    case FORM_FROZENSET: break;
    }
    return close_table(r, level, out);
}

static Status read_all(Reader *r, Value *out)
{
    bool done;
    Status status = read_item(r, out, &done);
    while (status == STATUS_OK && r->depth > 0) {
        Level *level = &r->levels[r->depth - 1];
        if (done) {
            if (!pd_list_append(r->heap, level->items, *out)) {
                return STATUS_NO_MEMORY;
            }
            level->left--;
        }
        if (level->left == 0) {
            status = close_level(r, out);
            done = true;
            if (r->depth == 0) {
                break;
            }
        } else {
            status = read_item(r, out, &done);
        }
    }
    return status;
}

Status pd_vm_decode(Vm *vm, Bytes bytes, Value *out, Error *err)
{
    Reader *r = pd_alloc_new(vm->alloc, sizeof *r);
    if (r == NULL) {
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    r->vm = vm;
    r->heap = &vm->heap;
    r->depth = 0;
    pd_cbor_reader_init(&r->cbor, bytes, vm->limits.data_nesting, err);
    Status status = read_all(r, out);
    if (status == STATUS_OK) {
        status = pd_cbor_finish(&r->cbor);
    }
    pd_alloc_free(vm->alloc, r, sizeof *r);
    return status == STATUS_NO_MEMORY ? pd_error_plain(err, status) : status;
}
