/*
 * Methods of str, bytes and bytearray that look for parts: find, count, replace, partition and
 * their like.
 */
#include "vm/text/text_in.h"

#include <string.h>

static const TextMessages find_messages = {
    "must be str, not %s", "argument should be integer or bytes-like object, not '%s'", true,
    false};
static const TextMessages part_messages = {
    "must be str, not %s", "a bytes-like object is required, not '%s'", false, false};

typedef struct Search {
    Text text, needle;
    size_t start, end;
} Search;

/* args: self, sub, start=, end=. */
static LeafResult begin_search(Vm *vm, const Value *args, Search *search)
{
    search->text = pd_text_of(vm, args[0]);
    LeafResult answer = pd_text_needle(vm, &search->text, args[1], &find_messages, &search->needle);
    if (answer != LEAF_OK) {
        return answer;
    }
    answer = pd_text_range(vm, &args[2], search->text.length, &search->start, &search->end);
    if (answer == LEAF_OK && search->start < search->end) {
        pd_text_charge(vm, search->end - search->start);
    }
    return answer;
}

static int64_t search_text(const Search *s, bool reverse)
{
    return reverse ? pd_text_rfind(&s->text, &s->needle, s->start, s->end)
                   : pd_text_find(&s->text, &s->needle, s->start, s->end);
}

static LeafResult find_or_raise(Vm *vm, const Value *args, bool reverse, Value *result)
{
    Search search;
    LeafResult answer = begin_search(vm, args, &search);
    if (answer != LEAF_OK) {
        return answer;
    }
    int64_t at = search_text(&search, reverse);
    if (at < 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "%s not found",
                           search.text.kind == KIND_STR ? "substring" : "subsection");
    }
    *result = pd_from_int(at);
    return LEAF_OK;
}

static LeafResult find_or_minus(Vm *vm, const Value *args, bool reverse, Value *result)
{
    Search search;
    LeafResult answer = begin_search(vm, args, &search);
    if (answer == LEAF_OK) {
        *result = pd_from_int(search_text(&search, reverse));
    }
    return answer;
}

static LeafResult text_find(Vm *vm, const Value *args, Value *result)
{
    return find_or_minus(vm, args, false, result);
}

static LeafResult text_rfind(Vm *vm, const Value *args, Value *result)
{
    return find_or_minus(vm, args, true, result);
}

static LeafResult text_index(Vm *vm, const Value *args, Value *result)
{
    return find_or_raise(vm, args, false, result);
}

static LeafResult text_rindex(Vm *vm, const Value *args, Value *result)
{
    return find_or_raise(vm, args, true, result);
}

/* ---- startswith, endswith ---- */

static bool has_affix(const Text *t, const Text *affix, const size_t range[2], bool at_end)
{
    if (range[0] > range[1] || affix->length > range[1] - range[0]) {
        return false;
    }
    return pd_text_matches(t, at_end ? range[1] - affix->length : range[0], affix);
}

static LeafResult wrong_affix(Vm *vm, const Text *t, Value v, bool in_tuple, bool at_end)
{
    const char *name = at_end ? "endswith" : "startswith";
    TypeName type = pd_vm_type_name(vm, v);
    if (in_tuple && t->kind != KIND_STR) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                           type.text);
    }
    if (in_tuple) {
        return pd_vm_raise(vm, EXC_TYPE_ERROR, "tuple for %s must only contain str, not %s", name,
                           type.text);
    }
    const char *kind = t->kind == KIND_STR ? "str" : "bytes";
    return pd_vm_raise(vm, EXC_TYPE_ERROR, "%s first arg must be %s or a tuple of %s, not %s", name,
                       kind, kind, type.text);
}

static bool affix_of(Vm *vm, const Text *t, Value v, Text *out)
{
    if (t->kind != KIND_STR) {
        return pd_text_bytes_of(vm, v, out);
    }
    Value inner = pd_vm_unwrap(vm, v);
    if (!pd_text_is_str(vm, inner)) {
        return false;
    }
    *out = pd_text_of(vm, inner);
    return true;
}

static LeafResult affix(Vm *vm, const Value *args, bool at_end, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    size_t range[2];
    LeafResult answer = pd_text_range(vm, &args[2], t.length, &range[0], &range[1]);
    if (answer != LEAF_OK) {
        return answer;
    }
    Value wanted = pd_vm_unwrap(vm, args[1]);
    Text part;
    if (!pd_is_kind(&vm->heap, wanted, KIND_TUPLE)) {
        if (!affix_of(vm, &t, wanted, &part)) {
            return wrong_affix(vm, &t, args[1], false, at_end);
        }
        return pd_text_give_bool(has_affix(&t, &part, range, at_end), result);
    }
    const Tuple *tuple = PD_AS(const Tuple, &vm->heap, wanted);
    pd_text_charge(vm, tuple->length);
    for (uint32_t i = 0; i < tuple->length; i++) {
        if (!affix_of(vm, &t, tuple->items[i], &part)) {
            return wrong_affix(vm, &t, tuple->items[i], true, at_end);
        }
        if (has_affix(&t, &part, range, at_end)) {
            return pd_text_give_bool(true, result);
        }
    }
    return pd_text_give_bool(false, result);
}

static LeafResult text_startswith(Vm *vm, const Value *args, Value *result)
{
    return affix(vm, args, false, result);
}

static LeafResult text_endswith(Vm *vm, const Value *args, Value *result)
{
    return affix(vm, args, true, result);
}

static LeafResult remove_affix(Vm *vm, const Value *args, bool at_end, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    TextMessages messages = {at_end ? "removesuffix() argument must be str, not %s"
                                    : "removeprefix() argument must be str, not %s",
                             "a bytes-like object is required, not '%s'", false, true};
    Text part;
    LeafResult answer = pd_text_needle(vm, &t, args[1], &messages, &part);
    if (answer != LEAF_OK) {
        return answer;
    }
    size_t range[2] = {0, t.length};
    if (!has_affix(&t, &part, range, at_end)) {
        return pd_text_slice(vm, &t, 0, t.length, result);
    }
    return pd_text_slice(vm, &t, at_end ? 0 : part.length, t.length - part.length, result);
}

static LeafResult text_removeprefix(Vm *vm, const Value *args, Value *result)
{
    return remove_affix(vm, args, false, result);
}

static LeafResult text_removesuffix(Vm *vm, const Value *args, Value *result)
{
    return remove_affix(vm, args, true, result);
}

/* ---- partition ---- */

static LeafResult partition(Vm *vm, const Value *args, bool reverse, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    Text sep;
    LeafResult answer = pd_text_needle(vm, &t, args[1], &part_messages, &sep);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (sep.length == 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "empty separator");
    }
    pd_text_charge(vm, t.length);
    int64_t at =
        reverse ? pd_text_rfind(&t, &sep, 0, t.length) : pd_text_find(&t, &sep, 0, t.length);
    size_t cuts[4] = {0, t.length, t.length, t.length}; /* where the three parts begin and end */
    if (at < 0 && reverse) {
        cuts[1] = cuts[2] = 0;
    } else if (at >= 0) {
        cuts[1] = (size_t)at;
        cuts[2] = (size_t)at + sep.length;
    }
    Value parts[3];
    for (int i = 0; i < 3; i++) {
        answer = pd_text_slice(vm, &t, cuts[i], cuts[i + 1] - cuts[i], &parts[i]);
        if (answer != LEAF_OK) {
            return answer;
        }
    }
    return pd_text_give(vm, pd_tuple_new(&vm->heap, parts, 3), result);
}

static LeafResult text_partition(Vm *vm, const Value *args, Value *result)
{
    return partition(vm, args, false, result);
}

static LeafResult text_rpartition(Vm *vm, const Value *args, Value *result)
{
    return partition(vm, args, true, result);
}

/* ---- finding all of them ---- */

/* Searches for the same part again and again, forwards: where both of its ends are, in blocks of so
 * many places that compilers compare side by side, and behind the last block by memchr. For parts
 * of a few bytes in narrow text; the rest, and texts made to be slow, go to pd_text_find. */
typedef struct Finder {
    const Text *text, *part;
    size_t block;     /* where the block begins that was looked at last */
    uint64_t places;  /* in it: bit i for the place i */
    size_t work_left; /* comparisons that found nothing */
    bool is_simple;
} Finder;

enum { SIMPLE_PART_MAX = 32, FIND_BLOCK = 64 };

static Finder finder_of(const Text *text, const Text *part)
{
    bool is_simple = part->length > 1 && part->length <= SIMPLE_PART_MAX &&
                     pd_text_width(text) == 1 && pd_text_width(part) == 1;
    /* Nothing is searched there. */
    return (Finder){text, part, SIZE_MAX / 2, 0, 4 * text->length + 64, is_simple};
}

/* Whether the part is at a place where its last byte is. Long comparisons that find nothing end the
 * simple search. */
static bool is_found_at(Finder *f, const uint8_t *at)
{
    const uint8_t *wanted = pd_str_data(f->part->s);
    size_t last = f->part->length - 1;
    size_t same = 0;
    while (same < last && at[same] == wanted[same]) {
        same++;
    }
    if (same == last) {
        return true;
    }
    f->is_simple = same < f->work_left;
    f->work_left -= same;
    return false;
}

/* The places of a block where both ends of the part are. */
static uint64_t places_in(const Finder *f, const uint8_t *block)
{
    const uint8_t *wanted = pd_str_data(f->part->s);
    const uint8_t *ends = block + (f->part->length - 1);
    uint8_t first = wanted[0];
    uint8_t final = wanted[f->part->length - 1];
    uint8_t marks[FIND_BLOCK];
    for (size_t i = 0; i < FIND_BLOCK; i++) {
        marks[i] = (uint8_t)((block[i] == first) & (ends[i] == final));
    }
    uint64_t places = 0;
    for (size_t i = 0; i < FIND_BLOCK; i += 8) {
        /* Multiplying puts the lowest bits of eight bytes side by side. */
        uint64_t eight = pd_bytes_get_u64(marks + i) * UINT64_C(0x8040201008040201) >> 56;
        places |= eight << i;
    }
    return places;
}

static int64_t find_simple(Finder *f, size_t from, size_t end)
{
    const uint8_t *data = pd_str_data(f->text->s);
    size_t last = f->part->length - 1;
    uint8_t final = pd_str_data(f->part->s)[last];
    size_t i = from;
    while (f->is_simple && i + FIND_BLOCK + last <= end) {
        if (i - f->block >= FIND_BLOCK) {
            f->block = i;
            f->places = places_in(f, data + i);
        }
        uint64_t ahead = f->places >> (i - f->block) << (i - f->block);
        for (; f->is_simple && ahead != 0; ahead &= ahead - 1) {
            i = f->block + pd_ctz64(ahead);
            if (is_found_at(f, data + i)) {
                return (int64_t)i;
            }
        }
        i = f->is_simple ? f->block + FIND_BLOCK : i;
    }
    for (; f->is_simple && i + last < end; i++) {
        const uint8_t *hit = memchr(data + i + last, final, end - i - last);
        if (hit == NULL) {
            return -1;
        }
        i = (size_t)(hit - data) - last;
        if (is_found_at(f, data + i)) {
            return (int64_t)i;
        }
    }
    return f->is_simple ? -1 : pd_text_find(f->text, f->part, i, end);
}

static int64_t find_next(Finder *f, size_t from, size_t end)
{
    return f->is_simple ? find_simple(f, from, end) : pd_text_find(f->text, f->part, from, end);
}

static uint64_t count_parts(const Search *s)
{
    size_t at = s->start;
    uint64_t count = 0;
    if (s->needle.length == 1 && pd_text_width(&s->text) == 1) {
        const uint8_t *data = pd_str_data(s->text.s);
        uint32_t point = pd_str_at(s->needle.s, 0);
        for (; at < s->end; at++) {
            count += data[at] == point;
        }
        return count;
    }
    if (s->start > s->end || s->needle.length > s->end - s->start) {
        return 0;
    }
    if (s->needle.length == 0) {
        return s->end - s->start + 1;
    }
    Finder f = finder_of(&s->text, &s->needle);
    for (int64_t hit; (hit = find_next(&f, at, s->end)) >= 0; count++) {
        at = (size_t)hit + s->needle.length;
    }
    return count;
}

static LeafResult text_count(Vm *vm, const Value *args, Value *result)
{
    Search search;
    LeafResult answer = begin_search(vm, args, &search);
    if (answer == LEAF_OK) {
        *result = pd_from_int((int64_t)count_parts(&search));
    }
    return answer;
}

/* ---- replace ---- */

enum { KNOWN_MATCHES = 64 };

typedef struct Replacement {
    Text text, old, new;
    Finder finder;
    uint64_t count;              /* how many are replaced */
    size_t known[KNOWN_MATCHES]; /* where the first of them are */
} Replacement;

/* Match i, the first one at or behind from. */
static size_t match_at(Replacement *r, uint64_t i, size_t from)
{
    return i < KNOWN_MATCHES ? r->known[i] : (size_t)find_next(&r->finder, from, r->text.length);
}

/* Counts matches, at most `most` of them. */
static void find_matches(Replacement *r, uint64_t most)
{
    size_t from = 0;
    r->count = 0;
    r->finder = finder_of(&r->text, &r->old);
    while (r->count < most) {
        int64_t at = find_next(&r->finder, from, r->text.length);
        if (at < 0) {
            return;
        }
        if (r->count < KNOWN_MATCHES) {
            r->known[r->count] = (size_t)at;
        }
        r->count++;
        from = (size_t)at + r->old.length;
    }
}

/* Between all points; the old text is empty. */
static void interleave(const Replacement *r, Points made)
{
    size_t at = 0;
    for (uint64_t i = 0; i < r->count; i++) {
        pd_text_copy_all(made, at, &r->new);
        at += r->new.length;
        if (i < r->text.length) {
            pd_text_copy(made, at++, r->text.s, (size_t)i, 1);
        }
    }
    if (r->count < r->text.length) {
        size_t rest = (size_t)r->count;
        pd_text_copy(made, at, r->text.s, rest, r->text.length - rest);
    }
}

/* The same where all is of width 1. */
static void substitute_narrow(Replacement *r, uint8_t *at)
{
    const uint8_t *data = pd_str_data(r->text.s);
    const uint8_t *added = pd_str_data(r->new.s);
    size_t from = 0;
    for (uint64_t i = 0; i < r->count; i++) {
        size_t match = match_at(r, i, from);
        pd_bytes_move(at, data + from, match - from);
        at += match - from;
        pd_bytes_move(at, added, r->new.length);
        at += r->new.length;
        from = match + r->old.length;
    }
    pd_bytes_move(at, data + from, r->text.length - from);
}

static void substitute(Replacement *r, Points made)
{
    size_t from = 0;
    size_t at = 0;
    for (uint64_t i = 0; i < r->count; i++) {
        size_t match = match_at(r, i, from);
        pd_text_copy(made, at, r->text.s, from, match - from);
        at += match - from;
        pd_text_copy_all(made, at, &r->new);
        at += r->new.length;
        from = match + r->old.length;
    }
    pd_text_copy(made, at, r->text.s, from, r->text.length - from);
}

/* The result may need a smaller width than its parts: this builds it at the width it needs. */
static LeafResult substitute_narrowing(Vm *vm, Replacement *r, Value *result)
{
    StrBuilder b;
    pd_text_builder(vm, &b);
    size_t from = 0;
    for (uint64_t i = 0; i < r->count; i++) {
        size_t match = match_at(r, i, from);
        pd_builder_slice(&b, r->text.s, from, match - from);
        pd_builder_str(&b, r->new.s);
        from = match + r->old.length;
    }
    pd_builder_slice(&b, r->text.s, from, r->text.length - from);
    return pd_text_take(vm, &b, result);
}

static bool is_ascii(const Text *t)
{
    return t->kind == KIND_STR && (t->length == 0 || (t->s->h.flags & STR_ASCII) != 0);
}

static LeafResult replace(Vm *vm, Replacement *r, Value *result)
{
    uint64_t added = 0;
    bool wrapped = __builtin_mul_overflow(r->count, (uint64_t)r->new.length, &added);
    uint64_t length = (uint64_t)r->text.length - r->count * r->old.length;
    if (wrapped || added > (uint64_t)INT64_MAX - length) {
        return pd_vm_raise(vm, EXC_OVERFLOW_ERROR, "replace %s is too long",
                           r->text.kind == KIND_STR ? "string" : "bytes");
    }
    length += added;
    pd_text_charge(vm, length);
    uint32_t width = pd_text_width(&r->text);
    uint32_t old_width = pd_text_width(&r->old);
    if (pd_text_width(&r->new) > width) {
        width = pd_text_width(&r->new);
    }
    bool narrows =
        width > 1 && old_width == pd_text_width(&r->text) && pd_text_width(&r->new) < old_width;
    if (narrows && length <= vm->limits.string_bytes) {
        return substitute_narrowing(vm, r, result);
    }
    Points made = {.width = width};
    LeafResult answer = pd_text_new(vm, r->text.kind, (size_t)length, &made, result);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (r->old.length == 0) {
        interleave(r, made);
    } else if (width == 1) {
        substitute_narrow(r, made.data);
    } else {
        substitute(r, made);
    }
    if (length > 0 && is_ascii(&r->text) && is_ascii(&r->new)) {
        pd_header(&vm->heap, *result)->flags |= STR_ASCII;
    } else {
        pd_text_seal(vm, *result);
    }
    return LEAF_OK;
}

static LeafResult text_replace(Vm *vm, const Value *args, Value *result)
{
    static const TextMessages old_messages = {"replace() argument 1 must be str, not %s",
                                              "a bytes-like object is required, not '%s'", false,
                                              true};
    static const TextMessages new_messages = {"replace() argument 2 must be str, not %s",
                                              "a bytes-like object is required, not '%s'", false,
                                              true};
    Replacement r;
    r.text = pd_text_of(vm, args[0]);
    LeafResult answer = pd_text_needle(vm, &r.text, args[1], &old_messages, &r.old);
    if (answer == LEAF_OK) {
        answer = pd_text_needle(vm, &r.text, args[2], &new_messages, &r.new);
    }
    int64_t most = -1;
    if (answer == LEAF_OK) {
        answer = pd_text_count(vm, args[3], -1, &most);
    }
    if (answer != LEAF_OK) {
        return answer;
    }
    pd_text_charge(vm, r.text.length);
    if (most == 0 || r.old.length > r.text.length) {
        r.count = 0;
    } else if (r.old.length == 0) {
        r.count = r.text.length + 1;
    } else {
        find_matches(&r, most < 0 ? UINT64_MAX : (uint64_t)most);
    }
    if (most >= 0 && r.count > (uint64_t)most) {
        r.count = (uint64_t)most;
    }
    if (r.count == 0) {
        return pd_text_slice(vm, &r.text, 0, r.text.length, result);
    }
    return replace(vm, &r, result);
}

static const LeafDef leaves[] = {
    {"find", "~self, sub, start#=, end#=, /", text_find, LEAF_METHOD},
    {"rfind", "~self, sub, start#=, end#=, /", text_rfind, LEAF_METHOD},
    {"index", "~self, sub, start#=, end#=, /", text_index, LEAF_METHOD},
    {"rindex", "~self, sub, start#=, end#=, /", text_rindex, LEAF_METHOD},
    {"count", "~self, sub, start#=, end#=, /", text_count, LEAF_METHOD},
    {"startswith", "~self, prefix, start#=, end#=, /", text_startswith, LEAF_METHOD},
    {"endswith", "~self, suffix, start#=, end#=, /", text_endswith, LEAF_METHOD},
    {"removeprefix", "self, prefix, /", text_removeprefix, LEAF_METHOD},
    {"removesuffix", "self, suffix, /", text_removesuffix, LEAF_METHOD},
    {"partition", "self, sep, /", text_partition, LEAF_METHOD},
    {"rpartition", "self, sep, /", text_rpartition, LEAF_METHOD},
    {"replace", "self, old, new, count#=, /", text_replace, LEAF_METHOD},
};

TEXT_TABLE(pd_leaves_str_search, TYPE_STR, leaves);
TEXT_TABLE(pd_leaves_bytes_search, TYPE_BYTES, leaves);
TEXT_TABLE(pd_leaves_bytearray_search, TYPE_BYTEARRAY, leaves);
