/*
 * Signatures of leaves and the binding of arguments to them.
 *
 * pd_vm_parse_signature reads the text of a LeafDef while the image is made; after that binding is
 * array work. The families of error texts: slots ("expected 1 argument, got 0"), no or one
 * positional parameter ("f() takes exactly one argument (2 given)"), several positional ones
 * ("f expected at least 2 arguments, got 1"), and parameters with names ("f() missing required
 * argument 'x' (pos 1)"). Must not know what any leaf does.
 */
#include "vm/image/leafbind.h"

#include "vm/data/data.h"
#include "vm/object/class.h"
#include "vm/vm_in.h"

#include <stdio.h>
#include <string.h>

/* ---- parsing ---- */

typedef struct SignatureReader {
    const char *p;
    LeafBinding *binding;
    Value *names;
    Heap *heap;
    bool keyword_only;
} SignatureReader;

static size_t word_length(const char *p)
{
    size_t n = 0;
    while ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z') || p[n] == '_' ||
           (p[n] >= '0' && p[n] <= '9')) {
        n++;
    }
    return n;
}

/* ": table" behind a parameter. */
static void read_want(SignatureReader *r)
{
#define LEAF_WANT_TEXT(name, text) text,
    static const char *const texts[LEAF_WANT_COUNT] = {LEAF_WANT_TABLE(LEAF_WANT_TEXT)};
#undef LEAF_WANT_TEXT
    r->p += 2;
    size_t length = word_length(r->p);
    Bytes word = pd_bytes(r->p, length);
    for (uint32_t i = 0; i < LEAF_WANT_COUNT; i++) {
        if (pd_bytes_equal(word, pd_bytes_of_cstr(texts[i]))) {
            r->binding->wants[r->binding->slot_count] = (uint8_t)i;
        }
    }
    pd_assert(r->binding->wants[r->binding->slot_count] != LEAF_WANT_ANY);
    r->binding->flags |= LEAF_TYPED;
    r->p += length;
}

/* One named parameter at r->p; false = memory. */
static bool read_parameter(SignatureReader *r)
{
    LeafBinding *b = r->binding;
    size_t length = word_length(r->p);
    pd_assert(length > 0 && b->slot_count < LEAF_PARAM_MAX);
    Str *name = pd_str_intern_utf8(r->heap, pd_bytes(r->p, length));
    if (name == NULL) {
        return false;
    }
    r->names[b->slot_count] = pd_value_to(r->heap, name);
    r->p += length;
    if (*r->p == ':') {
        read_want(r);
    }
    if (*r->p == '#') {
        b->index_mask = (uint16_t)(b->index_mask | 1u << b->slot_count);
        r->p++;
    }
    bool optional = *r->p == '=';
    r->p += optional;
    if (!optional) {
        b->required = (uint16_t)(b->required | 1u << b->slot_count);
        pd_assert(r->keyword_only || b->required_count == b->positional_count);
        b->required_count = (uint8_t)(b->required_count + !r->keyword_only);
    }
    b->positional_count = (uint8_t)(b->positional_count + !r->keyword_only);
    b->slot_count++;
    return true;
}

/* '*', '*name' or '**name' at r->p. */
static void read_star(SignatureReader *r)
{
    LeafBinding *b = r->binding;
    size_t stars = r->p[1] == '*' ? 2 : 1;
    size_t length = word_length(r->p + stars);
    r->p += stars + length;
    r->keyword_only = true;
    if (length == 0) {
        pd_assert(stars == 1);
        return;
    }
    pd_assert(b->slot_count < LEAF_PARAM_MAX);
    if (stars == 2) {
        b->varkeywords_slot = b->slot_count;
        b->flags |= LEAF_VARKEYWORDS;
    } else {
        b->varargs_slot = b->slot_count;
        b->flags |= LEAF_VARARGS;
    }
    r->names[b->slot_count++] = VALUE_UNBOUND;
}

static void end_positional_only(SignatureReader *r)
{
    r->p++;
    r->binding->posonly_count = r->binding->positional_count;
    for (uint32_t i = 0; i < r->binding->posonly_count; i++) {
        r->names[i] = VALUE_UNBOUND;
    }
}

bool pd_vm_parse_signature(Heap *heap, Arena *arena, const LeafDef *def, LeafBinding *binding)
{
    Value *names = ARENA_NEW_ARRAY(arena, LEAF_PARAM_MAX, Value);
    if (names == NULL) {
        return false;
    }
    *binding = (LeafBinding){.fn = def->fn, .def = def, .kind = def->kind, .names = names};
    binding->varargs_slot = binding->varkeywords_slot = LEAF_NO_SLOT;
    SignatureReader r = {.p = def->signature, .binding = binding, .names = names, .heap = heap};
    if (*r.p == '!') {
        binding->flags |= LEAF_RAW;
        r.p++;
    }
    if (*r.p == '~') {
        binding->flags |= LEAF_PARSED;
        r.p++;
    }
    while (*r.p != 0) {
        if (*r.p == '*') {
            read_star(&r);
        } else if (*r.p == '/') {
            end_positional_only(&r);
        } else if (!read_parameter(&r)) {
            return false;
        }
        pd_assert(*r.p == 0 || (*r.p == ',' && r.p[1] == ' '));
        r.p += *r.p == 0 ? 0 : 2;
    }
    /* The self of a method is positional-only even where the text forgets the slash. */
    if (def->kind != LEAF_FUNCTION && def->kind != LEAF_STATIC && binding->posonly_count == 0 &&
        binding->positional_count > 0) {
        binding->posonly_count = 1;
        names[0] = VALUE_UNBOUND;
    }
    for (uint32_t i = 0; i < binding->slot_count; i++) {
        binding->flags |= pd_is_unbound(names[i]) ? 0 : LEAF_NAMED;
    }
    if ((binding->flags & (LEAF_NAMED | LEAF_VARARGS | LEAF_VARKEYWORDS)) == 0) {
        binding->flags |= LEAF_SIMPLE;
    }
    const uint8_t bound = LEAF_VARARGS | LEAF_VARKEYWORDS;
    bool plain = (binding->flags & bound) == 0 && binding->required >> binding->required_count == 0;
    binding->plain_min = binding->required_count;
    binding->plain_end = plain ? (uint8_t)(binding->positional_count + 1) : 0;
    return true;
}

/* ---- error texts ---- */

static bool has_self(const LeafBinding *b)
{
    return b->kind == LEAF_METHOD || b->kind == LEAF_SLOT || b->kind == LEAF_GETTER ||
           b->kind == LEAF_CLASSMETHOD || b->kind == LEAF_NEW;
}

static TypeName owner_name(const Vm *vm, const LeafBinding *b)
{
    return pd_vm_text(vm, ((const Class *)pd_at(&vm->heap, b->owner))->name);
}

/* As error texts name it: "append", or for constructors the type. */
static TypeName short_name(const Vm *vm, const LeafBinding *b)
{
    if (b->kind == LEAF_NEW) {
        return owner_name(vm, b);
    }
    TypeName name = {{0}};
    (void)snprintf(name.text, sizeof name.text, "%s", b->def->name);
    return name;
}

/* "list.append", "math.sqrt", "len". */
static TypeName full_name(const Vm *vm, const LeafBinding *b)
{
    if (b->kind == LEAF_NEW) {
        return owner_name(vm, b);
    }
    TypeName name = pd_vm_text(vm, PD_AS(Builtin, &vm->heap, b->builtin)->qualname);
    if (b->module != NULL && strcmp(b->module, "builtins") != 0) {
        TypeName bare = name;
        (void)snprintf(name.text, sizeof name.text, "%.60s.%.120s", b->module, bare.text);
    }
    return name;
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static LeafResult wrong_count_simple(Vm *vm, const LeafBinding *b, uint32_t given)
{
    uint32_t self = has_self(b);
    uint32_t least = b->required_count - self;
    uint32_t most = b->positional_count - self;
    given -= self;
    if ((b->flags & LEAF_PARSED) != 0) {
        uint32_t limit = given < least ? least : most;
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes %s %u argument%s (%u given)",
                           short_name(vm, b).text,
                           least == most   ? "exactly"
                           : given < least ? "at least"
                                           : "at most",
                           limit, plural(limit), given);
    }
    if (b->kind == LEAF_SLOT && least == most) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "expected %u argument%s, got %u", least,
                           plural(least), given);
    }
    if (b->kind != LEAF_NEW && most == 0) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no arguments (%u given)",
                           full_name(vm, b).text, given);
    }
    if (b->kind != LEAF_NEW && least == 1 && most == 1) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes exactly one argument (%u given)",
                           full_name(vm, b).text, given);
    }
    uint32_t bound = given < least ? least : most;
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s expected %s%u argument%s, got %u",
                       short_name(vm, b).text,
                       least == most   ? ""
                       : given < least ? "at least "
                                       : "at most ",
                       bound, plural(bound), given);
}

static LeafResult too_many_positional(Vm *vm, const LeafBinding *b, const LeafArgs *in)
{
    if ((b->flags & LEAF_SIMPLE) != 0) {
        return wrong_count_simple(vm, b, in->count);
    }
    uint32_t self = has_self(b);
    uint32_t names = pd_is_unbound(in->names) ? 0 : PD_AS(Tuple, &vm->heap, in->names)->length;
    uint32_t all = b->slot_count - self;
    uint32_t given = in->count - self;
    TypeName name = short_name(vm, b);
    if (given > all) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes at most %u argument%s (%u given)",
                           name.text, all, plural(all), given);
    }
    uint32_t most = b->positional_count - self;
    uint32_t least = b->required_count - self;
    given -= names;
    if (most == 0) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no positional arguments", name.text);
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes %s %u positional argument%s (%u given)",
                       name.text, least < most ? "at most" : "exactly", most, plural(most), given);
}

static LeafResult missing_argument(Vm *vm, const LeafBinding *b, uint32_t slot, uint32_t given)
{
    bool positional = slot < b->posonly_count || (b->flags & LEAF_SIMPLE) != 0;
    if (positional && (b->flags & LEAF_NAMED) == 0) {
        return wrong_count_simple(vm, b, given);
    }
    if (positional) {
        uint32_t self = has_self(b);
        uint32_t least = b->posonly_count - self;
        if (least > b->required_count - self) {
            least = b->required_count - self;
        }
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s expected %s%u argument%s, got %u",
                           short_name(vm, b).text,
                           b->positional_count - self > least ? "at least " : "", least,
                           plural(least), given - self);
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() missing required argument '%s' (pos %u)",
                       short_name(vm, b).text, pd_vm_text(vm, b->names[slot]).text,
                       slot - has_self(b) + 1);
}

static LeafResult unbound_method(Vm *vm, const LeafBinding *b)
{
    if (b->kind == LEAF_NEW) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s.__new__(): not enough arguments",
                           owner_name(vm, b).text);
    }
    if (b->kind == LEAF_SLOT) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "descriptor '%s' of '%s' object needs an argument",
                           b->def->name, owner_name(vm, b).text);
    }
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "unbound method %s() needs an argument",
                       full_name(vm, b).text);
}

/* ---- binding ---- */

LeafResult pd_vm_bind_self(Vm *vm, const LeafBinding *b, Value self, Value *out)
{
    const Class *owner = pd_at(&vm->heap, b->owner);
    if (!pd_vm_is_subclass(vm, pd_vm_class_of(vm, self), owner)) {
        TypeName name = pd_vm_type_name(vm, self);
        if (b->kind == LEAF_SLOT) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR,
                               "descriptor '%s' requires a '%s' object but received a '%s'",
                               b->def->name, owner_name(vm, b).text, name.text);
        }
        return pd_vm_raise(vm, EXC_TYPE_ERROR,
                           "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                           b->def->name, owner_name(vm, b).text, name.text);
    }
    *out = (b->flags & LEAF_RAW) != 0 ? self : pd_vm_unwrap(vm, self);
    return LEAF_OK;
}

/* Slot of the parameter called name, or LEAF_NO_SLOT. */
static uint32_t find_parameter(const LeafBinding *b, Value name)
{
    for (uint32_t i = 0; i < b->slot_count; i++) {
        if (pd_is(b->names[i], name)) {
            return i;
        }
    }
    return LEAF_NO_SLOT;
}

static LeafResult bind_keyword(Vm *vm, const LeafBinding *b, Value name, Value v, Value *bound)
{
    Heap *heap = &vm->heap;
    Str *interned = pd_str_intern(heap, PD_AS(Str, heap, name));
    if (interned == NULL) {
        return LEAF_MEMORY;
    }
    name = pd_value_to(heap, interned);
    uint32_t slot = find_parameter(b, name);
    if (slot == LEAF_NO_SLOT && (b->flags & LEAF_VARKEYWORDS) != 0) {
        Value *dict = &bound[b->varkeywords_slot];
        if (pd_is_unbound(*dict)) {
            Dict *made = pd_dict_new(heap, 4);
            if (made == NULL) {
                return LEAF_MEMORY;
            }
            *dict = pd_value_to(heap, made);
        }
        return pd_dict_set_name(heap, PD_AS(Dict, heap, *dict), name, v) ? LEAF_OK : LEAF_MEMORY;
    }
    if (slot == LEAF_NO_SLOT) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "'%s' is an invalid keyword argument for %s()",
                           pd_vm_text(vm, name).text, short_name(vm, b).text);
    }
    if (!pd_is_unbound(bound[slot])) {
        return pd_vm_raise(
            vm, EXC_TYPE_ERROR, "argument for %s() given by name ('%s') and position (%u)",
            short_name(vm, b).text, pd_vm_text(vm, name).text, slot - has_self(b) + 1);
    }
    bound[slot] = v;
    return LEAF_OK;
}

static LeafResult bind_keywords(Vm *vm, const LeafBinding *b, const LeafArgs *in, Value *bound)
{
    Heap *heap = &vm->heap;
    const Tuple *names = PD_AS(Tuple, heap, in->names);
    if (names->length > 0 && (b->flags & (LEAF_NAMED | LEAF_VARKEYWORDS)) == 0) {
        bool bare = (b->flags & (LEAF_PARSED | LEAF_VARARGS)) != 0;
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments",
                           (bare ? short_name(vm, b) : full_name(vm, b)).text);
    }
    const Value *values = in->args + in->count - names->length;
    for (uint32_t i = 0; i < names->length; i++) {
        LeafResult result = bind_keyword(vm, b, names->items[i], values[i], bound);
        if (result != LEAF_OK) {
            return result;
        }
    }
    return LEAF_OK;
}

static LeafResult bind_positional(Vm *vm, const LeafBinding *b, const LeafArgs *in, Value *bound)
{
    uint32_t names = pd_is_unbound(in->names) ? 0 : PD_AS(Tuple, &vm->heap, in->names)->length;
    uint32_t count = in->count - names;
    uint32_t direct = count < b->positional_count ? count : b->positional_count;
    for (uint32_t i = 0; i < direct; i++) {
        bound[i] = in->args[i];
    }
    if (b->varargs_slot != LEAF_NO_SLOT) {
        Tuple *rest = pd_tuple_new(&vm->heap, in->args + direct, count - direct);
        if (rest == NULL) {
            return LEAF_MEMORY;
        }
        bound[b->varargs_slot] = pd_value_to(&vm->heap, rest);
    } else if (count > direct) {
        return too_many_positional(vm, b, in);
    }
    return LEAF_OK;
}

LeafResult pd_vm_bind_leaf(Vm *vm, uint32_t leaf, const LeafArgs *in, Value bound[LEAF_PARAM_MAX])
{
    pd_assert(leaf < vm->image->leaf_count);
    const LeafBinding *b = pd_binding(vm, leaf);
    uint32_t names = pd_is_unbound(in->names) ? 0 : PD_AS(Tuple, &vm->heap, in->names)->length;
    pd_assert(names <= in->count);
    for (uint32_t i = 0; i < b->slot_count; i++) {
        bound[i] = VALUE_UNBOUND;
    }
    if (has_self(b) && in->count - names == 0) {
        return unbound_method(vm, b);
    }
    bool checks_self = b->kind == LEAF_METHOD || b->kind == LEAF_SLOT || b->kind == LEAF_GETTER;
    Value self = VALUE_UNBOUND;
    if (checks_self) {
        LeafResult result = pd_vm_bind_self(vm, b, in->args[0], &self);
        if (result != LEAF_OK) {
            return result;
        }
    }
    if (names > 0 && (b->flags & (LEAF_NAMED | LEAF_VARKEYWORDS)) == 0) {
        return bind_keywords(vm, b, in, bound);
    }
    LeafResult result = bind_positional(vm, b, in, bound);
    if (result == LEAF_OK && names > 0) {
        result = bind_keywords(vm, b, in, bound);
    }
    if (result != LEAF_OK) {
        return result;
    }
    for (uint32_t i = 0; i < b->slot_count; i++) {
        if ((b->required >> i & 1) != 0 && pd_is_unbound(bound[i])) {
            return missing_argument(vm, b, i, in->count - names);
        }
    }
    if (checks_self && b->slot_count > 0 && b->positional_count > 0) {
        bound[0] = self;
    }
    return LEAF_OK;
}

static bool is_wanted(const Vm *vm, LeafWant want, Value v)
{
    const Heap *heap = &vm->heap;
    Kind kind = pd_kind(heap, v);
    int64_t i;
    switch (want) {
    case LEAF_WANT_TABLE: return kind == KIND_DICT || kind == KIND_SET || kind == KIND_FROZENSET;
    case LEAF_WANT_TRACEBACK: return kind == KIND_TRACEBACK;
    case LEAF_WANT_DICT: return kind == KIND_DICT;
    case LEAF_WANT_SET: return kind == KIND_SET || kind == KIND_FROZENSET;
    case LEAF_WANT_LIST: return kind == KIND_LIST;
    case LEAF_WANT_TUPLE: return kind == KIND_TUPLE;
    case LEAF_WANT_ITEMS: return kind == KIND_LIST || kind == KIND_TUPLE;
    case LEAF_WANT_STR: return kind == KIND_STR;
    case LEAF_WANT_NAME:
        return kind == KIND_STR && (PD_AS(Str, heap, v)->h.flags & STR_INTERNED) != 0;
    case LEAF_WANT_TEXT: return kind == KIND_STR || kind == KIND_BYTES || kind == KIND_BYTEARRAY;
    case LEAF_WANT_INT: return pd_is_int(v);
    case LEAF_WANT_HASH: return pd_is_integer(heap, v) && pd_int_to_i64(heap, v, &i);
    case LEAF_WANT_CLASS: return kind == KIND_CLASS;
    case LEAF_WANT_MODULE: return kind == KIND_MODULE;
    case LEAF_WANT_BUILTIN: return kind == KIND_BUILTIN;
    case LEAF_WANT_ITER: return kind == KIND_ITER;
    case LEAF_WANT_ANY:
    case LEAF_WANT_COUNT: break;
    }
    return true;
}

LeafResult pd_vm_check_wants(Vm *vm, const LeafBinding *b, const Value *bound)
{
    for (uint32_t i = 0; i < b->slot_count; i++) {
        LeafWant want = (LeafWant)b->wants[i];
        if (want != LEAF_WANT_ANY && !is_wanted(vm, want, bound[i])) {
            return pd_vm_raise_misuse(vm, b->def->name);
        }
    }
    return LEAF_OK;
}

LeafResult pd_vm_run_leaf(Vm *vm, uint32_t leaf, const LeafArgs *in, Value *out)
{
    const LeafBinding *b = pd_binding(vm, leaf);
    if (b->kind == LEAF_NEW && (b->flags & LEAF_RAW) == 0) {
        return pd_vm_run_new(vm, leaf, in, out);
    }
    Value bound[LEAF_PARAM_MAX];
    LeafResult result = pd_vm_bind_leaf(vm, leaf, in, bound);
    if (result == LEAF_OK && (b->flags & LEAF_TYPED) != 0) {
        result = pd_vm_check_wants(vm, b, bound);
    }
    return result == LEAF_OK ? pd_vm_leaf_body(vm, b, bound, out) : result;
}

/* Whether it is the class whose constructor that is, and none of its subclasses. */
static bool is_owner(const LeafBinding *b, Value cls)
{
    return pd_is_ref(cls) && pd_ref_of(cls) == b->owner;
}

LeafResult pd_vm_gather_leaf(Vm *vm, const LeafBinding *b, const Value *args, uint32_t count,
                             Value *out)
{
    uint32_t direct = b->positional_count;
    bool gathers =
        b->varargs_slot != LEAF_NO_SLOT && count >= direct && b->required >> b->required_count == 0;
    const bool certain =
        b->kind == LEAF_FUNCTION ||
        (direct != 0 &&
         (b->kind == LEAF_NEW ? is_owner(b, args[0]) : pd_is_certain_self(vm, b, args[0])));
    if (!gathers || !certain) {
        return LEAF_END;
    }
    Tuple *rest = pd_tuple_new(&vm->heap, args + direct, count - direct);
    if (rest == NULL) {
        return LEAF_MEMORY;
    }
    Value bound[LEAF_PARAM_MAX];
    for (uint32_t i = 0; i < b->slot_count; i++) {
        bound[i] = i < direct ? args[i] : VALUE_UNBOUND;
    }
    bound[b->varargs_slot] = pd_value_to(&vm->heap, rest);
    LeafResult r = (b->flags & LEAF_TYPED) != 0 ? pd_vm_check_wants(vm, b, bound) : LEAF_OK;
    *out = VALUE_NONE;
    if (r == LEAF_OK) {
        r = pd_vm_leaf_body(vm, b, bound, out);
    }
    return UNLIKELY(r == LEAF_END) ? pd_vm_raise_args(vm, EXC_STOP_ITERATION, NULL, 0) : r;
}

LeafResult pd_vm_gather_new(Vm *vm, const LeafBinding *b, const Value *window, uint32_t count,
                            Value *out)
{
    enum { GATHERED_MAX = 8 };
    Value args[1 + GATHERED_MAX];
    if (b->varargs_slot == LEAF_NO_SLOT || count > GATHERED_MAX) {
        return LEAF_END;
    }
    args[0] = window[0];
    for (uint32_t i = 0; i < count; i++) {
        args[1 + i] = window[FRAME_HEADER_SLOTS + i];
    }
    return pd_vm_gather_leaf(vm, b, args, count + 1, out);
}

LeafResult pd_vm_leaf_index(Vm *vm, const LeafBinding *b, const Value *args)
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < b->slot_count; i++) {
        if ((b->index_mask >> i & 1) != 0 && !pd_is_unbound(args[i]) &&
            pd_data_needs_index(vm, args[i])) {
            mask |= 1u << i;
        }
    }
    if (mask == 0) {
        return LEAF_RAISED;
    }
    vm->raised = VALUE_NONE;
    return pd_data_with_index_of(vm, b->builtin, args, b->slot_count, mask);
}
