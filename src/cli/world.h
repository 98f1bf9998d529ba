/*
 * What `exec` and `run` take from the command line alike: grants, limits, arguments.
 */
#ifndef CLI_WORLD_H
#define CLI_WORLD_H

#include "cli/cli.h"

#define WORLD_GRANTS_MAX 128
#define WORLD_LIMITS_MAX 8

typedef struct World {
    struct {
        GrantKind kind;
        const char *text;
    } grants[WORLD_GRANTS_MAX];
    size_t grant_count;
    perdure_limit limits[WORLD_LIMITS_MAX];
    size_t limit_count;
    uint64_t seed;
    bool has_seed;
} World;

/* Takes an option of OPTION_ROWS_GRANTS or OPTION_ROWS_LIMITS. False after printing. */
bool pd_world_option(World *world, Options *options, int id);

/* Adds the grants of the command line. False after printing. */
bool pd_world_grant(const World *world, Cli *cli, Grants *grants);

/* Grants as the note that a store keeps beside a run, and back. False when memory is out, or for a
 * note of another kind. */
bool pd_world_write_note(const Grants *grants, perdure_data *note);
bool pd_world_read_note(Grants *grants, perdure_bytes note);

/* Sets a limit; false after printing when there are too many. */
bool pd_world_limit(World *world, Cli *cli, const char *name, uint64_t value);

#endif
