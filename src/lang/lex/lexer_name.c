/*
 * Names: identifiers and keywords, string prefixes, and the interning of identifiers.
 *
 * Identifiers outside ASCII follow PEP 3131: XID_Start and XID_Continue are derived from the
 * general categories as in Unicode's rules, and the name is kept in NFKC.
 */
#include "lang/lex/lexer.h"

#include <string.h>
#include <utf8proc.h>

static bool is_ascii_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

static uint32_t hash_name(const char *text, uint32_t size)
{
    uint32_t hash = 2166136261u;
    for (uint32_t i = 0; i < size; i++) {
        hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    }
    return hash ^ (hash >> 15);
}

static bool grow_names(Lexer *lexer)
{
    NameTable *names = &lexer->names;
    uint32_t capacity = names->capacity == 0 ? 256 : names->capacity * 2;
    AstName **slots = ARENA_NEW_ARRAY(lexer->scratch, capacity, AstName *);
    if (slots == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < names->capacity; i++) {
        AstName *name = names->slots[i];
        while (name != NULL) {
            AstName *next = name->next_equal;
            AstName **slot = &slots[name->hash & (capacity - 1)];
            name->next_equal = *slot;
            *slot = name;
            name = next;
        }
    }
    names->slots = slots;
    names->capacity = capacity;
    return true;
}

const AstName *pd_lexer_intern(Lexer *lexer, const char *text, uint32_t length_bytes)
{
    NameTable *names = &lexer->names;
    uint32_t hash = hash_name(text, length_bytes);
    if (names->capacity > 0) {
        AstName *name = names->slots[hash & (names->capacity - 1)];
        for (; name != NULL; name = name->next_equal) {
            if (name->hash == hash && name->length_bytes == length_bytes &&
                memcmp(name->text, text, length_bytes) == 0) {
                return name;
            }
        }
    }
    if (names->count >= names->capacity && !grow_names(lexer)) {
        return NULL;
    }
    AstName *name = ARENA_NEW(lexer->arena, AstName);
    char *copy = pd_arena_copy_string(lexer->arena, pd_bytes(text, length_bytes));
    if (name == NULL || copy == NULL) {
        return NULL;
    }
    AstName **slot = &names->slots[hash & (names->capacity - 1)];
    *name = (AstName){.text = copy,
                      .length_bytes = length_bytes,
                      .hash = hash,
                      .id = names->count++,
                      .next_equal = *slot};
    *slot = name;
    return name;
}

/* The keyword with this text, or TOKEN_NAME. */
static TokenKind find_keyword(const char *text, uint32_t size)
{
    static const char *const words[] = {
#define KEYWORD_TEXT(name, word) word,
        TOKEN_KEYWORDS(KEYWORD_TEXT)
#undef KEYWORD_TEXT
    };
    /* Index of the first keyword with a letter: the table is sorted, the three capitals first. */
    static const uint8_t first[] = {
        ['a' - 'a'] = 3,  ['b' - 'a'] = 8,  ['c' - 'a'] = 9,  ['d' - 'a'] = 11,
        ['e' - 'a'] = 13, ['f' - 'a'] = 16, ['g' - 'a'] = 19, ['i' - 'a'] = 20,
        ['l' - 'a'] = 24, ['n' - 'a'] = 25, ['o' - 'a'] = 27, ['p' - 'a'] = 28,
        ['r' - 'a'] = 29, ['t' - 'a'] = 31, ['w' - 'a'] = 32, ['y' - 'a'] = 34};
    char c = text[0];
    uint32_t i = 0;
    if (size < 2 || size > 8) {
        return TOKEN_NAME;
    }
    if (c >= 'a' && c <= 'y') {
        i = first[c - 'a'];
        if (i == 0) {
            return TOKEN_NAME;
        }
    } else if (c != 'F' && c != 'N' && c != 'T') {
        return TOKEN_NAME;
    }
    for (; i < ARRAY_COUNT(words) && words[i][0] <= c; i++) {
        if (strncmp(words[i], text, size) == 0 && words[i][size] == '\0') {
            return (TokenKind)((uint32_t)TOKEN_FALSE + i);
        }
    }
    return TOKEN_NAME;
}

/* Other_ID_Start and Other_ID_Continue of Unicode's PropList. */
static bool is_other_start(int32_t c)
{
    return c == 0x1885 || c == 0x1886 || c == 0x2118 || c == 0x212e || c == 0x309b || c == 0x309c;
}

static bool is_other_continue(int32_t c)
{
    return c == 0xb7 || c == 0x387 || (c >= 0x1369 && c <= 0x1371) || c == 0x19da;
}

static bool is_id_start(int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL: return c != 0x2e2f;
    default: return c == '_' || is_other_start(c);
    }
}

static bool is_id_continue(int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC: return true;
    default: return is_id_start(c) || is_other_continue(c);
    }
}

/*
 * The XID properties ask that what NFKC makes of a character is an identifier too: its first
 * character for XID_Start, all of it for XID_Continue.
 */
static bool survives_nfkc(int32_t c, bool as_start)
{
    int32_t parts[32];
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char(c, parts, (utf8proc_ssize_t)ARRAY_COUNT(parts),
                                UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, &boundary);
    if (count <= 0 || count > (utf8proc_ssize_t)ARRAY_COUNT(parts)) {
        return false;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        bool good = as_start && i == 0 ? is_id_start(parts[i]) : is_id_continue(parts[i]);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool is_printable(int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS: return c == ' ';
    default: return true;
    }
}

/* Checks a name that is not all ASCII; the text is known to be valid UTF-8. */
static bool check_name(Lexer *lexer, uint32_t start, uint32_t end)
{
    Bytes text = pd_bytes(lexer->text, end);
    size_t at = start;
    while (at < end) {
        size_t next = at;
        int32_t c = (int32_t)pd_utf8_next(text, &next);
        bool as_start = at == start;
        bool good = as_start ? is_id_start(c) : is_id_continue(c);
        if (c >= 0x80) {
            good = good && survives_nfkc(c, as_start);
        }
        if (!good) {
            lexer->position = (uint32_t)next;
            if (!is_printable(c)) {
                return pd_lexer_fail(lexer, "invalid non-printable character U+%04X", (unsigned)c);
            }
            return pd_lexer_fail(lexer, "invalid character '%.*s' (U+%04X)", (int)(next - at),
                                 lexer->text + at, (unsigned)c);
        }
        at = next;
    }
    return true;
}

/* NFKC of a name into scratch memory. */
static bool normalise_name(Lexer *lexer, const char **text, uint32_t *size)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    const uint8_t *bytes = (const uint8_t *)*text;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, *size, NULL, 0, options);
    if (count < 0 || count > INT32_MAX / 8) {
        return false;
    }
    /* utf8proc_reencode writes the bytes and a NUL over the code points. */
    int32_t *points = ARENA_NEW_ARRAY(lexer->scratch, (size_t)count + 1, int32_t);
    if (points == NULL || utf8proc_decompose(bytes, *size, points, count, options) != count) {
        return false;
    }
    utf8proc_ssize_t written = utf8proc_reencode(points, count, options);
    if (written < 0) {
        return false;
    }
    *text = (const char *)points;
    *size = (uint32_t)written;
    return true;
}

static bool finish_name(Lexer *lexer, Token *token, bool is_ascii)
{
    const char *text = lexer->text + token->start;
    uint32_t size = lexer->position - token->start;
    TokenKind kind = TOKEN_NAME;
    if (is_ascii) {
        kind = find_keyword(text, size);
    } else {
        uint32_t end = lexer->position;
        if (!check_name(lexer, token->start, end)) {
            return false;
        }
        if (!normalise_name(lexer, &text, &size)) {
            lexer->problem->status = STATUS_NO_MEMORY;
            return false;
        }
    }
    if (kind == TOKEN_NAME) {
        token->name = pd_lexer_intern(lexer, text, size);
        if (token->name == NULL) {
            lexer->problem->status = STATUS_NO_MEMORY;
            return false;
        }
    }
    pd_lexer_finish(lexer, token, kind);
    return true;
}

/* The size of a string prefix at `at` when quotes follow it, else 0. */
static uint32_t prefix_size(const char *at)
{
    bool saw_b = false;
    bool saw_u = false;
    bool saw_r = false;
    bool saw_f = false;
    uint32_t size = 0;
    for (;; size++) {
        switch (at[size]) {
        case 'b':
        case 'B':
            if (saw_b || saw_u || saw_f) {
                return 0;
            }
            saw_b = true;
            break;
        case 'u':
        case 'U':
            if (saw_b || saw_u || saw_r || saw_f) {
                return 0;
            }
            saw_u = true;
            break;
        case 'r':
        case 'R':
            if (saw_r || saw_u) {
                return 0;
            }
            saw_r = true;
            break;
        case 'f':
        case 'F':
            if (saw_f || saw_b || saw_u) {
                return 0;
            }
            saw_f = true;
            break;
        case '\'':
        case '"': return size;
        default: return 0;
        }
    }
}

bool pd_lexer_name(Lexer *lexer, Token *token)
{
    const char *at = lexer->text + lexer->position;
    uint32_t prefix = prefix_size(at);
    if (prefix > 0) {
        return pd_lexer_string(lexer, token, lexer->position + prefix);
    }
    while (is_ascii_name_char(*at)) {
        at++;
    }
    bool is_ascii = (uint8_t)*at < 0x80;
    while (is_ascii_name_char(*at) || (uint8_t)*at >= 0x80) {
        at++;
    }
    lexer->position = (uint32_t)(at - lexer->text);
    return finish_name(lexer, token, is_ascii);
}
