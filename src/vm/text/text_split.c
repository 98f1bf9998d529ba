/*
 * Methods of str, bytes and bytearray that cut and put together: split, splitlines, strip, join.
 */
#include "vm/text/text_in.h"

#include <string.h>

static const char bytes_required[] = "a bytes-like object is required, not '%s'";

static bool is_narrow_space(uint8_t c, bool is_str)
{
    return is_str ? (pd_unicode_latin1[c] & UNICODE_SPACE) != 0
                  : c == ' ' || (c >= '\t' && c <= '\r');
}

/* Space as split() and strip() see it: any of Unicode's for str, ASCII's six for bytes. */
static bool is_space(const Text *t, size_t i)
{
    uint32_t point = pd_str_at(t->s, i);
    if (t->kind == KIND_STR) {
        return pd_unicode_is(point, UNICODE_SPACE);
    }
    return point == ' ' || (point >= '\t' && point <= '\r');
}

/* Where the word ends that goes on at i: eight bytes at a time while all of them are of ASCII and
 * above ' '. */
static ALWAYS_INLINE size_t word_end(const uint8_t *data, size_t i, size_t length, bool is_str)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    while (length - i >= 8) {
        uint64_t word = pd_byte_swap64(pd_bytes_get_u64(data + i)); /* the first byte is lowest */
        uint64_t others = ((word - each * '!') | word) & each * 0x80;
        if (others != 0) { /* the lowest is the first; a borrow may be behind the others */
            i += pd_ctz64(others) / 8;
            if (is_narrow_space(data[i], is_str)) {
                return i;
            }
            i++;
        } else {
            i += 8;
        }
    }
    while (i < length && !is_narrow_space(data[i], is_str)) {
        i++;
    }
    return i;
}

/* Splits at Latin-1 space, without a limit. */
static void split_narrow(Parts *parts, const Text *t)
{
    const uint8_t *data = pd_str_data(t->s);
    bool is_str = t->kind == KIND_STR;
    size_t length = t->length;
    size_t i = 0;
    for (;;) {
        while (i < length && is_narrow_space(data[i], is_str)) {
            i++;
        }
        size_t start = i;
        if (i == length) {
            return;
        }
        i = word_end(data, i, length, is_str);
        pd_parts_slice(parts, t, start, i - start);
    }
}

static void split_space(Parts *parts, const Text *t, int64_t most)
{
    if (most < 0 && pd_text_width(t) == 1) {
        split_narrow(parts, t);
        return;
    }
    size_t i = 0;
    while (i < t->length) {
        while (i < t->length && is_space(t, i)) {
            i++;
        }
        if (i == t->length) {
            return;
        }
        size_t start = i;
        if (most-- == 0) {
            pd_parts_slice(parts, t, start, t->length - start);
            return;
        }
        while (i < t->length && !is_space(t, i)) {
            i++;
        }
        pd_parts_slice(parts, t, start, i - start);
    }
}

static void rsplit_space(Parts *parts, const Text *t, int64_t most)
{
    size_t i = t->length;
    while (i > 0) {
        while (i > 0 && is_space(t, i - 1)) {
            i--;
        }
        if (i == 0) {
            return;
        }
        size_t end = i;
        if (most-- == 0) {
            pd_parts_slice(parts, t, 0, end);
            return;
        }
        while (i > 0 && !is_space(t, i - 1)) {
            i--;
        }
        pd_parts_slice(parts, t, i, end - i);
    }
}

static void split_at(Parts *parts, const Text *t, const Text *sep, int64_t most)
{
    size_t start = 0;
    while (most-- != 0) {
        int64_t at = pd_text_find(t, sep, start, t->length);
        if (at < 0) {
            break;
        }
        pd_parts_slice(parts, t, start, (size_t)at - start);
        start = (size_t)at + sep->length;
    }
    pd_parts_slice(parts, t, start, t->length - start);
}

static void rsplit_at(Parts *parts, const Text *t, const Text *sep, int64_t most)
{
    size_t end = t->length;
    while (most-- != 0) {
        int64_t at = pd_text_rfind(t, sep, 0, end);
        if (at < 0) {
            break;
        }
        size_t start = (size_t)at + sep->length;
        pd_parts_slice(parts, t, start, end - start);
        end = (size_t)at;
    }
    pd_parts_slice(parts, t, 0, end);
}

/* args: self, sep=, maxsplit=. */
static LeafResult split(Vm *vm, const Value *args, bool reverse, Value *result)
{
    static const TextMessages messages = {"must be str or None, not %s", bytes_required, false,
                                          false};
    Text t = pd_text_of(vm, args[0]);
    int64_t most = -1;
    LeafResult answer = pd_text_count(vm, args[2], -1, &most);
    if (answer != LEAF_OK) {
        return answer;
    }
    most = most < 0 ? -1 : most;
    pd_text_charge(vm, t.length);
    Parts parts;
    pd_parts_init(&parts, vm);
    if (!pd_text_is_given(args[1])) {
        (reverse ? rsplit_space : split_space)(&parts, &t, most);
        return pd_parts_take(&parts, reverse, result);
    }
    Text sep;
    answer = pd_text_needle(vm, &t, args[1], &messages, &sep);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (sep.length == 0) {
        return pd_vm_raise(vm, EXC_VALUE_ERROR, "empty separator");
    }
    (reverse ? rsplit_at : split_at)(&parts, &t, &sep, most);
    return pd_parts_take(&parts, reverse, result);
}

static LeafResult text_split(Vm *vm, const Value *args, Value *result)
{
    return split(vm, args, false, result);
}

static LeafResult text_rsplit(Vm *vm, const Value *args, Value *result)
{
    return split(vm, args, true, result);
}

static bool is_break(const Text *t, uint32_t point)
{
    return t->kind == KIND_STR ? pd_unicode_is_line_break(point) : point == '\n' || point == '\r';
}

/* Where the line ends that i is in. */
static size_t line_end(const Text *t, size_t i)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    const uint8_t *data = pd_str_data(t->s);
    uint32_t width = pd_text_width(t);
    while (i < t->length) {
        uint64_t word = 0;
        if (width == 1 && t->length - i >= 8) {
            memcpy(&word, data + i, 8);
        }
        /* No byte of it is below ' ' or above ASCII, or may be one after a borrow. */
        if (word != 0 && (((word - each * ' ') | word) & each * 0x80) == 0) {
            i += 8;
        } else if (is_break(t, pd_point_at(data, width, i))) {
            return i;
        } else {
            i++;
        }
    }
    return i;
}

static LeafResult text_splitlines(Vm *vm, const Value *args, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    int64_t keep = 0;
    LeafResult answer = pd_text_count(vm, args[1], 0, &keep);
    if (answer != LEAF_OK) {
        return answer;
    }
    bool keeps = keep != 0;
    pd_text_charge(vm, t.length);
    Parts parts;
    pd_parts_init(&parts, vm);
    size_t i = 0;
    while (i < t.length) {
        size_t start = i;
        size_t end = line_end(&t, i);
        i = end;
        if (i < t.length) {
            bool pair =
                pd_str_at(t.s, i) == '\r' && i + 1 < t.length && pd_str_at(t.s, i + 1) == '\n';
            i += pair ? 2 : 1;
        }
        pd_parts_slice(&parts, &t, start, (keeps ? i : end) - start);
    }
    return pd_parts_take(&parts, false, result);
}

/* ---- strip ---- */

enum { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

/* A set of points: bits for Latin-1, the text itself for the rest. */
typedef struct PointSet {
    uint64_t bits[4];
    const Text *text;
} PointSet;

static PointSet set_of(const Text *text)
{
    PointSet set = {.text = text};
    for (size_t i = 0; i < text->length; i++) {
        uint32_t point = pd_str_at(text->s, i);
        if (point < 256) {
            set.bits[point >> 6] |= UINT64_C(1) << (point & 63);
        }
    }
    return set;
}

static bool in_set(const PointSet *set, uint32_t point)
{
    if (point < 256) {
        return (set->bits[point >> 6] >> (point & 63) & 1) != 0;
    }
    for (size_t i = 0; pd_text_width(set->text) > 1 && i < set->text->length; i++) {
        if (pd_str_at(set->text->s, i) == point) {
            return true;
        }
    }
    return false;
}

/* Strips the one byte that is to go from a str of width 1. */
static ALWAYS_INLINE LeafResult strip_byte(Vm *vm, Value v, uint8_t byte, uint32_t sides,
                                           Value *result)
{
    const Str *s = pd_text_str(vm, v);
    const uint8_t *data = pd_str_data(s);
    size_t start = 0;
    size_t end = s->length;
    while ((sides & STRIP_LEFT) != 0 && start < end && data[start] == byte) {
        start++;
    }
    while ((sides & STRIP_RIGHT) != 0 && end > start && data[end - 1] == byte) {
        end--;
    }
    pd_text_charge(vm, s->length - (end - start) + 2);
    if (end - start == s->length) {
        *result = v;
        return LEAF_OK;
    }
    const Text t = {s, s->length, KIND_STR, v};
    return pd_text_slice(vm, &t, start, end - start, result);
}

static LeafResult strip_set(Vm *vm, const Text *t, const Text *set_text, uint32_t sides,
                            Value *result)
{
    PointSet set = set_of(set_text);
    size_t start = 0;
    size_t end = t->length;
    while ((sides & STRIP_LEFT) != 0 && start < end && in_set(&set, pd_str_at(t->s, start))) {
        start++;
    }
    while ((sides & STRIP_RIGHT) != 0 && end > start && in_set(&set, pd_str_at(t->s, end - 1))) {
        end--;
    }
    uint64_t per_point = pd_text_width(set_text) > 1 ? set_text->length : 1;
    pd_text_charge(vm, (t->length - (end - start) + 2) * per_point);
    return pd_text_slice(vm, t, start, end - start, result);
}

static LeafResult strip_space(Vm *vm, const Text *t, uint32_t sides, Value *result)
{
    size_t start = 0;
    size_t end = t->length;
    if ((t->s->h.flags & STR_ASCII) != 0) {
        const uint8_t *data = pd_str_data(t->s);
        while ((sides & STRIP_LEFT) != 0 && start < end && is_narrow_space(data[start], true)) {
            start++;
        }
        while ((sides & STRIP_RIGHT) != 0 && end > start && is_narrow_space(data[end - 1], true)) {
            end--;
        }
    }
    while ((sides & STRIP_LEFT) != 0 && start < end && is_space(t, start)) {
        start++;
    }
    while ((sides & STRIP_RIGHT) != 0 && end > start && is_space(t, end - 1)) {
        end--;
    }
    pd_text_charge(vm, t->length - (end - start));
    return pd_text_slice(vm, t, start, end - start, result);
}

static LeafResult strip_points(Vm *vm, const Value *args, uint32_t sides, Value *result)
{
    static const TextMessages messages[4] = {
        {NULL, NULL, false, false},
        {"lstrip arg must be None or str", bytes_required, false, false},
        {"rstrip arg must be None or str", bytes_required, false, false},
        {"strip arg must be None or str", bytes_required, false, false},
    };
    Text t = pd_text_of(vm, args[0]);
    Text set;
    LeafResult answer = pd_text_needle(vm, &t, args[1], &messages[sides], &set);
    return answer == LEAF_OK ? strip_set(vm, &t, &set, sides, result) : answer;
}

/* Whether it is an ASCII text without spaces around it, as most are that are stripped. */
static ALWAYS_INLINE bool has_bare_ends(const Text *t)
{
    const uint8_t *data = pd_str_data(t->s);
    return t->length > 0 && t->kind == KIND_STR && (t->s->h.flags & STR_ASCII) != 0 &&
           !is_narrow_space(data[0], true) && !is_narrow_space(data[t->length - 1], true);
}

static ALWAYS_INLINE LeafResult strip(Vm *vm, const Value *args, uint32_t sides, Value *result)
{
    if (!pd_text_is_given(args[1])) {
        Text t = pd_text_of(vm, args[0]);
        if (has_bare_ends(&t)) {
            *result = args[0];
            return LEAF_OK;
        }
        return strip_space(vm, &t, sides, result);
    }
    if (pd_text_is_str(vm, args[0]) && pd_text_is_str(vm, args[1])) {
        const Str *s = pd_text_str(vm, args[0]);
        const Str *set = pd_text_str(vm, args[1]);
        if (set->length == 1 && (s->h.aux | set->h.aux) == 1) {
            return strip_byte(vm, args[0], set->own[0], sides, result);
        }
    }
    return strip_points(vm, args, sides, result);
}

static LeafResult text_strip(Vm *vm, const Value *args, Value *result)
{
    return strip(vm, args, STRIP_LEFT | STRIP_RIGHT, result);
}

static LeafResult text_lstrip(Vm *vm, const Value *args, Value *result)
{
    return strip(vm, args, STRIP_LEFT, result);
}

static LeafResult text_rstrip(Vm *vm, const Value *args, Value *result)
{
    return strip(vm, args, STRIP_RIGHT, result);
}

/* ---- join ---- */

typedef struct Join {
    Text sep;
    const Value *items;
    uint32_t count;
    uint64_t length; /* of the result */
    uint32_t width;
} Join;

static bool join_item(const Vm *vm, const Text *sep, Value v, Text *out)
{
    if (sep->kind != KIND_STR) {
        return pd_text_bytes_of(vm, v, out);
    }
    Value inner = pd_vm_unwrap(vm, v);
    if (!pd_text_is_str(vm, inner)) {
        return false;
    }
    *out = pd_text_of(vm, inner);
    return true;
}

static LeafResult measure_join(Vm *vm, Join *join)
{
    join->length = join->count < 2 ? 0 : (join->count - 1) * (uint64_t)join->sep.length;
    join->width = join->count < 2 ? 1 : pd_text_width(&join->sep);
    for (uint32_t i = 0; i < join->count; i++) {
        Text item;
        if (!join_item(vm, &join->sep, join->items[i], &item)) {
            const char *wanted =
                join->sep.kind == KIND_STR ? "str instance" : "a bytes-like object";
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "sequence item %u: expected %s, %s found", i,
                               wanted, pd_vm_type_name(vm, join->items[i]).text);
        }
        join->length += item.length;
        if (item.length > 0 && pd_text_width(&item) > join->width) {
            join->width = pd_text_width(&item);
        }
    }
    return LEAF_OK;
}

/* Length of the result when all is ASCII, else -1. */
static int64_t measure_ascii(const Vm *vm, const Join *join)
{
    const Str *sep = join->sep.s;
    if (join->sep.kind != KIND_STR || join->count < 2 ||
        (sep->length > 0 && (sep->h.flags & STR_ASCII) == 0)) {
        return -1;
    }
    uint64_t length = (join->count - 1) * (uint64_t)sep->length;
    for (uint32_t i = 0; i < join->count; i++) {
        if (!pd_text_is_str(vm, join->items[i])) {
            return -1;
        }
        const Str *s = pd_text_str(vm, join->items[i]);
        if (s->length > 0 && (s->h.flags & STR_ASCII) == 0) {
            return -1;
        }
        length += s->length;
    }
    return length > 1 && length <= vm->limits.string_bytes ? (int64_t)length : -1;
}

static LeafResult join_ascii(Vm *vm, const Join *join, size_t length, Value *result)
{
    pd_text_charge(vm, length + join->count);
    Str *made = pd_str_new_width(&vm->heap, length, 1);
    if (made == NULL) {
        return LEAF_MEMORY;
    }
    made->h.flags |= STR_ASCII;
    const uint8_t *sep = pd_str_data(join->sep.s);
    size_t sep_length = join->sep.length;
    uint8_t *at = made->own;
    for (uint32_t i = 0; i < join->count; i++) {
        if (i > 0 && sep_length == 1) {
            *at++ = *sep;
        } else if (i > 0 && sep_length > 0) {
            pd_bytes_move(at, sep, sep_length);
            at += sep_length;
        }
        const Str *s = pd_text_str(vm, join->items[i]);
        pd_bytes_move(at, pd_str_data(s), s->length);
        at += s->length;
    }
    return pd_text_give(vm, made, result);
}

static LeafResult join_items(Vm *vm, Join *join, Value *result)
{
    int64_t ascii_length = measure_ascii(vm, join);
    if (ascii_length >= 0) {
        return join_ascii(vm, join, (size_t)ascii_length, result);
    }
    LeafResult answer = measure_join(vm, join);
    if (answer != LEAF_OK) {
        return answer;
    }
    if (join->count == 1 && join->sep.kind != KIND_BYTEARRAY &&
        pd_is_kind(&vm->heap, join->items[0], (Kind)join->sep.kind)) {
        *result = join->items[0];
        return LEAF_OK;
    }
    if (join->length > vm->limits.string_bytes) {
        return pd_text_too_long(vm);
    }
    pd_text_charge(vm, join->length + join->count);
    Points made = {.width = join->width};
    answer = pd_text_new(vm, join->sep.kind, (size_t)join->length, &made, result);
    if (answer != LEAF_OK) {
        return answer;
    }
    size_t at = 0;
    for (uint32_t i = 0; i < join->count; i++) {
        if (i > 0) {
            pd_text_copy_all(made, at, &join->sep);
            at += join->sep.length;
        }
        Text item;
        (void)join_item(vm, &join->sep, join->items[i], &item);
        pd_text_copy_all(made, at, &item);
        at += item.length;
    }
    pd_text_seal(vm, *result);
    return LEAF_OK;
}

static bool is_iterable(Vm *vm, Value v)
{
    return !pd_is_unbound(pd_vm_special(vm, v, NAME_iter)) ||
           !pd_is_unbound(pd_vm_special(vm, v, NAME_getitem));
}

static LeafResult text_join(Vm *vm, const Value *args, Value *result)
{
    Join join = {.sep = pd_text_of(vm, args[0])};
    Value items = args[1];
    Kind kind = pd_vm_kind(vm, items);
    if (kind != KIND_LIST && kind != KIND_TUPLE) {
        if (!is_iterable(vm, items)) {
            return pd_vm_raise(vm, EXC_TYPE_ERROR, "can only join an iterable");
        }
        if (!pd_vm_iterates_in_c(vm, items)) {
            return pd_vm_tail_call(vm, LIB_join_slow, 2, args[0], items);
        }
        LeafResult answer = pd_vm_collect_items(vm, items, &items);
        if (answer != LEAF_OK) {
            return answer;
        }
        kind = KIND_LIST;
    }
    if (kind == KIND_LIST) {
        const List *list = PD_AS(const List, &vm->heap, items);
        join.items = pd_list_items(&vm->heap, list);
        join.count = list->length;
    } else {
        const Tuple *tuple = PD_AS(const Tuple, &vm->heap, items);
        join.items = tuple->items;
        join.count = tuple->length;
    }
    return join_items(vm, &join, result);
}

static const LeafDef leaves[] = {
    {"split", "self, /, sep=, maxsplit#=", text_split, LEAF_METHOD},
    {"rsplit", "self, /, sep=, maxsplit#=", text_rsplit, LEAF_METHOD},
    {"splitlines", "self, /, keepends=", text_splitlines, LEAF_METHOD},
    {"strip", "self, chars=, /", text_strip, LEAF_METHOD},
    {"lstrip", "self, chars=, /", text_lstrip, LEAF_METHOD},
    {"rstrip", "self, chars=, /", text_rstrip, LEAF_METHOD},
    {"join", "self, iterable, /", text_join, LEAF_METHOD},
};

TEXT_TABLE(pd_leaves_str_split, TYPE_STR, leaves);
TEXT_TABLE(pd_leaves_bytes_split, TYPE_BYTES, leaves);
TEXT_TABLE(pd_leaves_bytearray_split, TYPE_BYTEARRAY, leaves);
