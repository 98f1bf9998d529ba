/*
 * What encoding and decoding share: the names of encodings and of error handlers.
 */
#ifndef VM_BYTES_CODEC_IN_H
#define VM_BYTES_CODEC_IN_H

#include "vm/text/text_in.h"

typedef enum CodecId {
    CODEC_UTF8,
    CODEC_UTF8_SIG,
    CODEC_ASCII,
    CODEC_LATIN1,
    CODEC_CP1252,
    CODEC_UTF16, /* with a byte order mark; little endian when written */
    CODEC_UTF16_LE,
    CODEC_UTF16_BE,
    CODEC_UTF32,
    CODEC_UTF32_LE,
    CODEC_UTF32_BE,
    CODEC_UNKNOWN
} CodecId;

typedef enum ErrorMode {
    ERRORS_STRICT,
    ERRORS_IGNORE,
    ERRORS_REPLACE,
    ERRORS_BACKSLASH,
    ERRORS_XML,
    ERRORS_SURROGATE_ESCAPE,
    ERRORS_SURROGATE_PASS,
    ERRORS_NAME,
    ERRORS_UNKNOWN
} ErrorMode;

/* How one text is coded. */
typedef struct Coding {
    Vm *vm;
    Value source;           /* str, bytes or bytearray: for the exception */
    Value encoding, errors; /* str or UNBOUND */
    CodecId codec;
    ErrorMode mode;
    bool wraps;       /* errors of handlers are told as by a codec written in Python */
    const char *name; /* as exceptions call the codec */
} Coding;

/* LEAF_OK, or LookupError for an unknown encoding. */
LeafResult pd_coding_init(Vm *vm, Value encoding, Value errors, Coding *out);
/* "unknown error handler name" */
LeafResult pd_coding_bad_handler(const Coding *coding);
/* UnicodeEncodeError or UnicodeDecodeError for the part [start, end) of the source. */
LeafResult pd_coding_raise(const Coding *coding, ExcId id, const size_t range[2],
                           const char *reason);
/* Code points 0x80 .. 0x9f of cp1252; 0: none. */
extern const uint16_t pd_codec_cp1252[32];

static inline bool pd_codec_is_big(CodecId codec)
{
    return codec == CODEC_UTF16_BE || codec == CODEC_UTF32_BE;
}
static inline bool pd_codec_is_utf32(CodecId codec)
{
    return codec == CODEC_UTF32 || codec == CODEC_UTF32_LE || codec == CODEC_UTF32_BE;
}

#endif
