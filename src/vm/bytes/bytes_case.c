/*
 * Case and character classes of bytes and bytearray: ASCII only, byte by byte.
 */
#include "vm/text/text_in.h"

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(uint8_t c)
{
    return is_upper(c) || is_lower(c);
}

static bool is_alnum(uint8_t c)
{
    return is_alpha(c) || is_digit(c);
}

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static uint8_t to_upper(uint8_t c)
{
    return is_lower(c) ? (uint8_t)(c - 32) : c;
}

static uint8_t to_lower(uint8_t c)
{
    return is_upper(c) ? (uint8_t)(c + 32) : c;
}

/* How a byte is mapped; after_letter: the byte before it is a letter, first: there is none. */
typedef uint8_t MapByte(uint8_t c, bool first, bool after_letter);

static uint8_t map_upper(uint8_t c, bool first, bool after_letter)
{
    (void)first;
    (void)after_letter;
    return to_upper(c);
}

static uint8_t map_lower(uint8_t c, bool first, bool after_letter)
{
    (void)first;
    (void)after_letter;
    return to_lower(c);
}

static uint8_t map_swap(uint8_t c, bool first, bool after_letter)
{
    (void)first;
    (void)after_letter;
    return is_alpha(c) ? c ^ 32 : c;
}

static uint8_t map_capital(uint8_t c, bool first, bool after_letter)
{
    (void)after_letter;
    return first ? to_upper(c) : to_lower(c);
}

static uint8_t map_title(uint8_t c, bool first, bool after_letter)
{
    (void)first;
    return after_letter ? to_lower(c) : to_upper(c);
}

static LeafResult map_bytes(Vm *vm, const Value *args, MapByte *map, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    pd_text_charge(vm, t.length);
    uint8_t *data;
    LeafResult answer = pd_text_new_narrow(vm, t.kind, t.length, &data, result);
    bool inside = false;
    for (size_t i = 0; answer == LEAF_OK && i < t.length; i++) {
        uint8_t c = pd_str_data(t.s)[i];
        data[i] = map(c, i == 0, inside);
        inside = is_alpha(c);
    }
    return answer;
}

static LeafResult bytes_upper(Vm *vm, const Value *args, Value *result)
{
    return map_bytes(vm, args, map_upper, result);
}

static LeafResult bytes_lower(Vm *vm, const Value *args, Value *result)
{
    return map_bytes(vm, args, map_lower, result);
}

static LeafResult bytes_swapcase(Vm *vm, const Value *args, Value *result)
{
    return map_bytes(vm, args, map_swap, result);
}

static LeafResult bytes_capitalize(Vm *vm, const Value *args, Value *result)
{
    return map_bytes(vm, args, map_capital, result);
}

static LeafResult bytes_title(Vm *vm, const Value *args, Value *result)
{
    return map_bytes(vm, args, map_title, result);
}

/* ---- questions ---- */

typedef bool TestByte(uint8_t c);

static LeafResult all_are(Vm *vm, const Value *args, TestByte *test, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    pd_text_charge(vm, t.length);
    for (size_t i = 0; i < t.length; i++) {
        if (!test(pd_str_data(t.s)[i])) {
            return pd_text_give_bool(false, result);
        }
    }
    return pd_text_give_bool(t.length > 0, result);
}

static LeafResult bytes_isalpha(Vm *vm, const Value *args, Value *result)
{
    return all_are(vm, args, is_alpha, result);
}

static LeafResult bytes_isalnum(Vm *vm, const Value *args, Value *result)
{
    return all_are(vm, args, is_alnum, result);
}

static LeafResult bytes_isdigit(Vm *vm, const Value *args, Value *result)
{
    return all_are(vm, args, is_digit, result);
}

static LeafResult bytes_isspace(Vm *vm, const Value *args, Value *result)
{
    return all_are(vm, args, is_space, result);
}

static LeafResult bytes_isascii(Vm *vm, const Value *args, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    pd_text_charge(vm, t.length);
    return pd_text_give_bool(pd_utf8_is_ascii(pd_text_bytes(&t)), result);
}

static LeafResult all_cased(Vm *vm, const Value *args, TestByte *wanted, TestByte *unwanted,
                            Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    bool found = false;
    pd_text_charge(vm, t.length);
    for (size_t i = 0; i < t.length; i++) {
        if (unwanted(pd_str_data(t.s)[i])) {
            return pd_text_give_bool(false, result);
        }
        found |= wanted(pd_str_data(t.s)[i]);
    }
    return pd_text_give_bool(found, result);
}

static LeafResult bytes_islower(Vm *vm, const Value *args, Value *result)
{
    return all_cased(vm, args, is_lower, is_upper, result);
}

static LeafResult bytes_isupper(Vm *vm, const Value *args, Value *result)
{
    return all_cased(vm, args, is_upper, is_lower, result);
}

static LeafResult bytes_istitle(Vm *vm, const Value *args, Value *result)
{
    Text t = pd_text_of(vm, args[0]);
    bool inside = false;
    bool found = false;
    pd_text_charge(vm, t.length);
    for (size_t i = 0; i < t.length; i++) {
        uint8_t c = pd_str_data(t.s)[i];
        if ((is_upper(c) && inside) || (is_lower(c) && !inside)) {
            return pd_text_give_bool(false, result);
        }
        inside = is_alpha(c);
        found |= inside;
    }
    return pd_text_give_bool(found, result);
}

static const LeafDef leaves[] = {
    {"upper", "self, /", bytes_upper, LEAF_METHOD},
    {"lower", "self, /", bytes_lower, LEAF_METHOD},
    {"swapcase", "self, /", bytes_swapcase, LEAF_METHOD},
    {"capitalize", "self, /", bytes_capitalize, LEAF_METHOD},
    {"title", "self, /", bytes_title, LEAF_METHOD},
    {"isalpha", "self, /", bytes_isalpha, LEAF_METHOD},
    {"isalnum", "self, /", bytes_isalnum, LEAF_METHOD},
    {"isdigit", "self, /", bytes_isdigit, LEAF_METHOD},
    {"isspace", "self, /", bytes_isspace, LEAF_METHOD},
    {"isascii", "self, /", bytes_isascii, LEAF_METHOD},
    {"islower", "self, /", bytes_islower, LEAF_METHOD},
    {"isupper", "self, /", bytes_isupper, LEAF_METHOD},
    {"istitle", "self, /", bytes_istitle, LEAF_METHOD},
};

TEXT_TABLE(pd_leaves_bytes_case, TYPE_BYTES, leaves);
TEXT_TABLE(pd_leaves_bytearray_case, TYPE_BYTEARRAY, leaves);
