/* The promises of object.h for one object: lengths within capacities, canonical forms, hashes,
 * shapes that agree with their classes and instances, fields of the kinds that C code takes for
 * granted.
 *
 * Trusts that references hit objects. Must not change anything and must not know of frames.
 */
#include "heap/verify/verify.h"

static bool is_or_unbound(const Heap *heap, Value v, Kind kind)
{
    return pd_is_unbound(v) || pd_is_kind(heap, v, kind);
}

static bool is_or_none(const Heap *heap, Value v, Kind kind)
{
    return pd_is_none(v) || pd_is_kind(heap, v, kind);
}

static bool all_bound(const Value *values, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (pd_is_unbound(values[i])) {
            return false;
        }
    }
    return true;
}

static bool all_classes(const Heap *heap, Value tuple)
{
    if (!pd_is_kind(heap, tuple, KIND_TUPLE)) {
        return false;
    }
    const Tuple *t = PD_AS(Tuple, heap, tuple);
    for (uint32_t i = 0; i < t->length; i++) {
        if (!pd_is_kind(heap, t->items[i], KIND_CLASS)) {
            return false;
        }
    }
    return true;
}

static const char *view_fault(const Heap *heap, const StrView *view)
{
    const SharedText *text = pd_at(heap, view->text);
    if (text->h.kind != KIND_TEXT || text->h.aux != view->h.aux) {
        return "a str is part of something that is no text of its width";
    }
    if (view->length > text->used || text->capacity > pd_text_room(view->length)) {
        return "a str has the wrong share of its text";
    }
    if (pd_ref_to(heap, view) + (uint32_t)view->away != view->text) {
        return "a str is not aimed at its text";
    }
    return (view->h.flags & STR_INTERNED) == 0 ? NULL : "an interned str is part of a text";
}

static const char *text_fault(const SharedText *text)
{
    if (text->h.aux != 1 && text->h.aux != 2 && text->h.aux != 4) {
        return "a text has a width that does not exist";
    }
    return text->used <= text->capacity ? NULL : "a text is longer than its room";
}

static const char *str_fault(const Heap *heap, const Str *s)
{
    if ((s->h.flags & STR_VIEW) != 0) {
        const char *fault = view_fault(heap, (const StrView *)(const void *)s);
        if (fault != NULL) {
            return fault;
        }
    }
    if (s->h.aux != 1 && s->h.aux != 2 && s->h.aux != 4) {
        return "a str has a width that does not exist";
    }
    uint32_t most = 0;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t point = pd_str_at(s, i);
        most = point > most ? point : most;
    }
    if (most > UTF8_CODE_POINT_MAX) {
        return "a str holds something that is no code point";
    }
    if (s->h.aux != (most < 0x100 ? 1 : most < 0x10000 ? 2 : 4)) {
        return "a str is wider than its content";
    }
    if (((s->h.flags & STR_ASCII) != 0) != (most < 0x80)) {
        return "the ASCII mark of a str is wrong";
    }
    if (s->hash != 0 && s->hash != pd_text_hash(pd_str_data(s), (size_t)s->length * s->h.aux)) {
        return "the hash of a str is wrong";
    }
    return (s->h.flags & STR_INTERNED) != 0 && s->hash == 0 ? "an interned str has no hash" : NULL;
}

static const char *bigint_fault(const BigInt *b)
{
    if (b->limb_count == 0 || b->limbs[b->limb_count - 1] == 0) {
        return "an int has leading zeros";
    }
    uint64_t small_max = (uint64_t)VALUE_INT_MAX + ((b->h.flags & BIGINT_NEGATIVE) != 0);
    return b->limb_count == 1 && b->limbs[0] <= small_max ? "a small int is an object" : NULL;
}

static const char *bytearray_fault(const Heap *heap, const ByteArray *b)
{
    const Str *storage = b->bytes != 0 ? pd_at(heap, b->bytes) : NULL;
    uint32_t room = storage != NULL ? storage->length : 0;
    return b->length <= room ? NULL : "a bytearray is longer than its storage";
}

static const char *list_fault(const Heap *heap, const List *list)
{
    const Array *items = list->items != 0 ? pd_at(heap, list->items) : NULL;
    if (list->length > (items != NULL ? items->capacity : 0)) {
        return "a list is longer than its storage";
    }
    if (items != NULL && (items->h.flags & ARRAY_STACK) != 0) {
        return "a list has the stack of a fiber";
    }
    return items == NULL || all_bound(items->items, list->length) ? NULL : "a list has a hole";
}

static const char *dict_fault(const Heap *heap, const Dict *d)
{
    const Table *t = pd_dict_table(heap, d);
    if (t == NULL) {
        return d->used == 0 ? NULL : "a dict without a table counts items";
    }
    if (t->h.aux != (d->h.kind == KIND_DICT ? 2 : 1)) {
        return "a table has the wrong number of values an entry";
    }
    uint32_t front = pd_dict_front(heap, d);
    for (uint32_t i = 0; i < front; i++) {
        if (i >= t->count || !pd_is_unbound(*pd_table_entry(t, i, t->h.aux))) {
            return "a dict has an item in its deleted front";
        }
    }
    return pd_table_fault(heap, t, d->used);
}

static const char *instance_fault(const Heap *heap, const Instance *o)
{
    if (o->shape == 0) {
        return "an instance has no shape";
    }
    const Shape *shape = pd_at(heap, o->shape);
    const Class *cls = pd_at(heap, shape->cls);
    if (cls->h.kind != KIND_CLASS) {
        return "the shape of an instance has no class";
    }
    bool is_exception = o->h.kind == KIND_EXCEPTION;
    if (is_exception != ((cls->flags & CLASS_EXCEPTION) != 0) || (is_exception && o->h.aux != 0)) {
        return "an exception and its class do not agree";
    }
    const Header *overflow = o->overflow != 0 ? pd_at(heap, o->overflow) : NULL;
    if ((o->h.flags & INSTANCE_DICT) != 0) {
        bool good = overflow != NULL && overflow->kind == KIND_DICT;
        return good ? NULL : "an instance with a dict has none";
    }
    if (overflow != NULL && overflow->kind != KIND_ARRAY) {
        return "an instance without a dict has one";
    }
    uint32_t room = overflow != NULL ? ((const Array *)(const void *)overflow)->capacity : 0;
    bool fits = shape->count <= o->h.aux || shape->count - o->h.aux <= room;
    return fits ? NULL : "an instance has more attributes than room";
}

static const char *exception_fault(const Heap *heap, const Exception *e)
{
    if (!pd_is_kind(heap, e->args, KIND_TUPLE)) {
        return "the arguments of an exception are no tuple";
    }
    bool links = is_or_none(heap, e->cause, KIND_EXCEPTION) &&
                 is_or_none(heap, e->context, KIND_EXCEPTION) &&
                 is_or_none(heap, e->traceback, KIND_TRACEBACK);
    return links ? instance_fault(heap, (const Instance *)(const void *)e)
                 : "a link of an exception is of the wrong kind";
}

/* Whether the transitions of a shape lead to its children, each by its name. */
static bool transitions_agree(const Heap *heap, const Shape *s)
{
    const Dict *d = s->transitions != 0 ? pd_at(heap, s->transitions) : NULL;
    uint32_t position = 0;
    Value name;
    Value child;
    while (d != NULL && pd_dict_next(heap, d, &position, &name, &child)) {
        if (!pd_is_kind(heap, child, KIND_SHAPE)) {
            return false;
        }
        const Shape *next = PD_AS(const Shape, heap, child);
        if (next->parent != pd_ref_to(heap, s) || !pd_is(next->name, name)) {
            return false;
        }
    }
    return true;
}

static const char *shape_fault(const Heap *heap, const Shape *s)
{
    if (s->cls == 0) {
        return "a shape has no class";
    }
    if (s->parent == 0) {
        bool empty = s->count == 0 && pd_is_unbound(s->name);
        return empty && transitions_agree(heap, s) ? NULL : "a root shape has attributes";
    }
    const Shape *parent = pd_at(heap, s->parent);
    if (s->count != parent->count + 1 || parent->cls != s->cls) {
        return "a shape does not continue its parent";
    }
    if (!pd_is_kind(heap, s->name, KIND_STR) ||
        (pd_header(heap, s->name)->flags & STR_INTERNED) == 0) {
        return "the name of a shape is not interned";
    }
    return transitions_agree(heap, s) ? NULL : "a transition of a shape leads elsewhere";
}

static const char *class_fault(const Heap *heap, const Class *c)
{
    if (!pd_is_kind(heap, c->name, KIND_STR) || !pd_is_kind(heap, c->qualname, KIND_STR)) {
        return "the name of a class is no str";
    }
    if (!all_classes(heap, c->bases) || !all_classes(heap, c->mro)) {
        return "a base of a class is no class";
    }
    const Tuple *mro = PD_AS(Tuple, heap, c->mro);
    if (mro->length == 0 || (Ref)mro->items[0].bits != pd_ref_to(heap, c)) {
        return "a class is not the first of its MRO";
    }
    if (!is_or_unbound(heap, c->metaclass, KIND_CLASS) || c->dict == 0 || c->slot_hint > 16) {
        return "a field of a class is of the wrong kind";
    }
    const Shape *root = c->root_shape != 0 ? pd_at(heap, c->root_shape) : NULL;
    bool own = root == NULL || (root->cls == pd_ref_to(heap, c) && root->parent == 0);
    return own ? NULL : "the root shape of a class is of another one";
}

static const char *function_fault(const Heap *heap, const FunctionObject *f)
{
    if (!pd_is_kind(heap, f->name, KIND_STR) || !pd_is_kind(heap, f->qualname, KIND_STR)) {
        return "the name of a function is no str";
    }
    if (f->module == 0 || !is_or_unbound(heap, f->closure, KIND_TUPLE)) {
        return "a function has no module or a closure that is no tuple";
    }
    const Tuple *cells = pd_is_unbound(f->closure) ? NULL : PD_AS(const Tuple, heap, f->closure);
    for (uint32_t i = 0; cells != NULL && i < cells->length; i++) {
        if (!pd_is_kind(heap, cells->items[i], KIND_CELL)) {
            return "a closure holds something that is no cell";
        }
    }
    return NULL;
}

static const char *range_fault(const Heap *heap, const Range *r)
{
    bool good = pd_is_integer(heap, r->start) && pd_is_integer(heap, r->stop) &&
                pd_is_integer(heap, r->step) && pd_is_integer(heap, r->length);
    return good && pd_int_sign(heap, r->length) >= 0 && pd_int_sign(heap, r->step) != 0
               ? NULL
               : "a range is not made of ints, or has no step";
}

static const char *small_fault(const Heap *heap, const Header *h)
{
    const void *o = h;
    bool good = true;
    switch ((Kind)h->kind) {
    case KIND_BYTES: good = h->aux == 1; break;
    case KIND_TUPLE: good = all_bound(((const Tuple *)o)->items, ((const Tuple *)o)->length); break;
    case KIND_MODULE:
        good =
            ((const Module *)o)->dict != 0 && pd_is_kind(heap, ((const Module *)o)->name, KIND_STR);
        break;
    case KIND_SLOT:
        good = ((const SlotMember *)o)->owner != 0 &&
               pd_is_kind(heap, ((const SlotMember *)o)->name, KIND_STR);
        break;
    case KIND_TRACEBACK:
        good = is_or_none(heap, ((const Traceback *)o)->next, KIND_TRACEBACK);
        break;
    case KIND_DICT_VIEW: good = ((const DictView *)o)->dict != 0 && h->aux <= VIEW_ITEMS; break;
    case KIND_SUPER: good = pd_is_kind(heap, ((const Super *)o)->cls, KIND_CLASS); break;
    case KIND_ITER: good = h->aux < ITER_KIND_COUNT; break;
    case KIND_BUILTIN: good = pd_is_kind(heap, ((const Builtin *)o)->name, KIND_STR); break;
    case KIND_METHOD: good = all_bound(&((const Method *)o)->function, 2); break;
    default: break;
    }
    return good ? NULL : "a field of a small object is of the wrong kind";
}

const char *pd_heap_object_fault(const Heap *heap, const Header *h)
{
    const void *object = h;
    switch ((Kind)h->kind) {
    case KIND_STR: return str_fault(heap, object);
    case KIND_TEXT: return text_fault(object);
    case KIND_BYTEARRAY: return bytearray_fault(heap, object);
    case KIND_INT: return bigint_fault(object);
    case KIND_LIST: return list_fault(heap, object);
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET: return dict_fault(heap, object);
    case KIND_INSTANCE:
    case KIND_WRAPPED: return instance_fault(heap, object);
    case KIND_EXCEPTION: return exception_fault(heap, object);
    case KIND_SHAPE: return shape_fault(heap, object);
    case KIND_CLASS: return class_fault(heap, object);
    case KIND_FUNCTION: return function_fault(heap, object);
    case KIND_RANGE: return range_fault(heap, object);
    default: return small_fault(heap, h);
    }
}
