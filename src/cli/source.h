/*
 * Programs from files: the main module's text and the loader of what it imports.
 *
 * Modules are looked for beside the main file, as CPython does with sys.path[0].
 */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "cli/cli.h"

#define SOURCE_PATH_BYTES 4096

typedef struct SourceFile {
    Cli *cli;
    Bytes text;                       /* owned */
    char filename[SOURCE_PATH_BYTES]; /* as tracebacks show it */
    char folder[SOURCE_PATH_BYTES];   /* where imports are looked for */
    perdure_source main;              /* points into this struct, which must stay where it is */
    perdure_loader loader;
    const char *broken; /* a module's file that could not be read */
} SourceFile;

/* The file, "-" for standard input. False after printing; end with EXIT_BAD. */
bool pd_source_open(SourceFile *source, Cli *cli, const char *path) MUST_USE;

/* Text of the command line, shown as File "<string>". */
void pd_source_open_text(SourceFile *source, Cli *cli, const char *text);

void pd_source_close(SourceFile *source);

typedef struct SourceCompile {
    Cli *cli; /* set by pd_source_compile */
    const perdure_runtime *runtime;
    const perdure_limit *limits;
    size_t limit_count;
    bool reports_all; /* each problem on standard error, not only the first */
    bool interactive;
    size_t problem_count; /* out */
    bool incomplete;      /* out: more lines could complete it */
} SourceCompile;

/* Compiles it; problems are printed as CPython prints them. NULL after printing. */
perdure_program *pd_source_compile(SourceFile *source, SourceCompile *compile, int *code);

#endif
