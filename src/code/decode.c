/*
 * Units from foreign bytes: the inverse of encode.c, strict.
 *
 * Everything that encode.c would not write is refused, so a unit has one encoding; then the unit is
 * verified. What is allocated is bounded by a small multiple of the input.
 */
#include "code/code_in.h"

#include <stdio.h>
#include <string.h>

typedef struct Reader {
    CborReader cbor;
    CodeUnit *unit;
    Arena *arena;
} Reader;

static Status no_memory(Reader *reader)
{
    return pd_cbor_fail(&reader->cbor, STATUS_NO_MEMORY, "out of memory");
}

static Status corrupt(Reader *reader, const char *what)
{
    return pd_cbor_fail(&reader->cbor, STATUS_CORRUPT, what);
}

/* ── numbers ── */

typedef struct Numbers {
    Bytes bytes;
    size_t offset;
    bool wrong;
} Numbers;

static uint32_t take_number(Numbers *numbers)
{
    uint32_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        if (numbers->offset >= numbers->bytes.size) {
            break;
        }
        uint8_t byte = numbers->bytes.data[numbers->offset++];
        if (shift == 28 && byte > 0x0f) {
            break;
        }
        value |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            numbers->wrong = numbers->wrong || (byte == 0 && shift > 0);
            return value;
        }
    }
    numbers->wrong = true;
    return 0;
}

static int32_t take_signed(Numbers *numbers)
{
    uint32_t value = take_number(numbers);
    return (int32_t)(value >> 1 ^ ((value & 1) != 0 ? UINT32_MAX : 0));
}

static uint16_t take_small(Numbers *numbers)
{
    uint32_t value = take_number(numbers);
    numbers->wrong = numbers->wrong || value > UINT16_MAX;
    return (uint16_t)value;
}

static bool numbers_left(const Numbers *numbers)
{
    return !numbers->wrong && numbers->offset < numbers->bytes.size;
}

/* ── code ── */

static void take_operand(Numbers *numbers, char letter, Instr *instr, int which)
{
    uint32_t value = 0;
    bool wide = letter == 'J' || letter == 'L' || letter == 'Q';
    if (letter == '-') {
        return;
    }
    if (letter == 'J' || letter == 'L') {
        value = (uint32_t)take_signed(numbers);
    } else if (letter == 'S') {
        int32_t number = take_signed(numbers);
        numbers->wrong = numbers->wrong || number < INT16_MIN || number > INT16_MAX;
        value = (uint16_t)number;
    } else {
        value = letter == 'Q' ? take_number(numbers) : take_small(numbers);
    }
    if (which == 0) {
        instr->a = (uint16_t)value;
    } else if (which == 1) {
        instr->b = (uint16_t)value;
        instr->c = wide ? (uint16_t)(value >> 16) : instr->c;
    } else {
        instr->c = (uint16_t)value;
    }
}

/* Reads one instruction; the number of its words. */
static unsigned take_instr(Numbers *numbers, Instr words[OP_WORDS_MAX])
{
    uint8_t op = numbers->bytes.data[numbers->offset++];
    if (op >= OP_COUNT) {
        numbers->wrong = true;
        return 0;
    }
    const OpInfo *info = &pd_op_info[op];
    memset(words, 0, OP_WORDS_MAX * sizeof *words);
    words[0].op = op;
    for (int i = 0; i < 3; i++) {
        take_operand(numbers, info->operands[i], &words[0], i);
    }
    if (pd_code_has_xjump((Op)op)) {
        words[1].x = (uint32_t)take_signed(numbers);
        words[1].y = take_number(numbers);
    } else if (op == OP_CALL_KW || op == OP_IMPORT) {
        words[1].x = take_number(numbers);
        words[1].y = take_number(numbers);
    }
    return info->words;
}

static Status read_code(Reader *reader, Function *function)
{
    Bytes bytes;
    Status status = pd_cbor_read_bytes(&reader->cbor, &bytes);
    if (status != STATUS_OK) {
        return status;
    }
    Numbers numbers = {.bytes = bytes};
    Instr words[OP_WORDS_MAX];
    uint64_t count = 0;
    while (numbers_left(&numbers)) {
        count += take_instr(&numbers, words);
    }
    if (numbers.wrong || count > UINT32_MAX / 2) {
        return corrupt(reader, "code of a function is damaged");
    }
    Instr *instrs = pd_arena_alloc_array(reader->arena, count, sizeof *instrs);
    if (instrs == NULL) {
        return no_memory(reader);
    }
    numbers = (Numbers){.bytes = bytes};
    uint32_t pc = 0;
    while (numbers_left(&numbers)) {
        unsigned size = take_instr(&numbers, words);
        for (unsigned i = 0; i < size; i++) {
            instrs[pc++] = words[i];
        }
    }
    function->instrs = instrs;
    function->instr_count = pc;
    return STATUS_OK;
}

/* ── tables ── */

static uint32_t add_checked(Numbers *numbers, uint32_t a, uint32_t b)
{
    numbers->wrong = numbers->wrong || a > UINT32_MAX - b;
    return a + b;
}

static void take_handler(Numbers *numbers, HandlerRow *row)
{
    row->start = take_number(numbers);
    row->end = add_checked(numbers, row->start, take_number(numbers));
    row->target = add_checked(numbers, row->end, take_number(numbers));
    row->reg = take_small(numbers);
}

static void take_position(Numbers *numbers, PositionRow *row)
{
    row->pc = add_checked(numbers, row->pc, take_number(numbers));
    row->line += (uint32_t)take_signed(numbers);
    row->end_line = row->line + (uint32_t)take_signed(numbers);
    uint32_t width = (uint32_t)take_signed(numbers);
    row->column = take_number(numbers);
    row->end_column = row->column + width;
    uint32_t anchor_width = take_number(numbers);
    row->anchor = row->anchor_end = 0;
    if (anchor_width != 0) {
        row->anchor = add_checked(numbers, row->column, take_number(numbers));
        row->anchor_end = add_checked(numbers, row->anchor, anchor_width);
    }
}

static Status read_handlers(Reader *reader, Function *function)
{
    Bytes bytes;
    Status status = pd_cbor_read_bytes(&reader->cbor, &bytes);
    if (status != STATUS_OK) {
        return status;
    }
    /* A row has four numbers of at least one byte. */
    HandlerRow *rows = pd_arena_alloc_array(reader->arena, bytes.size / 4 + 1, sizeof *rows);
    if (rows == NULL) {
        return no_memory(reader);
    }
    Numbers numbers = {.bytes = bytes};
    uint32_t count = 0;
    while (numbers_left(&numbers)) {
        HandlerRow row;
        take_handler(&numbers, &row);
        if (!numbers.wrong) {
            rows[count++] = row;
        }
    }
    function->handlers = rows;
    function->handler_count = count;
    return numbers.wrong ? corrupt(reader, "handlers of a function are damaged") : STATUS_OK;
}

static Status read_positions(Reader *reader, Function *function)
{
    Bytes bytes;
    Status status = pd_cbor_read_bytes(&reader->cbor, &bytes);
    if (status != STATUS_OK) {
        return status;
    }
    PositionRow *rows = pd_arena_alloc_array(reader->arena, bytes.size / 6 + 1, sizeof *rows);
    if (rows == NULL) {
        return no_memory(reader);
    }
    Numbers numbers = {.bytes = bytes};
    PositionRow row = {0};
    uint32_t count = 0;
    while (numbers_left(&numbers)) {
        take_position(&numbers, &row);
        if (!numbers.wrong) {
            rows[count++] = row;
        }
    }
    function->positions = rows;
    function->position_count = count;
    return numbers.wrong ? corrupt(reader, "positions of a function are damaged") : STATUS_OK;
}

static Status read_indices(Reader *reader, const uint32_t **out, uint32_t *count)
{
    uint64_t length;
    Status status = pd_cbor_read_array(&reader->cbor, &length);
    if (status != STATUS_OK) {
        return status;
    }
    uint32_t *indices = pd_arena_alloc_array(reader->arena, length, sizeof *indices);
    if (indices == NULL) {
        return no_memory(reader);
    }
    for (uint64_t i = 0; i < length; i++) {
        uint64_t index;
        status = pd_cbor_read_uint_range(&reader->cbor, 0, UINT32_MAX, &index);
        if (status != STATUS_OK) {
            return status;
        }
        indices[i] = (uint32_t)index;
    }
    *out = indices;
    *count = (uint32_t)length;
    return length <= UINT32_MAX ? STATUS_OK : corrupt(reader, "a list is too long");
}

/* ── functions ── */

static Status read_function(Reader *reader, Function *function)
{
    static const uint32_t largest[FUNCTION_NUMBERS] = {
        UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT16_MAX, UINT16_MAX,
        UINT16_MAX, UINT16_MAX, UINT16_MAX, UINT16_MAX, UINT32_MAX, UINT32_MAX};
    uint64_t numbers[FUNCTION_NUMBERS];
    Status status = pd_cbor_expect_array(&reader->cbor, FUNCTION_FIELDS);
    for (size_t i = 0; i < FUNCTION_NUMBERS && status == STATUS_OK; i++) {
        status = pd_cbor_read_uint_range(&reader->cbor, 0, largest[i], &numbers[i]);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *function = (Function){
        .name = (uint32_t)numbers[0],
        .qualname = (uint32_t)numbers[1],
        .doc = (uint32_t)numbers[2],
        .flags = (uint32_t)numbers[3],
        .posonly_count = (uint16_t)numbers[4],
        .param_count = (uint16_t)numbers[5],
        .kwonly_count = (uint16_t)numbers[6],
        .local_count = (uint16_t)numbers[7],
        .register_count = (uint16_t)numbers[8],
        .free_count = (uint16_t)numbers[9],
        .first_line = (uint32_t)numbers[10],
        .fuel = (uint32_t)numbers[11],
    };
    uint32_t name_count = 0;
    status = read_indices(reader, &function->consts, &function->const_count);
    if (status == STATUS_OK) {
        status = read_indices(reader, &function->names, &name_count);
    }
    if (status == STATUS_OK &&
        name_count != (uint32_t)function->local_count + function->free_count) {
        status = corrupt(reader, "names of variables are missing");
    }
    if (status == STATUS_OK) {
        status = read_code(reader, function);
    }
    if (status == STATUS_OK) {
        status = read_handlers(reader, function);
    }
    if (status == STATUS_OK) {
        status = read_positions(reader, function);
    }
    return status;
}

/* ── constants ── */

static Status read_coded(Reader *reader, Const *out)
{
    uint64_t length;
    uint64_t code;
    Status status = pd_cbor_read_array(&reader->cbor, &length);
    if (status == STATUS_OK) {
        status = length == 0 ? corrupt(reader, "constant is damaged")
                             : pd_cbor_read_uint_range(&reader->cbor, 0, CODED_FROZENSET, &code);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (code == CODED_COMPLEX) {
        *out = (Const){.kind = CONST_COMPLEX};
        return length == 2 ? pd_cbor_read_double(&reader->cbor, &out->number)
                           : corrupt(reader, "constant is damaged");
    }
    uint64_t count = length - 1;
    uint32_t *items = pd_arena_alloc_array(reader->arena, count, sizeof *items);
    if (items == NULL) {
        return no_memory(reader);
    }
    for (uint64_t i = 0; i < count; i++) {
        uint64_t item;
        status = pd_cbor_read_uint_range(&reader->cbor, 0, UINT32_MAX, &item);
        if (status != STATUS_OK) {
            return status;
        }
        items[i] = (uint32_t)item;
    }
    *out = (Const){.kind = code == CODED_TUPLE ? CONST_TUPLE : CONST_FROZENSET,
                   .item_count = (uint32_t)count,
                   .items = items};
    return count <= UINT32_MAX ? STATUS_OK : corrupt(reader, "constant is damaged");
}

static Status read_integer(Reader *reader, Const *out)
{
    CborBig big;
    Status status = pd_cbor_read_big(&reader->cbor, &big);
    if (status != STATUS_OK) {
        return status;
    }
    if (big.n.size < 8 || (big.n.size == 8 && big.n.data[0] < 0x80)) {
        uint64_t value = 0;
        for (size_t i = 0; i < big.n.size; i++) {
            value = value << 8 | big.n.data[i];
        }
        *out = (Const){.kind = CONST_INT,
                       .integer = big.negative ? -1 - (int64_t)value : (int64_t)value};
        return STATUS_OK;
    }
    /* The magnitude is n, or n + 1 for the value -1-n. */
    uint8_t *bytes = pd_arena_alloc(reader->arena, big.n.size + 1);
    if (bytes == NULL) {
        return no_memory(reader);
    }
    bool carry = big.negative;
    for (size_t i = big.n.size; i > 0; i--) {
        bytes[i] = (uint8_t)(big.n.data[i - 1] + carry);
        carry = carry && bytes[i] == 0;
    }
    bytes[0] = carry;
    Bytes magnitude = pd_bytes(bytes + (carry ? 0 : 1), big.n.size + carry);
    *out = (Const){.kind = CONST_BIGINT, .negative = big.negative, .bytes = magnitude};
    return STATUS_OK;
}

static Status read_text(Reader *reader, ConstKind kind, Const *out)
{
    Bytes bytes;
    Status status = kind == CONST_STR ? pd_cbor_read_string(&reader->cbor, &bytes)
                                      : pd_cbor_read_bytes(&reader->cbor, &bytes);
    *out = (Const){.kind = (uint8_t)kind};
    if (status != STATUS_OK) {
        return status;
    }
    return pd_arena_copy_bytes(reader->arena, bytes, &out->bytes) ? STATUS_OK : no_memory(reader);
}

static Status read_tagged(Reader *reader, Const *out)
{
    /* Tag 2 or 3 is a big integer, 273 a string with surrogates: told apart by a look ahead. */
    CborReader ahead = reader->cbor;
    uint64_t tag;
    ahead.err = NULL;
    Status status = pd_cbor_read_tag(&ahead, &tag);
    if (status != STATUS_OK) {
        return pd_cbor_fail(&reader->cbor, status, "constant is damaged");
    }
    return tag == CBOR_TAG_WTF8 ? read_text(reader, CONST_STR, out) : read_integer(reader, out);
}

static Status read_const(Reader *reader, Const *out)
{
    CborKind kind;
    CborItem item;
    Status status = pd_cbor_peek(&reader->cbor, &kind);
    if (status != STATUS_OK) {
        return status;
    }
    switch (kind) {
    case CBOR_UINT:
    case CBOR_NEGATIVE: return read_integer(reader, out);
    case CBOR_BYTES: return read_text(reader, CONST_BYTES, out);
    case CBOR_TEXT: return read_text(reader, CONST_STR, out);
    case CBOR_TAG: return read_tagged(reader, out);
    case CBOR_ARRAY: return read_coded(reader, out);
    default: break;
    }
    status = pd_cbor_next(&reader->cbor, &item);
    if (status != STATUS_OK) {
        return status;
    }
    switch (kind) {
    case CBOR_NULL: *out = (Const){.kind = CONST_NONE}; break;
    case CBOR_UNDEFINED: *out = (Const){.kind = CONST_ELLIPSIS}; break;
    case CBOR_BOOL: *out = (Const){.kind = item.truth ? CONST_TRUE : CONST_FALSE}; break;
    case CBOR_DOUBLE: *out = (Const){.kind = CONST_FLOAT, .number = item.number}; break;
    default: return corrupt(reader, "constant is damaged");
    }
    return STATUS_OK;
}

/* ── the unit ── */

static Status read_name(Reader *reader, Bytes *out)
{
    Bytes text;
    Status status = pd_cbor_read_text(&reader->cbor, &text);
    if (status != STATUS_OK) {
        return status;
    }
    return pd_arena_copy_bytes(reader->arena, text, out) ? STATUS_OK : no_memory(reader);
}

static Status read_pool(Reader *reader)
{
    uint64_t count;
    Status status = pd_cbor_read_array(&reader->cbor, &count);
    if (status != STATUS_OK) {
        return status;
    }
    Const *pool = pd_arena_alloc_array(reader->arena, count, sizeof *pool);
    if (pool == NULL) {
        return no_memory(reader);
    }
    for (uint64_t i = 0; i < count && status == STATUS_OK; i++) {
        status = read_const(reader, &pool[i]);
    }
    reader->unit->pool = pool;
    reader->unit->pool_count = (uint32_t)count;
    return status == STATUS_OK && count > UINT32_MAX ? corrupt(reader, "pool is too long") : status;
}

static Status read_functions(Reader *reader)
{
    uint64_t count;
    Status status = pd_cbor_read_array(&reader->cbor, &count);
    if (status != STATUS_OK) {
        return status;
    }
    if (count > UINT16_MAX + 1u) {
        return corrupt(reader, "too many functions");
    }
    Function *functions = pd_arena_alloc_array(reader->arena, count, sizeof *functions);
    if (functions == NULL) {
        return no_memory(reader);
    }
    for (uint64_t i = 0; i < count && status == STATUS_OK; i++) {
        status = read_function(reader, &functions[i]);
    }
    reader->unit->functions = functions;
    reader->unit->function_count = (uint32_t)count;
    return status;
}

static Status read_unit(Reader *reader)
{
    CodeUnit *unit = reader->unit;
    uint64_t version;
    Status status = pd_cbor_expect_array(&reader->cbor, UNIT_FIELDS);
    if (status == STATUS_OK) {
        status = pd_cbor_expect_text(&reader->cbor, CODE_MAGIC);
    }
    if (status == STATUS_OK) {
        status = pd_cbor_read_uint(&reader->cbor, &version);
    }
    if (status == STATUS_OK && version != CODE_VERSION) {
        char message[80];
        (void)snprintf(message, sizeof message, "code format %llu, this perdure reads %d",
                       (unsigned long long)version, CODE_VERSION);
        status = pd_cbor_fail(&reader->cbor, STATUS_VERSION, message);
    }
    if (status == STATUS_OK) {
        status = read_name(reader, &unit->module_name);
    }
    if (status == STATUS_OK) {
        status = read_name(reader, &unit->filename);
    }
    if (status == STATUS_OK) {
        status = pd_cbor_read_bool(&reader->cbor, &unit->is_package);
    }
    if (status == STATUS_OK) {
        status = read_indices(reader, &unit->imports, &unit->import_count);
    }
    if (status == STATUS_OK) {
        status = read_pool(reader);
    }
    if (status == STATUS_OK) {
        status = read_functions(reader);
    }
    return status == STATUS_OK ? pd_cbor_finish(&reader->cbor) : status;
}

/* Splits bytes that come with source text; plain units pass as they are. */
static Status split(Bytes bytes, Bytes *unit, Bytes *source, Error *err)
{
    CborReader reader;
    uint64_t count;
    *unit = bytes;
    *source = (Bytes){NULL, 0};
    pd_cbor_reader_init(&reader, bytes, CODE_NESTING_MAX, err);
    Status status = pd_cbor_read_array(&reader, &count);
    if (status != STATUS_OK || count != 2) {
        return status;
    }
    status = pd_cbor_read_bytes(&reader, unit);
    if (status == STATUS_OK) {
        status = pd_cbor_read_bytes(&reader, source);
    }
    return status == STATUS_OK ? pd_cbor_finish(&reader) : status;
}

Status pd_code_identify(Bytes bytes, Digest *unit, Digest *text, Error *err)
{
    Bytes unit_bytes;
    Bytes source;
    Status status = split(bytes, &unit_bytes, &source, err);
    if (status == STATUS_OK) {
        *unit = pd_sha256(unit_bytes);
        *text = pd_sha256(source);
    }
    return status;
}

Status pd_code_decode(Bytes bytes, const Alloc *alloc, CodeUnit **out, Error *err)
{
    *out = NULL;
    CodeUnit *unit = pd_code_new(alloc);
    Reader *reader = pd_alloc_new(alloc, sizeof *reader);
    if (unit == NULL || reader == NULL) {
        pd_code_free(unit, alloc);
        pd_alloc_free(alloc, reader, sizeof *reader);
        return pd_error_plain(err, STATUS_NO_MEMORY);
    }
    reader->unit = unit;
    reader->arena = &unit->arena;
    Bytes unit_bytes;
    Bytes source;
    Status status = split(bytes, &unit_bytes, &source, err);
    if (status == STATUS_OK) {
        pd_cbor_reader_init(&reader->cbor, unit_bytes, CODE_NESTING_MAX, err);
        bool copied = pd_arena_copy_bytes(reader->arena, source, &unit->source);
        status = copied ? STATUS_OK : no_memory(reader);
    }
    if (status == STATUS_OK) {
        status = read_unit(reader);
    }
    if (status == STATUS_OK) {
        status = pd_code_verify(unit, err);
    }
    if (status == STATUS_OK) {
        unit->id = pd_sha256(unit_bytes);
        *out = unit;
    } else {
        pd_code_free(unit, alloc);
    }
    pd_alloc_free(alloc, reader, sizeof *reader);
    return status;
}
