/* The reader: trusts nothing.
 *
 * First pass: every object gets its memory, by the sizes in its fields. Second pass: the fields,
 * with references checked against the objects that exist. What lists, tuples and tables hold is
 * read in the first one already, with the numbers of objects, for which the second one puts
 * references: most of most heaps is read once only. Then check.c looks at what the machine relies
 * on (kinds of fields, frames on instruction starts ...), so that a snapshot made by an enemy can
 * do no more than a strange program could.
 */
#include "snapshot/read.h"

#include <string.h>

Status pd_snapshot_bad(Reader *r, const char *what)
{
    pd_assert_reader(r);
    return pd_error_set(r->err, STATUS_CORRUPT, "the snapshot is damaged: object %u: %s",
                        r->current, what);
}

static inline Status read_small(Reader *r, uint64_t max, uint64_t *out)
{
    pd_assert_reader(r);
    return pd_cbor_read_uint_range(r->cbor, 0, max, out);
}

/* ---- values ---- */

/* role: what the object becomes by being referred to here. */
static ALWAYS_INLINE Status refer(Reader *r, uint64_t tag, uint64_t number, unsigned role,
                                  Value *out)
{
    if (tag == TAG_OBJECT && LIKELY(number < r->count)) {
        if (r->is_making) {
            *out = pd_from_object_number((uint32_t)number);
            return STATUS_OK;
        }
        unsigned before = r->roles[number];
        r->roles[number] = (uint8_t)(before | role);
        if (UNLIKELY(role == ROLE_SHAPES ? before != 0 : (before & ROLE_SHAPES) != 0))
            return pd_snapshot_bad(r, "a table of shapes has two uses");
        *out = pd_from_ref(r->refs[number]);
        return STATUS_OK;
    }
    if (tag == TAG_IMAGE && pd_heap_is_image_object(r->image, number)) {
        *out = pd_from_ref((Ref)number);
        return STATUS_OK;
    }
    if (tag == TAG_SINGLETON &&
        (number == SINGLETON_ELLIPSIS || number == SINGLETON_NOT_IMPLEMENTED)) {
        *out = number == SINGLETON_ELLIPSIS ? VALUE_ELLIPSIS : VALUE_NOT_IMPLEMENTED;
        return STATUS_OK;
    }
    return pd_snapshot_bad(r, "a value refers to nothing");
}

static Status read_int(Reader *r, const CborItem *item, Value *out)
{
    int64_t i = (int64_t)(item->value & INT64_MAX);
    i = item->kind == CBOR_UINT ? i : -1 - i;
    if (item->value > INT64_MAX || !pd_int_fits(i))
        return pd_snapshot_bad(r, "an integer is out of range");
    *out = pd_from_int(i);
    return STATUS_OK;
}

static NEVER_INLINE Status read_rare(Reader *r, unsigned role, Value *out)
{
    pd_assert_reader(r);
    uint64_t number;
    CborItem item;
    TRY(pd_cbor_next(r->cbor, &item));
    switch (item.kind) {
    case CBOR_UINT:
    case CBOR_NEGATIVE: return read_int(r, &item, out);
    case CBOR_DOUBLE: *out = pd_from_float(item.number); return STATUS_OK;
    case CBOR_BOOL: *out = pd_from_bool(item.truth); return STATUS_OK;
    case CBOR_NULL: *out = VALUE_NONE; return STATUS_OK;
    case CBOR_UNDEFINED: *out = VALUE_UNBOUND; return STATUS_OK;
    case CBOR_TAG:
        TRY(pd_cbor_read_uint(r->cbor, &number));
        return refer(r, item.value, number, role, out);
    default: return pd_snapshot_bad(r, "a value is of no known form");
    }
}

/* Any value; what most are in place. */
static ALWAYS_INLINE Status read_quick(Reader *r, unsigned role, Value *out)
{
    uint64_t tag, number;
    int64_t i;
    unsigned simple;
    if (pd_cbor_try_int(r->cbor, &i)) {
        *out = pd_from_int(i);
        return STATUS_OK;
    }
    if (pd_cbor_try_tagged_uint(r->cbor, &tag, &number))
        return refer(r, tag, number, role, out);
    if (pd_cbor_try_simple(r->cbor, &simple)) {
        *out = simple == CBOR_SIMPLE_NULL        ? VALUE_NONE
               : simple == CBOR_SIMPLE_UNDEFINED ? VALUE_UNBOUND
                                                 : pd_from_bool(simple == CBOR_SIMPLE_TRUE);
        return STATUS_OK;
    }
    return read_rare(r, role, out);
}

static Status read_any(Reader *r, unsigned role, Value *out)
{
    pd_assert_reader(r);
    return read_quick(r, role, out);
}

static Status not_shown(Reader *r)
{
    return pd_snapshot_bad(r, "a value is none that programs have");
}

/* A value as programs have them, or a fiber: pd_snapshot_check sees to which it is. */
static Status read_inner(Reader *r, Value *out)
{
    TRY(read_any(r, ROLE_SEEN, out));
    if (!pd_is_ref(*out))
        return STATUS_OK;
    Kind kind = pd_kind(&r->vm->heap, *out);
    return kind == KIND_FIBER || !pd_snapshot_is_hidden(kind) ? STATUS_OK : not_shown(r);
}

static ALWAYS_INLINE bool is_hidden(const Reader *r, Value v)
{
    return pd_is_ref(v) && UNLIKELY(pd_snapshot_is_hidden(pd_kind(&r->vm->heap, v)));
}

/* A value as programs have them. */
static Status read_value(Reader *r, Value *out)
{
    TRY(read_quick(r, ROLE_SEEN, out));
    return is_hidden(r, *out) ? not_shown(r) : STATUS_OK;
}

static Status read_values(Reader *r, Value *out, uint64_t count)
{
    pd_assert_reader(r);
    pd_assert(out != NULL);
    for (uint64_t i = 0; i < count; i++)
        TRY(read_value(r, &out[i]));
    return STATUS_OK;
}

static Status read_link_as(Reader *r, unsigned role, Ref *out)
{
    pd_assert_reader(r);
    pd_assert(out != NULL);
    Value v = VALUE_NONE;
    TRY(read_quick(r, role, &v));
    if (!pd_is_none(v) && !pd_is_ref(v))
        return pd_snapshot_bad(r, "a link is no reference");
    *out = pd_is_none(v) ? 0 : pd_ref_of(v);
    return STATUS_OK;
}

/* A link: null, or a reference. */
static Status read_link(Reader *r, Ref *out)
{
    return read_link_as(r, ROLE_SEEN, out);
}

static Status read_u32(Reader *r, uint32_t *out)
{
    pd_assert_reader(r);
    pd_assert(out != NULL);
    uint64_t n;
    TRY(read_small(r, UINT32_MAX, &n));
    *out = (uint32_t)n;
    return STATUS_OK;
}

typedef struct ObjectHead {
    uint64_t fields, kind, flags, aux, ident;
} ObjectHead;

/* ---- first pass: memory ---- */

static Status too_few(Reader *r)
{
    return pd_snapshot_bad(r, "too few fields");
}

static Status no_room(Reader *r)
{
    pd_assert_reader(r);
    return pd_error_set(r->err, STATUS_LIMIT,
                        "the snapshot does not fit into its own limit heap_bytes");
}

static inline Status made(Reader *r, void *object)
{
    pd_assert_reader(r);
    if (object == NULL)
        return no_room(r);
    r->refs[r->current] = pd_ref_to(&r->vm->heap, object);
    return STATUS_OK;
}

/* The usual forms of values where at least CBOR_HEAD_BYTES_MAX bytes follow the first; the place
 * behind it, or NULL: read_any has to look. */
static ALWAYS_INLINE const uint8_t *value_at(const Reader *r, const uint8_t *at, Value *out)
{
    enum { TAG = CBOR_MAJOR_TAG << 5, SIGN = CBOR_MAJOR_NEGATIVE << 5 };
    uint64_t n = 0;
    if (at[0] < CBOR_MAJOR_BYTES << 5) {
        size_t size = pd_cbor_small_argument(at[0] & ~(unsigned)SIGN, at, CBOR_HEAD_BYTES_MAX, &n);
        *out = pd_from_int((at[0] & SIGN) != 0 ? -1 - (int64_t)n : (int64_t)n);
        return size == 0 ? NULL : at + size;
    }
    if (at[0] != TAG + TAG_OBJECT && at[0] != TAG + TAG_IMAGE)
        return NULL;
    size_t size = pd_cbor_small_uint(at + 1, CBOR_HEAD_BYTES_MAX, &n);
    bool is_object = at[0] == TAG + TAG_OBJECT;
    *out = is_object ? pd_from_object_number((uint32_t)n) : pd_from_ref((Ref)n);
    bool good =
        is_object ? n < r->count : pd_heap_is_image_object(r->image, n) && !is_hidden(r, *out);
    return size == 0 || !good ? NULL : at + 1 + size;
}

static Status skip_fields(Reader *r, uint64_t count)
{
    pd_assert_reader(r);
    for (uint64_t i = 0; i < count; i++)
        TRY(pd_cbor_skip(r->cbor));
    return STATUS_OK;
}

/* Reads the last fields of the object, which are values, outside of its array. *whole: they are as
 * programs have them, and there is nothing else to be read for it in the second pass. */
static Status read_ahead(Reader *r, Value *out, uint64_t count, bool *whole)
{
    pd_assert_reader(r);
    pd_assert(r->is_making && (count == 0 || out != NULL));
    const uint8_t *data = r->cbor->bytes.data, *at = data + r->cbor->offset;
    const uint8_t *end = data + r->cbor->bytes.size;
    bool good = true;
    uint64_t i = 0;
    for (; i < count && good; i++) {
        const uint8_t *next = end - at > 1 + CBOR_HEAD_BYTES_MAX ? value_at(r, at, &out[i]) : NULL;
        if (UNLIKELY(next == NULL)) {
            r->cbor->offset = (size_t)(at - data);
            TRY(read_any(r, ROLE_SEEN, &out[i]));
            next = data + r->cbor->offset;
            good = !pd_is_unbound(out[i]) && !is_hidden(r, out[i]);
        }
        at = next;
    }
    r->cbor->offset = (size_t)(at - data);
    TRY(skip_fields(r, count - i));
    if (good)
        r->fields[r->current].start = r->cbor->offset;
    *whole = good;
    return STATUS_OK;
}

/* Whether that was so. */
static bool was_read_ahead(const Reader *r)
{
    pd_assert_reader(r);
    pd_assert(!r->is_making);
    return r->fields[r->current].start == r->fields[r->current].end;
}

/* A reference for the number that was read ahead. */
static ALWAYS_INLINE Status settle(Reader *r, Value *v, bool hidden)
{
    if (!pd_is_object_number(*v))
        return STATUS_OK;
    TRY(refer(r, TAG_OBJECT, pd_object_number_of(*v), ROLE_SEEN, v));
    return !hidden && is_hidden(r, *v) ? not_shown(r) : STATUS_OK;
}

/* Puts a content where it has room. *plain as Reader.counts. */
static Status read_points(Reader *r, Bytes utf8, uint32_t width, uint8_t *data, uint32_t *plain)
{
    pd_assert_reader(r);
    pd_assert_bytes(utf8);
    if (width == 1 && pd_utf8_is_ascii(utf8)) {
        pd_bytes_move(data, utf8.data, utf8.size);
        *plain = (uint32_t)utf8.size;
        return STATUS_OK;
    }
    uint32_t bound = width == 1 ? 0x80 : width == 2 ? 0x100 : 0x10000;
    uint32_t largest = 0;
    uint32_t count = 0;
    *plain = 0;
    for (size_t at = 0; at < utf8.size; count++) {
        uint32_t point = pd_utf8_next(utf8, &at);
        *plain += largest < bound && point < bound;
        largest = point > largest ? point : largest;
        uint16_t half = (uint16_t)point;
        if (width == 1) {
            data[count] = (uint8_t)point;
        } else if (width == 2) {
            memcpy(data + 2 * (size_t)count, &half, 2);
        } else {
            memcpy(data + 4 * (size_t)count, &point, 4);
        }
    }
    bool fits = width == (largest < 256 ? 1u : largest < 65536 ? 2u : 4u);
    return fits ? STATUS_OK : pd_snapshot_bad(r, "a str has the wrong width");
}

static Status check_points(Reader *r, Bytes utf8, uint64_t width)
{
    pd_assert_reader(r);
    pd_assert_bytes(utf8);
    if (!pd_utf8_validate(utf8, UTF8_SURROGATES, NULL))
        return pd_snapshot_bad(r, "a str is not UTF-8");
    bool known = width == 1 || width == 2 || width == 4;
    return known ? STATUS_OK : pd_snapshot_bad(r, "a str has an impossible width");
}

/* A str of its own, even where the heap would give a shared one: programs can tell by `is`. */
static Status make_str(Reader *r, const ObjectHead *head)
{
    pd_assert_reader(r);
    pd_assert(head != NULL);
    Heap *heap = &r->vm->heap;
    Bytes utf8;
    TRY(pd_cbor_read_bytes(r->cbor, &utf8));
    TRY(check_points(r, utf8, head->aux));
    Str *s = pd_str_new_width(heap, pd_utf8_count(utf8), (uint32_t)head->aux);
    TRY(made(r, s));
    uint32_t plain;
    TRY(read_points(r, utf8, (uint32_t)head->aux, s->own, &plain));
    if (s->h.aux == 1 && plain == s->length)
        s->h.flags |= STR_ASCII;
    bool own = (head->flags & STR_INTERNED) == 0 || pd_str_intern(heap, s) == s;
    return own ? STATUS_OK : pd_snapshot_bad(r, "an interned str is there twice");
}

/* Which part of which text it is comes with the fields. */
static Status make_view(Reader *r, const ObjectHead *head)
{
    pd_assert_reader(r);
    pd_assert(head != NULL);
    if ((head->flags & ~(uint64_t)(STR_VIEW | STR_ASCII)) != 0)
        return pd_snapshot_bad(r, "a str has a mark that none has");
    StrView *view = pd_heap_alloc(&r->vm->heap, sizeof(StrView), KIND_STR, (uint32_t)head->aux);
    TRY(made(r, view));
    *view = (StrView){.h = view->h};
    view->h.flags = (uint8_t)head->flags;
    return STATUS_OK;
}

static Status make_shared_text(Reader *r, const ObjectHead *head)
{
    pd_assert_reader(r);
    pd_assert(head != NULL);
    uint64_t capacity;
    Bytes utf8;
    TRY(read_small(r, UINT32_MAX, &capacity));
    TRY(pd_cbor_read_bytes(r->cbor, &utf8));
    TRY(check_points(r, utf8, head->aux));
    size_t used = pd_utf8_count(utf8);
    if (used > capacity || head->flags != 0)
        return pd_snapshot_bad(r, "a text has no room for itself, or a mark that none has");
    SharedText *text = pd_text_make(&r->vm->heap, (size_t)capacity, (uint32_t)head->aux);
    TRY(made(r, text));
    text->used = (uint32_t)used;
    return read_points(r, utf8, (uint32_t)head->aux, text->data, &r->counts[r->current]);
}

static Status make_bytes(Reader *r)
{
    pd_assert_reader(r);
    Bytes bytes;
    TRY(pd_cbor_read_bytes(r->cbor, &bytes));
    BytesObject *b = pd_heap_alloc(&r->vm->heap, sizeof(Str) + bytes.size, KIND_BYTES, 1);
    TRY(made(r, b));
    b->length = (uint32_t)bytes.size;
    b->hash = 0;
    if (bytes.size != 0) {
        memcpy(b->own, bytes.data, bytes.size);
    }
    return STATUS_OK;
}

static Status make_int(Reader *r, unsigned flags)
{
    pd_assert_reader(r);
    Bytes bytes;
    TRY(pd_cbor_read_bytes(r->cbor, &bytes));
    size_t limbs = bytes.size / 8;
    if (limbs == 0 || bytes.size % 8 != 0)
        return pd_snapshot_bad(r, "an integer is cut off");
    uint64_t top = pd_bytes_get_u64(bytes.data);
    uint64_t small = (flags & BIGINT_NEGATIVE) != 0 ? (uint64_t)1 << 49 : ((uint64_t)1 << 49) - 1;
    if (top == 0 || (limbs == 1 && top <= small))
        return pd_snapshot_bad(r, "an integer is not in its smallest form");
    BigInt *b = pd_heap_alloc(&r->vm->heap, sizeof(BigInt) + bytes.size, KIND_INT, 0);
    TRY(made(r, b));
    b->limb_count = (uint32_t)limbs;
    b->unused = 0;
    for (size_t i = 0; i < limbs; i++)
        b->limbs[i] = pd_bytes_get_u64(bytes.data + bytes.size - 8 * (i + 1));
    return STATUS_OK;
}

/* An object with a number of Values that comes first. */
static Status make_counted(Reader *r, Kind kind, uint64_t fields)
{
    pd_assert_reader(r);
    pd_assert(kind < KIND_COUNT);
    uint64_t count;
    bool whole;
    if (fields == 0)
        return too_few(r);
    TRY(pd_cbor_read_uint(r->cbor, &count));
    if (count != fields - 1)
        return pd_snapshot_bad(r, "a length is wrong");
    Heap *heap = &r->vm->heap;
    if (kind == KIND_TUPLE) {
        Tuple *t = pd_heap_alloc(heap, sizeof(Tuple) + count * sizeof(Value), kind, 0);
        TRY(made(r, t));
        *t = (Tuple){.h = t->h, .length = (uint32_t)count};
        return read_ahead(r, t->items, count, &whole);
    }
    Opaque *o = pd_heap_alloc(heap, sizeof(Opaque) + count * sizeof(Value), kind, 0);
    TRY(made(r, o));
    *o = (Opaque){.h = o->h, .count = (uint32_t)count};
    for (uint64_t i = 0; i < count; i++)
        o->items[i] = VALUE_NONE;
    return STATUS_OK;
}

static Status make_array(Reader *r, uint64_t capacity, Ref *out)
{
    pd_assert_reader(r);
    pd_assert(out != NULL);
    *out = 0;
    if (capacity == 0)
        return STATUS_OK;
    if (capacity > r->vm->limits.heap_bytes / sizeof(Value))
        return no_room(r);
    Array *array = pd_array_new(&r->vm->heap, (size_t)capacity);
    if (array == NULL)
        return no_room(r);
    *out = pd_ref_to(&r->vm->heap, array);
    return STATUS_OK;
}

static Status make_list(Reader *r, uint64_t fields)
{
    pd_assert_reader(r);
    uint64_t capacity, length;
    Ref items;
    bool whole;
    if (fields < 2)
        return too_few(r);
    TRY(read_small(r, UINT32_MAX, &capacity));
    TRY(read_small(r, capacity, &length));
    if (length + 2 != fields)
        return pd_snapshot_bad(r, "a length is wrong");
    TRY(make_array(r, capacity, &items));
    List *list = pd_heap_alloc(&r->vm->heap, sizeof(List), KIND_LIST, 0);
    TRY(made(r, list));
    list->length = (uint32_t)length;
    list->items = items;
    Value *to = pd_list_items(&r->vm->heap, list);
    return length == 0 ? STATUS_OK : read_ahead(r, to, length, &whole);
}

/* Three numbers of one byte each, outside of all arrays; false: nothing was read. */
static ALWAYS_INLINE bool read_three(Reader *r, uint64_t out[3])
{
    const uint8_t *at = r->cbor->bytes.data + r->cbor->offset;
    if (r->cbor->bytes.size - r->cbor->offset < 3 || at[0] >= CBOR_SHORT_END ||
        at[1] >= CBOR_SHORT_END || at[2] >= CBOR_SHORT_END)
        return false;
    out[0] = at[0];
    out[1] = at[1];
    out[2] = at[2];
    r->cbor->offset += 3;
    return true;
}

/* The entries of a table are read ahead if none was deleted and their keys say their hashes. */
static Status make_dict(Reader *r, const ObjectHead *head)
{
    pd_assert_reader(r);
    pd_assert(head->kind < KIND_COUNT);
    const Kind kind = (Kind)head->kind;
    const uint64_t fields = head->fields;
    enum { NUMBERS = 3 };
    uint64_t n[NUMBERS];
    if (fields < NUMBERS)
        return too_few(r);
    if (head->aux != 0)
        return pd_snapshot_bad(r, "a table tells what is no part of a snapshot");
    if (!read_three(r, n)) {
        for (int i = 0; i < NUMBERS; i++)
            TRY(read_small(r, UINT32_MAX, &n[i]));
    }
    uint64_t capacity = n[0], count = n[1], insertions = n[2];
    Heap *heap = &r->vm->heap;
    if (capacity != 0 &&
        (!pd_table_capacity_valid(capacity) || capacity > r->vm->limits.heap_bytes / 8)) {
        return pd_snapshot_bad(r, "a table has an impossible size");
    }
    Dict *d = pd_heap_alloc(heap, sizeof(Dict), kind, 0);
    TRY(made(r, d));
    r->tables[r->table_count++] = r->current;
    d->used = 0;
    d->table = 0;
    if (capacity != 0 && !pd_dict_restore_table(heap, d, (uint32_t)capacity))
        return no_room(r);
    uint64_t values = kind == KIND_DICT ? 2 * count : count;
    if (count == 0 || insertions < count || insertions > capacity || fields != NUMBERS + values)
        return skip_fields(r, fields - NUMBERS);
    Table *t = pd_at(heap, d->table);
    bool whole;
    TRY(read_ahead(r, t->entries, values, &whole));
    if (whole) {
        t->count = (uint32_t)count;
        t->h.ident = (uint32_t)insertions;
    }
    return STATUS_OK;
}

/* Fixed-size kinds; every Value field becomes None, every Ref 0 until the second pass. */
static Status make_fixed(Reader *r, Kind kind, uint32_t aux)
{
    pd_assert_reader(r);
    pd_assert(kind < KIND_COUNT);
    uint32_t plain = pd_snapshot_plain_values(kind);
    size_t bytes = plain != 0               ? sizeof(Header) + plain * sizeof(Value)
                   : kind == KIND_COMPLEX   ? sizeof(Complex)
                   : kind == KIND_BYTEARRAY ? sizeof(ByteArray)
                   : kind == KIND_SHAPE     ? sizeof(Shape)
                   : kind == KIND_MODULE    ? sizeof(Module)
                   : kind == KIND_TRACEBACK ? sizeof(Traceback)
                   : kind == KIND_DICT_VIEW ? sizeof(DictView)
                   : kind == KIND_SLOT      ? sizeof(SlotMember)
                   : kind == KIND_CLASS     ? sizeof(Class)
                   : kind == KIND_INSTANCE  ? sizeof(Instance) + aux * sizeof(Value)
                   : kind == KIND_WRAPPED   ? sizeof(Wrapped) + aux * sizeof(Value)
                   : kind == KIND_EXCEPTION ? sizeof(Exception)
                   : kind == KIND_FIBER     ? sizeof(Fiber)
                   : kind == KIND_GENERATOR ? sizeof(Fiber)
                   : kind == KIND_ITER      ? sizeof(Iter)
                   : kind == KIND_FUNCTION  ? sizeof(FunctionObject)
                                            : 0;
    if (bytes == 0)
        return pd_snapshot_bad(r, "an object of no known kind");
    if (kind == KIND_EXCEPTION && aux != 0)
        return pd_snapshot_bad(r, "an exception has room for attributes that it cannot have");
    Header *h = pd_heap_alloc(&r->vm->heap, bytes, kind, aux);
    TRY(made(r, h));
    memset(h + 1, 0, ((bytes + 7) & ~(size_t)7) - sizeof(Header));
    return STATUS_OK;
}

/* Kinds whose last fields are read ahead. */
static bool is_read_ahead(uint64_t kind)
{
    const uint64_t kinds = PD_KIND_BIT(KIND_LIST) | PD_KIND_BIT(KIND_TUPLE) |
                           PD_KIND_BIT(KIND_DICT) | PD_KIND_BIT(KIND_SET) |
                           PD_KIND_BIT(KIND_FROZENSET);
    return (kinds >> kind & 1) != 0;
}

/* The head of an object of these kinds, where all numbers are of one byte; else nothing was read.
 */
static bool read_short_head(Reader *r, ObjectHead *head)
{
    enum { HEAD = 5, ARRAY = CBOR_MAJOR_ARRAY << 5 };
    CborReader *cbor = r->cbor;
    const uint8_t *at = cbor->bytes.data + cbor->offset;
    if (cbor->bytes.size - cbor->offset < HEAD || at[0] < ARRAY + HEAD ||
        at[0] >= ARRAY + CBOR_SHORT_END || at[2] >= CBOR_SHORT_END || at[3] >= CBOR_SHORT_END ||
        at[4] >= CBOR_SHORT_END || at[1] >= CBOR_SHORT_END || !is_read_ahead(at[1]))
        return false;
    *head = (ObjectHead){at[0] - ARRAY - (HEAD - 1), at[1], at[2], at[3], at[4]};
    cbor->offset += HEAD;
    r->fields[r->current].start = cbor->offset;
    return true;
}

/* Leaves the array of those that are read ahead: the rest of it is counted. */
static Status read_head(Reader *r, ObjectHead *head)
{
    pd_assert_reader(r);
    pd_assert(head != NULL);
    if (read_short_head(r, head))
        return STATUS_OK;
    uint64_t count;
    TRY(pd_cbor_read_array(r->cbor, &count));
    if (count < 4)
        return too_few(r);
    head->fields = count - 4;
    TRY(read_small(r, KIND_COUNT - 1, &head->kind));
    TRY(read_small(r, UINT8_MAX, &head->flags));
    TRY(read_small(r, UINT16_MAX, &head->aux));
    TRY(read_small(r, UINT32_MAX, &head->ident));
    r->fields[r->current].start = r->cbor->offset;
    if (is_read_ahead(head->kind) && head->fields != 0)
        pd_cbor_narrow(r->cbor, r->cbor->offset, r->cbor->bytes.size);
    return STATUS_OK;
}

/* Of kinds that hold bytes, which the first pass reads; 0 for others. */
static uint64_t content_fields(Kind kind, uint64_t flags)
{
    switch (kind) {
    case KIND_STR: return (flags & STR_VIEW) != 0 ? 2 : 1;
    case KIND_BYTES:
    case KIND_INT: return 1;
    case KIND_TEXT: return 2;
    default: return 0;
    }
}

static Status make_object(Reader *r)
{
    pd_assert_reader(r);
    ObjectHead head;
    TRY(read_head(r, &head));
    Kind kind = (Kind)head.kind;
    uint64_t contents = content_fields(kind, head.flags);
    if (contents != 0 && head.fields != contents)
        return pd_snapshot_bad(r, "the wrong number of fields");
    switch (kind) {
    case KIND_STR:
        TRY((head.flags & STR_VIEW) != 0 ? make_view(r, &head) : make_str(r, &head));
        break;
    case KIND_BYTES: TRY(make_bytes(r)); break;
    case KIND_TEXT: TRY(make_shared_text(r, &head)); break;
    case KIND_INT: TRY(make_int(r, (unsigned)head.flags)); break;
    case KIND_TUPLE:
    case KIND_OPAQUE: TRY(make_counted(r, kind, head.fields)); break;
    case KIND_LIST: TRY(make_list(r, head.fields)); break;
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: TRY(make_dict(r, &head)); break;
    default: TRY(make_fixed(r, kind, (uint32_t)head.aux)); break;
    }
    Header *h = pd_at(&r->vm->heap, r->refs[r->current]);
    if (kind != KIND_STR && kind != KIND_BYTES) {
        h->flags = (uint8_t)head.flags;
        h->aux = (uint16_t)head.aux;
    }
    h->ident = (uint32_t)head.ident;
    if (kind == KIND_FIBER || kind == KIND_GENERATOR)
        r->fibers[r->fiber_count++] = r->current;
    if (kind == KIND_OPAQUE)
        r->records[r->record_count++] = r->current;
    return STATUS_OK;
}

/* ---- second pass: fields ---- */

static Status fill_view(Reader *r, StrView *view)
{
    pd_assert_reader(r);
    pd_assert_object(Str, view);
    Heap *heap = &r->vm->heap;
    uint64_t tag, number, length;
    TRY(pd_cbor_read_tag(r->cbor, &tag));
    TRY(pd_cbor_read_uint(r->cbor, &number));
    TRY(read_small(r, UINT32_MAX, &length));
    if (tag != TAG_OBJECT || number >= r->count ||
        !pd_is_kind(heap, pd_from_ref(r->refs[number]), KIND_TEXT))
        return pd_snapshot_bad(r, "a str is part of something that is no text");
    const SharedText *text = pd_at(heap, r->refs[number]);
    if (length > text->used || text->capacity > pd_text_room((size_t)length))
        return pd_snapshot_bad(r, "a str has the wrong share of its text");
    bool plain = length <= r->counts[number];
    bool ascii = (view->h.flags & STR_ASCII) != 0;
    if (view->h.aux != text->h.aux || ascii != plain || (plain && text->h.aux != 1))
        return pd_snapshot_bad(r, "a str has the wrong width");
    view->length = (uint32_t)length;
    view->text = r->refs[number];
    pd_view_aim(heap, view);
    return STATUS_OK;
}

/* The table of entries that were read ahead. */
static Status fill_index(Reader *r, Dict *d)
{
    pd_assert_reader(r);
    pd_assert_object(Dict, d);
    Heap *heap = &r->vm->heap;
    Table *t = pd_at(heap, d->table);
    uint32_t stride = pd_table_stride(t);
    bool shapes = (r->roles[r->current] & ROLE_SHAPES) != 0;
    for (uint32_t i = 0; i < t->count; i++) {
        Value *entry = &t->entries[(size_t)i * stride];
        TRY(settle(r, entry, false));
        if (stride == 2)
            TRY(settle(r, &entry[1], shapes));
        if (!pd_snapshot_key_hashes_itself(heap, entry[0]) ||
            (shapes && !pd_is_kind(heap, entry[stride - 1], KIND_SHAPE)))
            return pd_snapshot_bad(r, "a table holds what it cannot hold");
    }
    pd_dict_restore_index(heap, d);
    return STATUS_OK;
}

static Status fill_dict(Reader *r, Dict *d)
{
    pd_assert_reader(r);
    pd_assert_object(Dict, d);
    uint64_t capacity, count, insertions;
    TRY(pd_cbor_read_uint(r->cbor, &capacity));
    TRY(read_small(r, capacity, &count));
    TRY(read_small(r, capacity, &insertions));
    if (insertions < count)
        return pd_snapshot_bad(r, "a table counts wrongly");
    Heap *heap = &r->vm->heap;
    bool shapes = (r->roles[r->current] & ROLE_SHAPES) != 0;
    for (uint64_t i = 0; i < count; i++) {
        Value key = VALUE_NONE, value = VALUE_NONE;
        uint32_t hash = 0;
        TRY(read_value(r, &key));
        if (!pd_is_unbound(key)) {
            if (!pd_snapshot_key_hashes_itself(heap, key)) {
                TRY(read_u32(r, &hash));
            } else {
                pd_table_own_hash(heap, key, &hash);
            }
            if (d->h.kind == KIND_DICT)
                TRY(shapes ? read_any(r, ROLE_SEEN, &value) : read_value(r, &value));
            if (pd_is_unbound(value) || (shapes && !pd_is_kind(heap, value, KIND_SHAPE)))
                return pd_snapshot_bad(r, "a table holds what it cannot hold");
        }
        pd_dict_restore_entry(heap, d, key, hash, value);
    }
    if (d->table != 0)
        pd_dict_restore_insertions(heap, d, (uint32_t)insertions);
    return STATUS_OK;
}

static Status fill_attributes(Reader *r, Instance *o)
{
    pd_assert_reader(r);
    pd_assert_object(Instance, o);
    TRY(read_link(r, &o->shape));
    if (!pd_is_kind(&r->vm->heap, pd_from_ref(o->shape), KIND_SHAPE))
        return pd_snapshot_bad(r, "an instance has no shape");
    if ((o->h.flags & INSTANCE_DICT) != 0)
        return read_link(r, &o->overflow);
    uint64_t capacity, count;
    TRY(read_small(r, UINT32_MAX, &capacity));
    TRY(read_small(r, UINT32_MAX, &count));
    uint32_t inline_count = o->h.aux;
    if (count > inline_count + capacity)
        return pd_snapshot_bad(r, "an instance has more attributes than room");
    Ref overflow;
    TRY(make_array(r, capacity, &overflow));
    o->overflow = overflow;
    for (uint32_t i = 0; i < inline_count; i++)
        *pd_instance_slot(&r->vm->heap, o, i) = VALUE_UNBOUND;
    for (uint32_t i = 0; i < count; i++)
        TRY(read_value(r, pd_instance_slot(&r->vm->heap, o, i)));
    r->counts[r->current] = (uint32_t)count;
    return STATUS_OK;
}

static Status fill_instance(Reader *r, Instance *o)
{
    pd_assert_reader(r);
    pd_assert_object(Instance, o);
    if (o->h.kind == KIND_WRAPPED)
        TRY(read_value(r, &((Wrapped *)(void *)o)->payload));
    if (o->h.kind == KIND_EXCEPTION) {
        Exception *e = (Exception *)(void *)o;
        TRY(read_values(r, &e->args, 5));
        TRY(read_u32(r, &e->suppress_context));
    }
    return fill_attributes(r, o);
}

static Status fill_frame(Reader *r, const Array *stack, uint32_t *above)
{
    pd_assert_reader(r);
    pd_assert_object(Array, stack);
    pd_assert(above != NULL);
    uint64_t count, base, code, pc, phase, flags;
    TRY(pd_cbor_read_array(r->cbor, &count));
    pd_cbor_narrow(r->cbor, r->cbor->offset, r->cbor->bytes.size); /* its items are counted here */
    TRY(pd_cbor_read_uint(r->cbor, &base));
    TRY(read_small(r, r->vm->loaded_count - 1u, &code));
    TRY(read_small(r, UINT32_MAX, &pc));
    TRY(read_small(r, PHASE_COUNT - 1, &phase));
    TRY(read_small(r, UINT8_MAX, &flags));
    const Function *fn = pd_loaded(r->vm, (uint32_t)code)->function;
    uint64_t end = stack->capacity;
    if (*above != 0) { /* the frame above owns its header, and for some phases the slot below it */
        const FrameHeader *next =
            (const FrameHeader *)(const void *)(stack->items + *above - FRAME_HEADER_SLOTS);
        end = *above - FRAME_HEADER_SLOTS - (pd_phase_has_below(next->phase) ? 1 : 0);
    }
    bool has_below = pd_phase_has_below((uint8_t)phase);
    uint64_t registers = count - 6 - (has_below ? 1 : 0);
    bool inside = base >= FRAME_HEADER_SLOTS + (has_below ? 1u : 0u) && base <= end &&
                  registers <= end - base && registers <= fn->register_count;
    if (count < 6 + (has_below ? 1u : 0u) || !inside ||
        (*above == 0 && base + fn->register_count > stack->capacity))
        return pd_snapshot_bad(r, "a frame lies outside its stack");
    Value *at = (Value *)(uintptr_t)stack->items + base;
    FrameHeader *header = (FrameHeader *)(void *)(at - FRAME_HEADER_SLOTS);
    *header = (FrameHeader){.pc = (uint32_t)pc,
                            .code = (uint32_t)code,
                            .phase = (uint8_t)phase,
                            .flags = (uint8_t)flags};
    TRY(read_value(r, &header->function));
    if (has_below)
        TRY(read_inner(r, &at[-FRAME_HEADER_SLOTS - 1]));
    TRY(read_values(r, at, registers));
    if (*above != 0)
        ((FrameHeader *)(uintptr_t)(stack->items + *above - FRAME_HEADER_SLOTS))->previous =
            (uint32_t)base;
    *above = (uint32_t)base;
    return STATUS_OK;
}

static Status fill_fiber(Reader *r, Fiber *fiber)
{
    pd_assert_reader(r);
    pd_assert_object(Fiber, fiber);
    uint64_t capacity, frames;
    Ref stack = 0;
    TRY(read_link(r, &fiber->parent));
    TRY(read_small(r, UINT32_MAX, &capacity));
    TRY(make_array(r, capacity, &stack));
    if (stack != 0)
        ((Array *)pd_at(&r->vm->heap, stack))->h.flags |= ARRAY_STACK;
    fiber->stack = stack;
    TRY(read_value(r, &fiber->handled));
    TRY(read_value(r, &fiber->name));
    TRY(read_value(r, &fiber->qualname));
    TRY(read_value(r, &fiber->prompt));
    TRY(read_inner(r, &fiber->mask));
    TRY(read_small(r, UINT32_MAX, &frames));
    if ((stack == 0) != (frames == 0))
        return pd_snapshot_bad(r, "a fiber without frames has a stack");
    uint32_t above = 0;
    for (uint64_t i = 0; i < frames; i++) {
        TRY(fill_frame(r, pd_at(&r->vm->heap, stack), &above));
        if (i == 0)
            fiber->base = above;
    }
    fiber->frame_count = (uint32_t)frames;
    return STATUS_OK;
}

static Status fill_class(Reader *r, Class *c)
{
    pd_assert_reader(r);
    pd_assert_object(Class, c);
    TRY(read_u32(r, &c->flags));
    TRY(read_u32(r, &c->slot_hint));
    TRY(read_values(r, &c->name, 5));
    TRY(read_link(r, &c->dict));
    TRY(read_link(r, &c->root_shape));
    return read_link(r, &c->subclasses);
}

static Status fill_small(Reader *r, Header *h)
{
    pd_assert_reader(r);
    pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
    void *o = h;
    switch (h->kind) {
    case KIND_COMPLEX:
        TRY(pd_cbor_read_double(r->cbor, &((Complex *)o)->real));
        return pd_cbor_read_double(r->cbor, &((Complex *)o)->imag);
    case KIND_BYTEARRAY:
        TRY(read_u32(r, &((ByteArray *)o)->length));
        return read_link(r, &((ByteArray *)o)->bytes);
    case KIND_SHAPE: {
        Shape *s = o;
        TRY(read_link(r, &s->cls));
        TRY(read_link(r, &s->parent));
        TRY(read_value(r, &s->name));
        TRY(read_u32(r, &s->count));
        return read_link_as(r, ROLE_SHAPES, &s->transitions);
    }
    case KIND_MODULE:
        TRY(read_link(r, &((Module *)o)->dict));
        TRY(read_u32(r, &((Module *)o)->state));
        return read_value(r, &((Module *)o)->name);
    case KIND_TRACEBACK:
        TRY(read_u32(r, &((Traceback *)o)->code));
        TRY(read_u32(r, &((Traceback *)o)->pc));
        return read_value(r, &((Traceback *)o)->next);
    case KIND_DICT_VIEW: return read_link(r, &((DictView *)o)->dict);
    case KIND_SLOT:
        TRY(read_value(r, &((SlotMember *)o)->name));
        return read_link(r, &((SlotMember *)o)->owner);
    default: return pd_snapshot_bad(r, "an object of no known kind");
    }
}

static Status fill_iter(Reader *r, Iter *it)
{
    pd_assert_reader(r);
    pd_assert_object(Iter, it);
    TRY(read_value(r, &it->source));
    TRY(read_value(r, &it->state));
    TRY(pd_cbor_read_int(r->cbor, &it->position));
    it->is_certain = 0;
    return read_u32(r, &it->expected);
}

static Status fill_function(Reader *r, FunctionObject *f)
{
    pd_assert_reader(r);
    pd_assert_object(FunctionObject, f);
    TRY(read_u32(r, &f->code));
    TRY(read_link(r, &f->module));
    return read_values(r, &f->name, 7);
}

static Status fill_items(Reader *r, Value *items, uint32_t count)
{
    pd_assert_reader(r);
    if (!was_read_ahead(r)) {
        uint64_t same;
        TRY(pd_cbor_read_uint(r->cbor, &same));
        return read_values(r, items, count);
    }
    for (uint32_t i = 0; i < count; i++)
        TRY(settle(r, &items[i], false));
    return STATUS_OK;
}

static Status fill_list(Reader *r, List *list)
{
    pd_assert_reader(r);
    pd_assert_object(List, list);
    if (!was_read_ahead(r))
        TRY(pd_cbor_skip(r->cbor));
    return fill_items(r, pd_list_items(&r->vm->heap, list), list->length);
}

static Status fill_opaque(Reader *r, Opaque *o)
{
    uint64_t count;
    TRY(pd_cbor_read_uint(r->cbor, &count));
    for (uint64_t i = 0; i < count; i++) {
        bool inner = pd_vm_may_hold_fiber(o, i);
        TRY(inner ? read_inner(r, &o->items[i]) : read_value(r, &o->items[i]));
    }
    return STATUS_OK;
}

static Status fill_object(Reader *r)
{
    pd_assert_reader(r);
    Header *h = pd_at(&r->vm->heap, r->refs[r->current]);
    void *o = h;
    uint32_t plain = pd_snapshot_plain_values((Kind)h->kind);
    if (plain != 0)
        return read_values(r, (Value *)(void *)(h + 1), plain);
    switch ((Kind)h->kind) {
    case KIND_STR: return (h->flags & STR_VIEW) != 0 ? fill_view(r, o) : pd_cbor_skip(r->cbor);
    case KIND_TEXT: TRY(pd_cbor_skip(r->cbor)); return pd_cbor_skip(r->cbor);
    case KIND_BYTES:
    case KIND_INT: return pd_cbor_skip(r->cbor);
    case KIND_TUPLE: return fill_items(r, ((Tuple *)o)->items, ((Tuple *)o)->length);
    case KIND_OPAQUE: return fill_opaque(r, o);
    case KIND_LIST: return fill_list(r, o);
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: return fill_dict(r, o);
    case KIND_CLASS: return fill_class(r, o);
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION: return fill_instance(r, o);
    case KIND_FIBER:
    case KIND_GENERATOR: return fill_fiber(r, o);
    case KIND_ITER: return fill_iter(r, o);
    case KIND_FUNCTION: return fill_function(r, o);
    default: return fill_small(r, h);
    }
}

/* ---- the whole ---- */

static Status read_run(Reader *r)
{
    pd_assert_reader(r);
    Vm *vm = r->vm;
    uint64_t state, depth, fuel, ident, threshold;
    TRY(pd_cbor_expect_array(r->cbor, RUN_FIELDS));
    TRY(read_small(r, RUN_FAILED, &state));
    TRY(read_small(r, UINT32_MAX, &depth));
    TRY(pd_cbor_read_uint(r->cbor, &fuel));
    TRY(pd_cbor_read_uint(r->cbor, &vm->fuel_end));
    TRY(pd_cbor_read_uint(r->cbor, &vm->effect_count));
    TRY(pd_cbor_read_uint(r->cbor, &vm->next_sequence));
    TRY(pd_cbor_read_bool(r->cbor, &vm->has_answer));
    TRY(read_small(r, UINT32_MAX, &ident));
    TRY(pd_cbor_read_uint(r->cbor, &r->used_bytes));
    TRY(pd_cbor_read_uint(r->cbor, &threshold));
    r->threshold_bytes = threshold;
    vm->state = (RunState)state;
    vm->depth = (uint32_t)depth;
    vm->fuel_used = fuel;
    vm->slice_start = vm->fuel_left = 0;
    vm->heap.next_ident = (uint32_t)ident;
    r->roots.start = r->cbor->offset;
    for (int i = 0; i < 4; i++)
        TRY(pd_cbor_skip(r->cbor));
    r->roots.end = r->cbor->offset;
    return STATUS_OK;
}

/* Fiber, answer and roots, once the objects have their places. */
static Status read_roots(Reader *r)
{
    pd_assert_reader(r);
    Vm *vm = r->vm;
    pd_cbor_narrow(r->cbor, r->roots.start, r->roots.end);
    TRY(read_link(r, &vm->fiber));
    TRY(read_link_as(r, ROLE_SHAPES, &vm->heap.image_shapes));
    TRY(read_value(r, &vm->answer));
    uint64_t roots;
    TRY(pd_cbor_read_array(r->cbor, &roots));
    if (roots != ROOT_COUNT && roots != ROOT_TASKS)
        return pd_snapshot_bad(r, "the wrong number of roots");
    TRY(read_values(r, vm->roots, roots));
    bool twice = roots == ROOT_COUNT && pd_is_none(vm->roots[ROOT_TASKS]);
    return twice ? pd_snapshot_bad(r, "a root is there that should be left out") : STATUS_OK;
}

/* Memory for all objects; afterwards it is known where the fields of each are. */
static Status make_objects(Reader *r)
{
    pd_assert_reader(r);
    pd_cbor_narrow(r->cbor, r->cbor->offset, r->cbor->bytes.size);
    for (r->current = 0; r->current < r->count; r->current++) {
        TRY(make_object(r));
        TRY(pd_cbor_leave(r->cbor));
        r->fields[r->current].end = r->cbor->offset;
    }
    return pd_cbor_finish(r->cbor);
}

static Status fill_current(Reader *r)
{
    pd_assert_reader(r);
    pd_assert(!r->is_making);
    const Fields *fields = &r->fields[r->current];
    pd_cbor_narrow(r->cbor, fields->start, fields->end);
    TRY(fill_object(r));
    return pd_cbor_at_end(r->cbor) ? STATUS_OK : pd_snapshot_bad(r, "the wrong number of fields");
}

static Status fill_all_but_tables(Reader *r)
{
    pd_assert_reader(r);
    uint32_t passed = 0;
    for (r->current = 0; r->current < r->count; r->current++) {
        if (passed < r->table_count && r->tables[passed] == r->current) {
            passed++;
        } else {
            TRY(fill_current(r));
        }
    }
    return STATUS_OK;
}

static Status fill_tables(Reader *r)
{
    pd_assert_reader(r);
    for (uint32_t i = 0; i < r->table_count; i++) {
        r->current = r->tables[i];
        TRY(was_read_ahead(r) ? fill_index(r, pd_at(&r->vm->heap, r->refs[r->current]))
                              : fill_current(r));
    }
    return STATUS_OK;
}

/* Memory for all; then the fields and roots; dicts last, because hashing their keys needs the keys'
 * fields, and because by then it is known which of them hold shapes. */
static Status read_objects(Reader *r)
{
    pd_assert_reader(r);
    uint64_t count;
    TRY(pd_cbor_read_array(r->cbor, &count));
    if (count > UINT32_MAX - 1)
        return pd_snapshot_bad(r, "too many objects");
    /* Of these an item is written before it is read; many are not even touched. */
    r->fields = ARENA_TAKE_ARRAY(&r->arena, count + 1, Fields);
    r->refs = ARENA_TAKE_ARRAY(&r->arena, count + 1, Ref);
    r->tables = ARENA_TAKE_ARRAY(&r->arena, count + 1, uint32_t);
    r->fibers = ARENA_TAKE_ARRAY(&r->arena, count + 1, uint32_t);
    r->records = ARENA_TAKE_ARRAY(&r->arena, count + 1, uint32_t);
    r->counts = ARENA_TAKE_ARRAY(&r->arena, count + 1, uint32_t);
    r->roles = ARENA_NEW_ARRAY(&r->arena, count + 1, uint8_t);
    if (r->fields == NULL || r->refs == NULL || r->tables == NULL || r->fibers == NULL ||
        r->records == NULL || r->counts == NULL || r->roles == NULL)
        return pd_error_plain(r->err, STATUS_NO_MEMORY);
    r->count = (uint32_t)count;
    r->is_making = true;
    TRY(make_objects(r));
    r->is_making = false;
    TRY(fill_all_but_tables(r));
    TRY(read_roots(r));
    return fill_tables(r);
}

static Status read_state(Reader *r)
{
    pd_assert_reader(r);
    Heap *heap = &r->vm->heap;
    pd_heap_lift_limit(heap);
    TRY(read_run(r));
    TRY(read_objects(r));
    TRY(pd_snapshot_check(r));
    pd_heap_restore_counters(heap, r->used_bytes, r->threshold_bytes);
    const char *fault = pd_snapshot_state_fault(r->vm);
    return fault == NULL ? STATUS_OK : pd_snapshot_bad(r, fault);
}

Status pd_snapshot_read(Bytes bytes, const Program *program, const Alloc *alloc, Vm **out,
                        Error *err)
{
    pd_assert_bytes(bytes);
    pd_assert(program != NULL);
    pd_assert(alloc != NULL);
    pd_assert(out != NULL);
    SnapshotHeader header;
    CborReader cbor;
    Reader r = {.err = err, .cbor = &cbor, .image = pd_program_heap_image(program)};
    *out = NULL;
    Status status = pd_snapshot_open(bytes, r.cbor, &header, err);
    if (status == STATUS_OK)
        status = pd_snapshot_check_versions(&header, program, err);
    if (status != STATUS_OK)
        return status;
    VmOptions options = {.alloc = alloc, .limits = header.limits, .seed = header.seed};
    status = pd_vm_new_empty(program, &options, &r.vm, err);
    if (status != STATUS_OK)
        return status;
    pd_arena_init(&r.arena, alloc, SIZE_MAX / 2);
    status = pd_cbor_skip(r.cbor); /* the code, if any */
    if (status == STATUS_OK)
        status = read_state(&r);
    pd_arena_deinit(&r.arena);
    if (status != STATUS_OK) {
        pd_vm_free(r.vm);
        return status;
    }
    *out = r.vm;
    return STATUS_OK;
}
