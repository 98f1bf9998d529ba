/* The writer: a worklist over frames and heap, objects numbered by first visit.
 *
 * One pass: writing an object's fields numbers what they refer to, and the numbered are written in
 * turn. Only what a program can still observe is written: live registers, used slots of storage.
 * What is a cache is not.
 */
#include "snapshot/format.h"

#include <string.h>

/* Of a value: a tag and a number. */
enum { VALUE_BYTES_MAX = 1 + CBOR_HEAD_BYTES_MAX };

/* Room for so many fields is there whenever something is put; more has to be made. */
enum { ROOM_FIELDS = 32, ROOM_BYTES = ROOM_FIELDS * VALUE_BYTES_MAX };

/* What the snapshot of a run that has just begun takes. */
enum { FIRST_BYTES = 1024 };

typedef struct Writer {
    const Vm *vm;
    const Program *program; /* the header names it */
    const Heap *heap;
    Buffer *out;
    bool as_name;     /* leaves out what only decides when to collect */
    uint32_t *number; /* per pd_heap_place: object number + 1, 0 = not visited */
    size_t number_count;
    Ref *queue; /* visited objects in order */
    uint32_t count;
    uint8_t *to, *end; /* behind what was put, which out does not count yet; of the room */
    uint8_t *spill;    /* ROOM_BYTES where is put what comes after a failure, for nobody */
} Writer;

/* What holds at the head of every function that gets the writer: an object takes two units. */
#define pd_assert_writer(w) pd_assert((w)->vm != NULL && (w)->count <= (w)->number_count / 2 + 1)

static uint32_t number_of(Writer *w, Ref ref)
{
    pd_assert_writer(w);
    size_t at = pd_heap_place(w->heap, ref);
    pd_assert(pd_heap_is_used(w->heap, ref) && at < w->number_count);
    if (w->number[at] == 0) {
        w->queue[w->count++] = ref;
        w->number[at] = w->count;
    }
    return w->number[at] - 1;
}

/* out counts what was put. */
static void flush(Writer *w)
{
    pd_assert_writer(w);
    if (w->out->status == STATUS_OK)
        pd_buffer_commit(w->out, (size_t)(w->to - w->out->data) - w->out->size);
}

/* Where out ends, with room for so many bytes beyond ROOM_BYTES. */
static bool find_room(Writer *w, size_t bytes)
{
    pd_assert_writer(w);
    const Buffer *out = w->out;
    w->to = pd_buffer_reserve(w->out, bytes + ROOM_BYTES);
    if (w->to != NULL) {
        w->end = out->data + (out->capacity < out->max_bytes ? out->capacity : out->max_bytes);
        return true;
    }
    w->to = w->spill;
    w->end = w->spill + ROOM_BYTES;
    return false;
}

static NEVER_INLINE bool grow(Writer *w, size_t bytes)
{
    pd_assert(w->to <= w->end);
    flush(w);
    return find_room(w, bytes);
}

/* False: out has failed, and with it the whole. There is room for ROOM_FIELDS either way: after a
 * failure what is put goes nowhere, so only what is long has to ask. */
static ALWAYS_INLINE bool make_room(Writer *w, size_t bytes)
{
    return LIKELY((size_t)(w->end - w->to) >= bytes + ROOM_BYTES) || grow(w, bytes);
}

/* What takes a place and gives the one behind goes where there is room for its longest form. */
static ALWAYS_INLINE uint8_t *put_ref(Writer *w, uint8_t *to, Ref ref)
{
    bool image = ref < w->heap->image_end;
    to = pd_cbor_put_head(to, CBOR_MAJOR_TAG, image ? TAG_IMAGE : TAG_OBJECT);
    return pd_cbor_put_head(to, CBOR_MAJOR_UINT, image ? ref : number_of(w, ref));
}

static uint8_t *put_singleton(uint8_t *to, Value v)
{
    unsigned simple = pd_is_none(v)           ? CBOR_SIMPLE_NULL
                      : pd_is(v, VALUE_TRUE)  ? CBOR_SIMPLE_TRUE
                      : pd_is(v, VALUE_FALSE) ? CBOR_SIMPLE_FALSE
                                              : CBOR_SIMPLE_UNDEFINED;
    if (simple != CBOR_SIMPLE_UNDEFINED || pd_is_unbound(v))
        return pd_cbor_put_head(to, CBOR_MAJOR_SIMPLE, simple);
    to = pd_cbor_put_head(to, CBOR_MAJOR_TAG, TAG_SINGLETON);
    return pd_cbor_put_head(to, CBOR_MAJOR_UINT,
                            pd_is(v, VALUE_ELLIPSIS) ? SINGLETON_ELLIPSIS
                                                     : SINGLETON_NOT_IMPLEMENTED);
}

static ALWAYS_INLINE uint8_t *put_value(Writer *w, uint8_t *to, Value v)
{
    if (pd_is_int(v))
        return pd_cbor_put_int(to, pd_int_of(v));
    if (pd_is_ref(v))
        return put_ref(w, to, pd_ref_of(v));
    return pd_is_float(v) ? pd_cbor_put_double(to, pd_float_of(v)) : put_singleton(to, v);
}

static void write_values(Writer *w, const Value *values, uint32_t count)
{
    pd_assert_writer(w);
    pd_assert(values != NULL);
    enum { AT_ONCE = 64 };
    for (uint32_t i = 0; i < count;) {
        uint32_t end = count - i > AT_ONCE ? i + AT_ONCE : count;
        if (!make_room(w, (end - i) * VALUE_BYTES_MAX))
            return;
        uint8_t *to = w->to;
        for (; i < end; i++)
            to = put_value(w, to, values[i]);
        w->to = to;
    }
}

static void write_value(Writer *w, Value v)
{
    w->to = put_value(w, w->to, v);
}

/* A ref field: null for none. */
static void write_link(Writer *w, Ref ref)
{
    write_value(w, ref == 0 ? VALUE_NONE : pd_from_ref(ref));
}

static void write_uint(Writer *w, uint64_t n)
{
    w->to = pd_cbor_put_head(w->to, CBOR_MAJOR_UINT, n);
}

static void write_array(Writer *w, uint64_t count)
{
    w->to = pd_cbor_put_head(w->to, CBOR_MAJOR_ARRAY, count);
}

static void write_bytes(Writer *w, Bytes bytes)
{
    pd_assert_writer(w);
    pd_assert_bytes(bytes);
    if (!make_room(w, CBOR_HEAD_BYTES_MAX + bytes.size))
        return;
    w->to = pd_cbor_put_head(w->to, CBOR_MAJOR_BYTES, bytes.size);
    pd_bytes_move(w->to, bytes.data, bytes.size);
    w->to += bytes.size;
}

/* Of these aux is a hint that follows from the entries. */
static bool is_table(unsigned kind)
{
    return kind == KIND_DICT || kind == KIND_SET || kind == KIND_FROZENSET;
}

/* The head of an object; afterwards there is room for ROOM_FIELDS. */
static void begin(Writer *w, const Header *h, uint64_t fields)
{
    pd_assert_writer(w);
    pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
    if (!make_room(w, 5 * VALUE_BYTES_MAX))
        return;
    unsigned unseen = h->kind == KIND_DICT ? DICT_WATCHED : 0;
    uint8_t *to = pd_cbor_put_head(w->to, CBOR_MAJOR_ARRAY, 4 + fields);
    to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, h->kind);
    to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, h->flags & ~unseen);
    to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, is_table(h->kind) ? 0 : h->aux);
    w->to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, h->ident);
}

/* A content that was put into a buffer with that outcome; deinits. */
static void write_utf8(Writer *w, Buffer *utf8, Status status)
{
    pd_assert_writer(w);
    if (status != STATUS_OK)
        pd_buffer_fail(w->out, status);
    write_bytes(w, pd_buffer_peek(utf8));
    pd_buffer_deinit(utf8);
}

static void write_str(Writer *w, const Str *s)
{
    pd_assert_writer(w);
    pd_assert_object(Str, s);
    if ((s->h.flags & STR_VIEW) != 0) {
        begin(w, &s->h, 2);
        write_link(w, ((const StrView *)(const void *)s)->text);
        write_uint(w, s->length);
        return;
    }
    begin(w, &s->h, 1);
    if (s->h.kind == KIND_BYTES || (s->h.flags & STR_ASCII) != 0) {
        write_bytes(w, pd_bytes(pd_str_data(s), s->length));
        return;
    }
    Buffer utf8;
    pd_buffer_init(&utf8, w->out->alloc, w->out->max_bytes);
    write_utf8(w, &utf8, pd_str_append_utf8(s, &utf8));
}

/* All that is used, whoever still has it: what can be appended to depends on that. */
static void write_text(Writer *w, const SharedText *text)
{
    pd_assert_writer(w);
    pd_assert_object(SharedText, text);
    begin(w, &text->h, 2);
    write_uint(w, text->capacity);
    Buffer utf8;
    pd_buffer_init(&utf8, w->out->alloc, w->out->max_bytes);
    write_utf8(w, &utf8, pd_text_append_utf8(text, &utf8));
}

static void write_bigint(Writer *w, const BigInt *b)
{
    pd_assert_writer(w);
    pd_assert_object(BigInt, b);
    begin(w, &b->h, 1);
    Buffer bytes;
    pd_buffer_init(&bytes, w->out->alloc, w->out->max_bytes);
    for (uint32_t i = b->limb_count; i-- > 0;)
        pd_buffer_append_u64(&bytes, b->limbs[i]);
    if (pd_buffer_status(&bytes) != STATUS_OK)
        pd_buffer_fail(w->out, pd_buffer_status(&bytes));
    write_bytes(w, pd_buffer_peek(&bytes));
    pd_buffer_deinit(&bytes);
}

static void write_list(Writer *w, const List *list)
{
    pd_assert_writer(w);
    pd_assert_object(List, list);
    const Array *items = list->items == 0 ? NULL : pd_at(w->heap, list->items);
    begin(w, &list->h, 2 + (uint64_t)list->length);
    write_uint(w, items == NULL ? 0 : items->capacity);
    write_uint(w, list->length);
    if (items != NULL)
        write_values(w, items->items, list->length);
}

/* [capacity, entries, insertions, then per entry: key (undefined: deleted), hash unless it follows
 * from the key, value] */
static void write_dict(Writer *w, const Dict *d)
{
    pd_assert_writer(w);
    pd_assert_object(Dict, d);
    const Table *t = pd_dict_table(w->heap, d);
    uint32_t count = t == NULL ? 0 : t->count, stride = t == NULL ? 1 : t->h.aux;
    uint64_t fields = 3;
    for (uint32_t i = 0; i < count; i++) {
        Value key = t->entries[(size_t)i * stride];
        fields += pd_is_unbound(key)
                      ? 1
                      : stride + (pd_snapshot_key_hashes_itself(w->heap, key) ? 0u : 1u);
    }
    begin(w, &d->h, fields);
    write_uint(w, t == NULL ? 0 : t->capacity);
    write_uint(w, count);
    write_uint(w, t == NULL ? 0 : t->h.ident);
    for (uint32_t i = 0; i < count; i++) {
        const Value *entry = &t->entries[(size_t)i * stride];
        if (!make_room(w, 3 * VALUE_BYTES_MAX))
            return;
        uint8_t *to = put_value(w, w->to, entry[0]);
        if (!pd_is_unbound(entry[0])) {
            if (!pd_snapshot_key_hashes_itself(w->heap, entry[0]))
                to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, pd_dict_entry_hash(w->heap, d, i));
            if (stride == 2)
                to = put_value(w, to, entry[1]);
        }
        w->to = to;
    }
}

static void write_class(Writer *w, const Class *c)
{
    pd_assert_writer(w);
    pd_assert_object(Class, c);
    begin(w, &c->h, 10);
    write_uint(w, c->flags);
    write_uint(w, c->slot_hint);
    write_value(w, c->name);
    write_value(w, c->qualname);
    write_value(w, c->bases);
    write_value(w, c->mro);
    write_value(w, c->metaclass);
    write_link(w, c->dict);
    write_link(w, c->root_shape);
    write_link(w, c->subclasses);
}

/* Attributes of the three kinds of instances: shape, then the overflow dict, or the attributes in
 * slot order. */
static uint64_t attribute_fields(const Writer *w, const Instance *o)
{
    pd_assert_writer(w);
    pd_assert_object(Instance, o);
    if ((o->h.flags & INSTANCE_DICT) != 0)
        return 2;
    return 3 + (uint64_t)((const Shape *)pd_at(w->heap, o->shape))->count;
}

static void write_attributes(Writer *w, const Instance *o)
{
    pd_assert_writer(w);
    pd_assert_object(Instance, o);
    write_link(w, o->shape);
    if ((o->h.flags & INSTANCE_DICT) != 0) {
        write_link(w, o->overflow);
        return;
    }
    uint32_t count = ((const Shape *)pd_at(w->heap, o->shape))->count;
    write_uint(w, o->overflow == 0 ? 0 : ((const Array *)pd_at(w->heap, o->overflow))->capacity);
    write_uint(w, count);
    for (uint32_t i = 0; i < count && make_room(w, 0); i++)
        write_value(w, *pd_instance_slot(w->heap, (Instance *)(uintptr_t)o, i));
}

static void write_instance(Writer *w, const Instance *o)
{
    pd_assert_writer(w);
    pd_assert_object(Instance, o);
    begin(w, &o->h,
          attribute_fields(w, o) + (o->h.kind == KIND_WRAPPED     ? 1
                                    : o->h.kind == KIND_EXCEPTION ? 6
                                                                  : 0));
    if (o->h.kind == KIND_WRAPPED)
        write_value(w, ((const Wrapped *)(const void *)o)->payload);
    if (o->h.kind == KIND_EXCEPTION) {
        const Exception *e = (const Exception *)(const void *)o;
        write_values(w, &e->args, 5);
        write_uint(w, e->suppress_context);
    }
    write_attributes(w, o);
}

static void write_frame(Writer *w, const Fiber *fiber, uint32_t base, uint32_t above)
{
    pd_assert_writer(w);
    pd_assert_object(Fiber, fiber);
    const Array *array = pd_at(w->heap, fiber->stack);
    const Value *stack = array->items;
    const FrameHeader *header =
        (const FrameHeader *)(const void *)(stack + base - FRAME_HEADER_SLOTS);
    const uint64_t *live = pd_vm_frame_live(w->vm, fiber, header, above == 0);
    uint32_t count = pd_vm_frame_registers(w->vm, array, base, above);
    while (count != 0 && (live[(count - 1) / 64] >> ((count - 1) % 64) & 1) == 0)
        count--;
    bool has_below = pd_phase_has_below(header->phase);
    (void)make_room(w, 0);
    write_array(w, 6 + (has_below ? 1u : 0u) + count);
    write_uint(w, base);
    write_uint(w, header->code);
    write_uint(w, header->pc);
    write_uint(w, header->phase);
    write_uint(w, header->flags);
    write_value(w, header->function);
    if (has_below)
        write_value(w, stack[base - FRAME_HEADER_SLOTS - 1]);
    for (uint32_t r = 0; r < count && make_room(w, 0); r++) {
        bool alive = (live[r / 64] >> (r % 64) & 1) != 0;
        write_value(w, alive ? stack[base + r] : VALUE_UNBOUND);
    }
}

static void write_fiber(Writer *w, const Fiber *fiber)
{
    pd_assert_writer(w);
    pd_assert_object(Fiber, fiber);
    const Array *stack = fiber->stack == 0 ? NULL : pd_at(w->heap, fiber->stack);
    uint32_t frames = 0;
    for (uint32_t base = fiber->base; stack != NULL && base != 0;) {
        frames++;
        base = ((const FrameHeader *)(const void *)(stack->items + base - FRAME_HEADER_SLOTS))
                   ->previous;
    }
    begin(w, &fiber->h, 8 + (uint64_t)frames);
    write_link(w, fiber->parent);
    write_uint(w, stack == NULL ? 0 : stack->capacity);
    write_value(w, fiber->handled);
    write_value(w, fiber->name);
    write_value(w, fiber->qualname);
    write_value(w, fiber->prompt);
    write_value(w, fiber->mask);
    write_uint(w, frames);
    uint32_t above = 0;
    for (uint32_t base = fiber->base; stack != NULL && base != 0;) {
        write_frame(w, fiber, base, above);
        above = base;
        base = ((const FrameHeader *)(const void *)(stack->items + base - FRAME_HEADER_SLOTS))
                   ->previous;
    }
}

static void write_iter(Writer *w, const Iter *it)
{
    pd_assert_writer(w);
    pd_assert_object(Iter, it);
    begin(w, &it->h, 4);
    write_value(w, it->source);
    write_value(w, it->state);
    w->to = pd_cbor_put_int(w->to, it->position);
    write_uint(w, it->expected);
}

static void write_function(Writer *w, const FunctionObject *f)
{
    pd_assert_writer(w);
    pd_assert_object(FunctionObject, f);
    begin(w, &f->h, 9);
    write_uint(w, f->code);
    write_link(w, f->module);
    write_values(w, &f->name, 7);
}

/* Kinds whose fields are Values next to each other, behind at most two numbers. */
static void write_small(Writer *w, const Header *h)
{
    pd_assert_writer(w);
    pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
    const void *o = h;
    switch (h->kind) {
    case KIND_COMPLEX:
        begin(w, h, 2);
        w->to = pd_cbor_put_double(w->to, ((const Complex *)o)->real);
        w->to = pd_cbor_put_double(w->to, ((const Complex *)o)->imag);
        return;
    case KIND_TUPLE:
        begin(w, h, 1 + (uint64_t)((const Tuple *)o)->length);
        write_uint(w, ((const Tuple *)o)->length);
        write_values(w, ((const Tuple *)o)->items, ((const Tuple *)o)->length);
        return;
    case KIND_OPAQUE:
        begin(w, h, 1 + (uint64_t)((const Opaque *)o)->count);
        write_uint(w, ((const Opaque *)o)->count);
        write_values(w, ((const Opaque *)o)->items, ((const Opaque *)o)->count);
        return;
    case KIND_BYTEARRAY:
        begin(w, h, 2);
        write_uint(w, ((const ByteArray *)o)->length);
        write_link(w, ((const ByteArray *)o)->bytes);
        return;
    case KIND_SHAPE: {
        const Shape *s = o;
        begin(w, h, 5);
        write_link(w, s->cls);
        write_link(w, s->parent);
        write_value(w, s->name);
        write_uint(w, s->count);
        write_link(w, s->transitions);
        return;
    }
    case KIND_MODULE:
        begin(w, h, 3);
        write_link(w, ((const Module *)o)->dict);
        write_uint(w, ((const Module *)o)->state);
        write_value(w, ((const Module *)o)->name);
        return;
    case KIND_TRACEBACK:
        begin(w, h, 3);
        write_uint(w, ((const Traceback *)o)->code);
        write_uint(w, ((const Traceback *)o)->pc);
        write_value(w, ((const Traceback *)o)->next);
        return;
    case KIND_DICT_VIEW:
        begin(w, h, 1);
        write_link(w, ((const DictView *)o)->dict);
        return;
    case KIND_SLOT:
        begin(w, h, 2);
        write_value(w, ((const SlotMember *)o)->name);
        write_link(w, ((const SlotMember *)o)->owner);
        return;
    default: pd_unreachable();
    }
}

/* Number of Values that make up kinds without anything else; 0 for other kinds. */
uint32_t pd_snapshot_plain_values(Kind kind)
{
    pd_assert(kind < KIND_COUNT);
    switch (kind) {
    case KIND_RANGE: return 4;
    case KIND_SLICE: return 3;
    case KIND_CELL: return 1;
    case KIND_METHOD: return 2;
    case KIND_PROPERTY: return 5;
    case KIND_CLASSMETHOD:
    case KIND_STATICMETHOD: return 1;
    case KIND_SUPER: return 3;
    default: return 0;
    }
}

static void write_object(Writer *w, const Header *h)
{
    pd_assert_writer(w);
    pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
    uint32_t plain = pd_snapshot_plain_values((Kind)h->kind);
    if (plain != 0) {
        begin(w, h, plain);
        write_values(w, (const Value *)(const void *)(h + 1), plain);
        return;
    }
    const void *o = h;
    switch (h->kind) {
    case KIND_STR:
    case KIND_BYTES: write_str(w, o); return;
    case KIND_TEXT: write_text(w, o); return;
    case KIND_INT: write_bigint(w, o); return;
    case KIND_LIST: write_list(w, o); return;
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: write_dict(w, o); return;
    case KIND_CLASS: write_class(w, o); return;
    case KIND_INSTANCE:
    case KIND_WRAPPED:
    case KIND_EXCEPTION: write_instance(w, o); return;
    case KIND_FIBER:
    case KIND_GENERATOR: write_fiber(w, o); return;
    case KIND_ITER: write_iter(w, o); return;
    case KIND_FUNCTION: write_function(w, o); return;
    default: write_small(w, h); return;
    }
}

static void write_header(Writer *w)
{
    pd_assert_writer(w);
    const Vm *vm = w->vm;
    _Static_assert(LIMIT_COUNT + 3 <= ROOM_FIELDS, "what follows the digests has room");
    write_array(w, HEADER_FIELDS);
    write_uint(w, SNAPSHOT_VERSION);
    write_uint(w, CODE_VERSION);
    write_uint(w, FUEL_TABLE_VERSION);
    write_uint(w, HEAP_LAYOUT_VERSION);
    write_bytes(w, pd_digest_bytes(pd_image_id(vm->image)));
    write_bytes(w, pd_digest_bytes(pd_program_id(w->program)));
    write_array(w, LIMIT_COUNT);
    for (int i = 0; i < LIMIT_COUNT; i++)
        write_uint(w, pd_limits_get(&vm->limits, (LimitId)i));
    write_uint(w, vm->seed);
}

static void write_code(Writer *w, bool with_code)
{
    pd_assert_writer(w);
    if (!with_code) {
        write_value(w, VALUE_NONE);
        return;
    }
    size_t count = pd_program_unit_count(w->program);
    write_array(w, count);
    for (size_t i = 0; i < count; i++) {
        Buffer unit;
        pd_buffer_init(&unit, w->out->alloc, w->out->max_bytes);
        Status status = pd_code_encode(pd_program_unit(w->program, i), true, &unit);
        if (status != STATUS_OK)
            pd_buffer_fail(w->out, status);
        write_bytes(w, pd_buffer_peek(&unit));
        pd_buffer_deinit(&unit);
    }
}

static void write_run(Writer *w)
{
    pd_assert_writer(w);
    const Vm *vm = w->vm;
    VmStats stats = pd_vm_stats(vm);
    (void)make_room(w, 0);
    write_array(w, RUN_FIELDS);
    write_uint(w, vm->state);
    write_uint(w, vm->depth);
    write_uint(w, stats.fuel);
    write_uint(w, vm->fuel_end);
    write_uint(w, vm->effect_count);
    write_uint(w, vm->next_sequence);
    write_value(w, pd_from_bool(vm->has_answer));
    write_uint(w, w->heap->next_ident);
    write_uint(w, w->as_name ? 0 : pd_heap_used_bytes(w->heap));
    write_uint(w, w->as_name ? 0 : w->heap->threshold_bytes);
    write_link(w, vm->fiber);
    write_link(w, w->heap->image_shapes);
    write_value(w, vm->has_answer ? vm->answer : VALUE_NONE);
    /* The last one is left out while there is none. */
    uint32_t roots = ROOT_COUNT - (pd_is_none(vm->roots[ROOT_TASKS]) ? 1 : 0);
    write_array(w, roots);
    write_values(w, vm->roots, roots);
}

static size_t queue_bytes(const Writer *w)
{
    return (w->number_count / 2 + 2) * sizeof(Ref);
}

static bool prepare(Writer *w, const Alloc *alloc)
{
    pd_assert_writer(w);
    pd_assert(alloc != NULL);
    const Heap *heap = w->heap;
    w->number_count = pd_heap_place_count(heap);
    w->number = pd_alloc_new_array(alloc, w->number_count + 1, sizeof(uint32_t));
    /* Filled from the front: most of it is not even touched. */
    w->queue = w->number == NULL ? NULL : pd_alloc_new(alloc, queue_bytes(w));
    return w->queue != NULL;
}

/* Their number comes before them and is known behind them: they are put behind the longest head and
 * moved up to the one that they get. */
static void write_objects(Writer *w)
{
    pd_assert_writer(w);
    Buffer *out = w->out;
    flush(w);
    size_t at = out->size, from = at + CBOR_HEAD_BYTES_MAX;
    w->to += CBOR_HEAD_BYTES_MAX;
    for (uint32_t i = 0; i < w->count; i++)
        write_object(w, pd_at(w->heap, w->queue[i]));
    flush(w);
    if (pd_buffer_status(out) != STATUS_OK)
        return;
    uint8_t *to = pd_cbor_put_head(out->data + at, CBOR_MAJOR_ARRAY, w->count);
    memmove(to, out->data + from, out->size - from);
    pd_buffer_truncate(out, (size_t)(to - out->data) + out->size - from);
}

static Status write_payload(Writer *w, bool with_code)
{
    pd_assert_writer(w);
    write_array(w, 5);
    write_header(w);
    write_code(w, with_code);
    write_run(w);
    write_objects(w);
    return pd_buffer_status(w->out);
}

/* The snapshot that w describes; its heap and tables are filled in here. */
static Status write_whole(Writer w, bool with_code, Error *err)
{
    const Vm *vm = w.vm;
    Buffer *out = w.out;
    pd_assert(!vm->settle);
    size_t start = out->size;
    uint8_t spill[ROOM_BYTES];
    w.spill = spill;
    w.heap = &vm->heap;
    Status status = prepare(&w, vm->alloc) ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        (void)find_room(&w, FIRST_BYTES);
        memcpy(w.to, SNAPSHOT_MAGIC, SNAPSHOT_MAGIC_BYTES);
        w.to += SNAPSHOT_PREFIX_BYTES;
        status = write_payload(&w, with_code);
    }
    if (status == STATUS_OK) {
        uint64_t total = out->size - start + CHECKSUM_BYTES;
        pd_bytes_put_u64(out->data + start + SNAPSHOT_MAGIC_BYTES, total);
        Checksum checksum = pd_checksum(pd_bytes(out->data + start, out->size - start));
        pd_buffer_append(out, pd_bytes(checksum.bytes, CHECKSUM_BYTES));
        status = pd_buffer_status(out);
        if (total > vm->limits.snapshot_bytes)
            status = STATUS_LIMIT;
    }
    if (w.number != NULL)
        pd_alloc_free_array(vm->alloc, w.number, w.number_count + 1, sizeof(uint32_t));
    if (w.queue != NULL)
        pd_alloc_free(vm->alloc, w.queue, queue_bytes(&w));
    if (status == STATUS_OK)
        return STATUS_OK;
    if (status == STATUS_LIMIT)
        return pd_error_set(err, status,
                            "the snapshot is larger than the limit snapshot_bytes: raise it");
    return pd_error_plain(err, status);
}

Status pd_snapshot_write_unchecked(const Vm *vm, bool with_code, Buffer *out, Error *err)
{
    pd_assert(vm->program != NULL);
    pd_assert_buffer(out);
    return write_whole((Writer){.vm = vm, .program = vm->program, .out = out}, with_code, err);
}

Status pd_snapshot_write(const Vm *vm, bool with_code, Buffer *out, Error *err)
{
    pd_assert(vm->program != NULL);
    pd_assert_buffer(out);
    size_t start = out->size;
    Status status = pd_snapshot_write_unchecked(vm, with_code, out, err);
    if (PD_TORTURE && status == STATUS_OK) {
        Bytes written = pd_bytes(out->data + start, out->size - start);
        Error fault;
        pd_assert_sound(pd_snapshot_verify(vm, with_code, written, &fault));
    }
    return status;
}

Status pd_snapshot_digest(const Vm *vm, Digest *out, Error *err)
{
    pd_assert(vm->program != NULL);
    pd_assert(out != NULL);
    Buffer bytes;
    pd_buffer_init(&bytes, vm->alloc, SIZE_MAX / 2);
    Writer w = {.vm = vm, .program = vm->program, .out = &bytes, .as_name = true};
    Status status = write_whole(w, false, err);
    if (status == STATUS_OK)
        *out = pd_sha256(pd_buffer_peek(&bytes));
    pd_buffer_deinit(&bytes);
    return status;
}

Status pd_snapshot_move(const Vm *vm, const Program *program, Vm **out, Error *err)
{
    pd_assert(vm->program != NULL);
    pd_assert(program != NULL);
    pd_assert(out != NULL);
    Buffer bytes;
    *out = NULL;
    pd_buffer_init(&bytes, vm->alloc, SIZE_MAX / 2);
    Status status = write_whole((Writer){.vm = vm, .program = program, .out = &bytes}, false, err);
    if (status == STATUS_OK)
        status = pd_snapshot_read(pd_buffer_peek(&bytes), program, vm->alloc, out, err);
    pd_buffer_deinit(&bytes);
    return status;
}
