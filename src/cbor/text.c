/*
 * CBOR for people: diagnostic notation and JSON, from one walk over the items.
 *
 * The walk keeps its own list of open containers (what is still to be printed), beside the reader's
 * (what is still to be read). Nothing recurses.
 */
#include "cbor/cbor_in.h"

typedef struct PrintLevel {
    uint64_t printed;
    uint64_t total; /* a map counts keys and values */
    CborKind kind;  /* ARRAY, MAP or TAG */
} PrintLevel;

typedef struct Printer {
    Buffer *out;
    unsigned indent_columns;
    bool json;
    uint32_t depth;
    PrintLevel levels[CBOR_NESTING_MAX];
} Printer;

static void print_string(Buffer *out, Bytes text)
{
    static const char escapes[][2] = {{'"', '"'},  {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'},
                                      {'\t', 't'}, {'\b', 'b'},  {'\f', 'f'}};
    pd_buffer_append_byte(out, '"');
    size_t start = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        pd_buffer_append(out, pd_bytes_slice(text, start, i - start));
        start = i + 1;
        size_t e = 0;
        while (e < ARRAY_COUNT(escapes) && escapes[e][0] != (char)c) {
            e++;
        }
        if (e < ARRAY_COUNT(escapes)) {
            pd_buffer_append_byte(out, '\\');
            pd_buffer_append_byte(out, (uint8_t)escapes[e][1]);
        } else {
            pd_buffer_append_format(out, "\\u%04x", c);
        }
    }
    pd_buffer_append(out, pd_bytes_slice(text, start, SIZE_MAX));
    pd_buffer_append_byte(out, '"');
}

static void print_double(const Printer *printer, double value)
{
    uint64_t bits = pd_double_bits(value);
    if ((bits >> 52 & 0x7ff) != 0x7ff) {
        char text[NUMBER_REPR_BYTES];
        pd_buffer_append(printer->out, pd_bytes(text, pd_number_repr(value, text)));
        return;
    }
    const char *name = value != value ? "NaN" : bits >> 63 != 0 ? "-Infinity" : "Infinity";
    pd_buffer_append_format(printer->out, printer->json ? "{\"$float\": \"%s\"}" : "%s", name);
}

static void print_negative(Buffer *out, uint64_t n)
{
    if (n == UINT64_MAX) {
        pd_buffer_append_cstr(out, "-18446744073709551616");
    } else {
        pd_buffer_append_format(out, "-%llu", (unsigned long long)n + 1);
    }
}

static void print_bytes(const Printer *printer, Bytes bytes)
{
    pd_buffer_append_cstr(printer->out, printer->json ? "{\"$bytes\": \"" : "h'");
    pd_buffer_append_hex(printer->out, bytes);
    pd_buffer_append_cstr(printer->out, printer->json ? "\"}" : "'");
}

/* A line of its own for what follows; nothing when everything goes on one line. */
static void print_newline(const Printer *printer, uint32_t depth)
{
    if (printer->indent_columns > 0) {
        pd_buffer_append_byte(printer->out, '\n');
        pd_buffer_append_fill(printer->out, ' ', (size_t)printer->indent_columns * depth);
    }
}

/* What stands between the previous item and this one. */
static void print_separator(const Printer *printer)
{
    if (printer->depth == 0) {
        return;
    }
    const PrintLevel *level = &printer->levels[printer->depth - 1];
    if (level->kind == CBOR_TAG) {
        return;
    }
    if (level->kind == CBOR_MAP && level->printed % 2 != 0) {
        pd_buffer_append_cstr(printer->out, ": ");
        return;
    }
    if (level->printed > 0) {
        pd_buffer_append_cstr(printer->out, printer->indent_columns > 0 ? "," : ", ");
    }
    print_newline(printer, printer->depth);
}

static void print_close(const Printer *printer, CborKind kind)
{
    if (kind == CBOR_TAG) {
        pd_buffer_append_byte(printer->out, printer->json ? '}' : ')');
        return;
    }
    print_newline(printer, printer->depth - 1);
    pd_buffer_append_byte(printer->out, kind == CBOR_ARRAY ? ']' : '}');
}

/* An item is printed; closes what is complete with it. */
static void item_done(Printer *printer)
{
    while (printer->depth > 0) {
        PrintLevel *level = &printer->levels[printer->depth - 1];
        level->printed++;
        if (level->printed < level->total) {
            return;
        }
        print_close(printer, level->kind);
        printer->depth--;
    }
}

static void print_open(Printer *printer, const CborItem *item)
{
    Buffer *out = printer->out;
    uint64_t total = item->kind == CBOR_TAG ? 1 : item->value;
    if (item->kind == CBOR_TAG) {
        pd_buffer_append_format(out, printer->json ? "{\"$tag\": %llu, \"value\": " : "%llu(",
                                (unsigned long long)item->value);
    } else if (total == 0) {
        pd_buffer_append_cstr(out, item->kind == CBOR_ARRAY ? "[]" : "{}");
        item_done(printer);
        return;
    } else {
        pd_buffer_append_byte(out, item->kind == CBOR_ARRAY ? '[' : '{');
    }
    total = item->kind == CBOR_MAP ? total * 2 : total;
    printer->levels[printer->depth++] = (PrintLevel){.total = total, .kind = item->kind};
}

/* Items that hold no others. */
static void print_plain(const Printer *printer, const CborItem *item)
{
    Buffer *out = printer->out;
    switch (item->kind) {
    case CBOR_UINT: pd_buffer_append_format(out, "%llu", (unsigned long long)item->value); break;
    case CBOR_NEGATIVE: print_negative(out, item->value); break;
    case CBOR_BYTES: print_bytes(printer, item->bytes); break;
    case CBOR_TEXT: print_string(out, item->bytes); break;
    case CBOR_BOOL: pd_buffer_append_cstr(out, item->truth ? "true" : "false"); break;
    case CBOR_NULL: pd_buffer_append_cstr(out, "null"); break;
    case CBOR_UNDEFINED: pd_buffer_append_cstr(out, printer->json ? "null" : "undefined"); break;
    case CBOR_DOUBLE: print_double(printer, item->number); break;
    default: pd_unreachable();
    }
}

static void print_item(Printer *printer, const CborItem *item)
{
    if (item->kind == CBOR_ARRAY || item->kind == CBOR_MAP || item->kind == CBOR_TAG) {
        print_open(printer, item);
    } else {
        print_plain(printer, item);
        item_done(printer);
    }
}

static bool at_key(const Printer *printer)
{
    if (printer->depth == 0) {
        return false;
    }
    const PrintLevel *level = &printer->levels[printer->depth - 1];
    return level->kind == CBOR_MAP && level->printed % 2 == 0;
}

/*
 * JSON has only text as keys. A plain value stands there in diagnostic notation, which needs no
 * escapes; anything nested as its encoding.
 */
static Status print_json_key(Printer *printer, CborReader *reader, CborKind kind)
{
    Buffer *out = printer->out;
    Status status;
    if (kind == CBOR_ARRAY || kind == CBOR_MAP || kind == CBOR_TAG) {
        Bytes encoded;
        status = pd_cbor_read_raw(reader, &encoded);
        pd_buffer_append_cstr(out, "\"$cbor:");
        pd_buffer_append_hex(out, encoded);
        pd_buffer_append_byte(out, '"');
        item_done(printer);
        return status;
    }
    CborItem item;
    status = pd_cbor_next(reader, &item);
    if (status == STATUS_OK) {
        pd_buffer_append_byte(out, '"');
        printer->json = false;
        print_plain(printer, &item);
        printer->json = true;
        pd_buffer_append_byte(out, '"');
        item_done(printer);
    }
    return status;
}

static Status print_next(Printer *printer, CborReader *reader)
{
    CborKind kind;
    Status status = pd_cbor_peek(reader, &kind);
    if (status != STATUS_OK) {
        return status;
    }
    print_separator(printer);
    if (printer->json && kind != CBOR_TEXT && at_key(printer)) {
        return print_json_key(printer, reader, kind);
    }
    CborItem item;
    status = pd_cbor_next(reader, &item);
    if (status == STATUS_OK) {
        print_item(printer, &item);
    }
    return status;
}

static Status print_all(Printer *printer, Bytes bytes, Error *err)
{
    CborReader reader;
    pd_cbor_reader_init(&reader, bytes, CBOR_NESTING_MAX, err);
    do {
        Status status = print_next(printer, &reader);
        if (status != STATUS_OK) {
            return status;
        }
        if (pd_buffer_status(printer->out) != STATUS_OK) {
            return pd_error_plain(err, pd_buffer_status(printer->out));
        }
    } while (printer->depth > 0);
    return pd_cbor_finish(&reader);
}

Status pd_cbor_to_diagnostic(Buffer *out, Bytes bytes, unsigned indent_columns, Error *err)
{
    Printer printer;
    printer.out = out;
    printer.indent_columns = indent_columns;
    printer.json = false;
    printer.depth = 0;
    return print_all(&printer, bytes, err);
}

Status pd_cbor_to_json(Buffer *out, Bytes bytes, unsigned indent_columns, Error *err)
{
    Printer printer;
    printer.out = out;
    printer.indent_columns = indent_columns;
    printer.json = true;
    printer.depth = 0;
    return print_all(&printer, bytes, err);
}
