/* The writer: a worklist over frames and heap, objects numbered by first visit.
 *
 * One pass: writing an object's fields numbers what they refer to, and the numbered are written in
 * turn. Only what a program can still observe is written: live registers, used slots of storage.
 * What is a cache is not.
 */
#include "snapshot/format.h"

#include <string.h>

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

/* Of a value: a tag and a number. */
enum { VALUE_BYTES_MAX = 1 + CBOR_HEAD_BYTES_MAX };

/* A Value, like what else is put, goes where there is room for its longest form. */
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

/* Room for so many values; NULL: the buffer has failed, and with it the whole. */
static ALWAYS_INLINE uint8_t *begin_values(Writer *w, size_t count)
{
    pd_assert_writer(w);
    return pd_buffer_reserve(w->out, count * VALUE_BYTES_MAX);
}

static ALWAYS_INLINE void end_values(Writer *w, const uint8_t *end)
{
    pd_buffer_commit(w->out, (size_t)(end - w->out->data) - w->out->size);
}

static void write_values(Writer *w, const Value *values, uint32_t count)
{
    pd_assert_writer(w);
    pd_assert(values != NULL);
    enum { AT_ONCE = 64 };
    for (uint32_t i = 0; i < count;) {
        uint32_t end = count - i > AT_ONCE ? i + AT_ONCE : count;
        uint8_t *to = begin_values(w, end - i);
        if (to == NULL)
            return;
        for (; i < end; i++)
            to = put_value(w, to, values[i]);
        end_values(w, to);
    }
}

static void write_value(Writer *w, Value v)
{
    write_values(w, &v, 1);
}

static void write_ref(Writer *w, Ref ref)
{
    write_value(w, pd_from_ref(ref));
}

/* A ref field: null for none. */
static void write_link(Writer *w, Ref ref)
{
    pd_assert_writer(w);
    if (ref == 0) {
        pd_cbor_write_null(w->out);
    } else {
        write_ref(w, ref);
    }
}

/* Of these aux is a hint that follows from the entries. */
static bool is_table(unsigned kind)
{
    return kind == KIND_DICT || kind == KIND_SET || kind == KIND_FROZENSET;
}

static void begin(Writer *w, const Header *h, uint64_t fields)
{
    pd_assert_writer(w);
    pd_assert(h->kind != KIND_FREE && h->kind < KIND_COUNT);
    uint8_t *to = begin_values(w, 5);
    if (to == NULL)
        return;
    unsigned unseen = h->kind == KIND_DICT ? DICT_WATCHED : 0;
    to = pd_cbor_put_head(to, CBOR_MAJOR_ARRAY, 4 + fields);
    to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, h->kind);
    to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, h->flags & ~unseen);
    to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, is_table(h->kind) ? 0 : h->aux);
    end_values(w, pd_cbor_put_head(to, CBOR_MAJOR_UINT, h->ident));
}

/* A content that was put into a buffer with that outcome; deinits. */
static void write_utf8(Writer *w, Buffer *utf8, Status status)
{
    pd_assert_writer(w);
    if (status != STATUS_OK)
        pd_buffer_fail(w->out, status);
    pd_cbor_write_bytes(w->out, pd_buffer_peek(utf8));
    pd_buffer_deinit(utf8);
}

static void write_str(Writer *w, const Str *s)
{
    pd_assert_writer(w);
    pd_assert_object(Str, s);
    if ((s->h.flags & STR_VIEW) != 0) {
        begin(w, &s->h, 2);
        write_ref(w, ((const StrView *)(const void *)s)->text);
        pd_cbor_write_uint(w->out, s->length);
        return;
    }
    begin(w, &s->h, 1);
    if (s->h.kind == KIND_BYTES || (s->h.flags & STR_ASCII) != 0) {
        pd_cbor_write_bytes(w->out, pd_bytes(pd_str_data(s), s->length));
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
    pd_cbor_write_uint(w->out, text->capacity);
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
    pd_cbor_write_bytes(w->out, pd_buffer_peek(&bytes));
    pd_buffer_deinit(&bytes);
}

static void write_list(Writer *w, const List *list)
{
    pd_assert_writer(w);
    pd_assert_object(List, list);
    const Array *items = list->items == 0 ? NULL : pd_at(w->heap, list->items);
    begin(w, &list->h, 2 + (uint64_t)list->length);
    pd_cbor_write_uint(w->out, items == NULL ? 0 : items->capacity);
    pd_cbor_write_uint(w->out, list->length);
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
    pd_cbor_write_uint(w->out, t == NULL ? 0 : t->capacity);
    pd_cbor_write_uint(w->out, count);
    pd_cbor_write_uint(w->out, t == NULL ? 0 : t->h.ident);
    for (uint32_t i = 0; i < count; i++) {
        const Value *entry = &t->entries[(size_t)i * stride];
        uint8_t *to = begin_values(w, 3);
        if (to == NULL)
            return;
        to = put_value(w, to, entry[0]);
        if (!pd_is_unbound(entry[0])) {
            if (!pd_snapshot_key_hashes_itself(w->heap, entry[0]))
                to = pd_cbor_put_head(to, CBOR_MAJOR_UINT, pd_dict_entry_hash(w->heap, d, i));
            if (stride == 2)
                to = put_value(w, to, entry[1]);
        }
        end_values(w, to);
    }
}

static void write_class(Writer *w, const Class *c)
{
    pd_assert_writer(w);
    pd_assert_object(Class, c);
    begin(w, &c->h, 10);
    pd_cbor_write_uint(w->out, c->flags);
    pd_cbor_write_uint(w->out, c->slot_hint);
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
    write_ref(w, o->shape);
    if ((o->h.flags & INSTANCE_DICT) != 0) {
        write_link(w, o->overflow);
        return;
    }
    uint32_t count = ((const Shape *)pd_at(w->heap, o->shape))->count;
    pd_cbor_write_uint(
        w->out, o->overflow == 0 ? 0 : ((const Array *)pd_at(w->heap, o->overflow))->capacity);
    pd_cbor_write_uint(w->out, count);
    for (uint32_t i = 0; i < count; i++) {
        write_value(w, *pd_instance_slot(w->heap, (Instance *)(uintptr_t)o, i));
    }
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
        pd_cbor_write_uint(w->out, e->suppress_context);
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
    pd_cbor_write_array(w->out, 6 + (has_below ? 1u : 0u) + count);
    pd_cbor_write_uint(w->out, base);
    pd_cbor_write_uint(w->out, header->code);
    pd_cbor_write_uint(w->out, header->pc);
    pd_cbor_write_uint(w->out, header->phase);
    pd_cbor_write_uint(w->out, header->flags);
    write_value(w, header->function);
    if (has_below)
        write_value(w, stack[base - FRAME_HEADER_SLOTS - 1]);
    for (uint32_t r = 0; r < count; r++) {
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
    pd_cbor_write_uint(w->out, stack == NULL ? 0 : stack->capacity);
    write_value(w, fiber->handled);
    write_value(w, fiber->name);
    write_value(w, fiber->qualname);
    write_value(w, fiber->prompt);
    write_value(w, fiber->mask);
    pd_cbor_write_uint(w->out, frames);
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
    pd_cbor_write_int(w->out, it->position);
    pd_cbor_write_uint(w->out, it->expected);
}

static void write_function(Writer *w, const FunctionObject *f)
{
    pd_assert_writer(w);
    pd_assert_object(FunctionObject, f);
    begin(w, &f->h, 9);
    pd_cbor_write_uint(w->out, f->code);
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
        pd_cbor_write_double(w->out, ((const Complex *)o)->real);
        pd_cbor_write_double(w->out, ((const Complex *)o)->imag);
        return;
    case KIND_TUPLE:
        begin(w, h, 1 + (uint64_t)((const Tuple *)o)->length);
        pd_cbor_write_uint(w->out, ((const Tuple *)o)->length);
        write_values(w, ((const Tuple *)o)->items, ((const Tuple *)o)->length);
        return;
    case KIND_OPAQUE:
        begin(w, h, 1 + (uint64_t)((const Opaque *)o)->count);
        pd_cbor_write_uint(w->out, ((const Opaque *)o)->count);
        write_values(w, ((const Opaque *)o)->items, ((const Opaque *)o)->count);
        return;
    case KIND_BYTEARRAY:
        begin(w, h, 2);
        pd_cbor_write_uint(w->out, ((const ByteArray *)o)->length);
        write_link(w, ((const ByteArray *)o)->bytes);
        return;
    case KIND_SHAPE: {
        const Shape *s = o;
        begin(w, h, 5);
        write_link(w, s->cls);
        write_link(w, s->parent);
        write_value(w, s->name);
        pd_cbor_write_uint(w->out, s->count);
        write_link(w, s->transitions);
        return;
    }
    case KIND_MODULE:
        begin(w, h, 3);
        write_link(w, ((const Module *)o)->dict);
        pd_cbor_write_uint(w->out, ((const Module *)o)->state);
        write_value(w, ((const Module *)o)->name);
        return;
    case KIND_TRACEBACK:
        begin(w, h, 3);
        pd_cbor_write_uint(w->out, ((const Traceback *)o)->code);
        pd_cbor_write_uint(w->out, ((const Traceback *)o)->pc);
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
    pd_cbor_write_array(w->out, HEADER_FIELDS);
    pd_cbor_write_uint(w->out, SNAPSHOT_VERSION);
    pd_cbor_write_uint(w->out, CODE_VERSION);
    pd_cbor_write_uint(w->out, FUEL_TABLE_VERSION);
    pd_cbor_write_uint(w->out, HEAP_LAYOUT_VERSION);
    pd_cbor_write_bytes(w->out, pd_digest_bytes(pd_image_id(vm->image)));
    pd_cbor_write_bytes(w->out, pd_digest_bytes(pd_program_id(w->program)));
    pd_cbor_write_array(w->out, LIMIT_COUNT);
    for (int i = 0; i < LIMIT_COUNT; i++)
        pd_cbor_write_uint(w->out, pd_limits_get(&vm->limits, (LimitId)i));
    pd_cbor_write_uint(w->out, vm->seed);
}

static void write_code(Writer *w, bool with_code)
{
    pd_assert_writer(w);
    if (!with_code) {
        pd_cbor_write_null(w->out);
        return;
    }
    size_t count = pd_program_unit_count(w->program);
    pd_cbor_write_array(w->out, count);
    for (size_t i = 0; i < count; i++) {
        Buffer unit;
        pd_buffer_init(&unit, w->out->alloc, w->out->max_bytes);
        Status status = pd_code_encode(pd_program_unit(w->program, i), true, &unit);
        if (status != STATUS_OK)
            pd_buffer_fail(w->out, status);
        pd_cbor_write_bytes(w->out, pd_buffer_peek(&unit));
        pd_buffer_deinit(&unit);
    }
}

static void write_run(Writer *w)
{
    pd_assert_writer(w);
    const Vm *vm = w->vm;
    VmStats stats = pd_vm_stats(vm);
    pd_cbor_write_array(w->out, RUN_FIELDS);
    pd_cbor_write_uint(w->out, vm->state);
    pd_cbor_write_uint(w->out, vm->depth);
    pd_cbor_write_uint(w->out, stats.fuel);
    pd_cbor_write_uint(w->out, vm->fuel_end);
    pd_cbor_write_uint(w->out, vm->effect_count);
    pd_cbor_write_uint(w->out, vm->next_sequence);
    pd_cbor_write_bool(w->out, vm->has_answer);
    pd_cbor_write_uint(w->out, w->heap->next_ident);
    pd_cbor_write_uint(w->out, w->as_name ? 0 : pd_heap_used_bytes(w->heap));
    pd_cbor_write_uint(w->out, w->as_name ? 0 : w->heap->threshold_bytes);
    write_link(w, vm->fiber);
    write_link(w, w->heap->image_shapes);
    write_value(w, vm->has_answer ? vm->answer : VALUE_NONE);
    /* The last one is left out while there is none. */
    uint32_t roots = ROOT_COUNT - (pd_is_none(vm->roots[ROOT_TASKS]) ? 1 : 0);
    pd_cbor_write_array(w->out, roots);
    write_values(w, vm->roots, roots);
}

static bool prepare(Writer *w, const Alloc *alloc)
{
    pd_assert_writer(w);
    pd_assert(alloc != NULL);
    const Heap *heap = w->heap;
    w->number_count = pd_heap_place_count(heap);
    w->number = pd_alloc_new_array(alloc, w->number_count + 1, sizeof(uint32_t));
    w->queue = pd_alloc_new_array(alloc, w->number_count / 2 + 2, sizeof(Ref));
    return w->number != NULL && w->queue != NULL;
}

/* The objects go to a buffer of their own, because their number comes before them. */
static Status write_payload(Writer *w, bool with_code)
{
    pd_assert_writer(w);
    Buffer *out = w->out;
    Buffer objects;
    pd_buffer_init(&objects, out->alloc, out->max_bytes);
    pd_cbor_write_array(out, 5);
    write_header(w);
    write_code(w, with_code);
    write_run(w);
    w->out = &objects;
    for (uint32_t i = 0; i < w->count; i++)
        write_object(w, pd_at(w->heap, w->queue[i]));
    w->out = out;
    pd_cbor_write_array(out, w->count);
    if (pd_buffer_status(&objects) != STATUS_OK)
        pd_buffer_fail(out, pd_buffer_status(&objects));
    pd_buffer_append(out, pd_buffer_peek(&objects));
    pd_buffer_deinit(&objects);
    return pd_buffer_status(out);
}

/* The snapshot that w describes; its heap and tables are filled in here. */
static Status write_whole(Writer w, bool with_code, Error *err)
{
    const Vm *vm = w.vm;
    Buffer *out = w.out;
    pd_assert(!vm->settle);
    size_t start = out->size;
    w.heap = &vm->heap;
    Status status = prepare(&w, vm->alloc) ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        pd_buffer_append(out, pd_bytes(SNAPSHOT_MAGIC, SNAPSHOT_MAGIC_BYTES));
        pd_buffer_append_u64(out, 0);
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
        pd_alloc_free_array(vm->alloc, w.queue, w.number_count / 2 + 2, sizeof(Ref));
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
