/*
 * Grants and limits of the command line.
 */
#include "cli/world.h"

#include <string.h>

bool pd_world_limit(World *world, Cli *cli, const char *name, uint64_t value)
{
    for (size_t i = 0; i < world->limit_count; i++) {
        if (strcmp(world->limits[i].name, name) == 0) {
            world->limits[i].value = value;
            return true;
        }
    }
    if (world->limit_count == WORLD_LIMITS_MAX) {
        (void)pd_cli_fail(cli, EXIT_BAD, "too many limits");
        return false;
    }
    world->limits[world->limit_count++] = (perdure_limit){name, value};
    return true;
}

static uint64_t limit_max(const char *name)
{
    perdure_limit_info info;
    for (size_t i = 0; perdure_limit_describe(i, &info); i++) {
        if (strcmp(info.name, name) == 0) {
            return info.max;
        }
    }
    return UINT64_MAX;
}

static bool take_limit(World *world, Options *options, const char *name)
{
    uint64_t value;
    return pd_options_number(options, limit_max(name), &value) &&
           pd_world_limit(world, options->cli, name, value);
}

bool pd_world_option(World *world, Options *options, int id)
{
    switch (id) {
    case OPTION_FUEL: return take_limit(world, options, "fuel");
    case OPTION_HEAP_MAX: return take_limit(world, options, "heap_bytes");
    case OPTION_RECURSION_MAX: return take_limit(world, options, "recursion_frames");
    case OPTION_TASKS_MAX: return take_limit(world, options, "fiber_count");
    case OPTION_SEED:
        world->has_seed = true;
        return pd_options_number(options, UINT64_MAX, &world->seed);
    default: break;
    }
    pd_assert(id >= OPTION_ALLOW_READ && id <= OPTION_ALLOW_NET);
    if (world->grant_count == WORLD_GRANTS_MAX) {
        (void)pd_cli_fail(options->cli, EXIT_BAD, "more than %d grants", WORLD_GRANTS_MAX);
        return false;
    }
    world->grants[world->grant_count].kind = (GrantKind)(id - OPTION_ALLOW_READ);
    world->grants[world->grant_count++].text = options->value;
    return true;
}

bool pd_world_grant(const World *world, Cli *cli, Grants *grants)
{
    for (size_t i = 0; i < world->grant_count; i++) {
        GrantKind kind = world->grants[i].kind;
        Error err;
        if (pd_host_grants_add(grants, kind, world->grants[i].text, &err) != STATUS_OK) {
            (void)pd_cli_fail(cli, EXIT_BAD, "--%s: %s", pd_host_grant_name(kind), err.message);
            return false;
        }
    }
    return true;
}

/* A note is the array of grants, each [name of the option, text]. */
bool pd_world_write_note(const Grants *grants, perdure_data *note)
{
    size_t count = 0;
    perdure_writer *writer = perdure_writer_new();
    if (writer == NULL) {
        return false;
    }
    for (int kind = 0; kind < GRANT_KIND_COUNT; kind++) {
        for (size_t i = 0; pd_host_grants_text(grants, (GrantKind)kind, i) != NULL; i++) {
            count++;
        }
    }
    perdure_write_array(writer, count);
    for (int kind = 0; kind < GRANT_KIND_COUNT; kind++) {
        const char *text;
        for (size_t i = 0; (text = pd_host_grants_text(grants, (GrantKind)kind, i)) != NULL; i++) {
            perdure_write_array(writer, 2);
            pd_cli_put_text(writer, pd_host_grant_name((GrantKind)kind), text);
        }
    }
    bool written = perdure_writer_take(writer, note, NULL) == PERDURE_OK;
    perdure_writer_free(writer);
    return written;
}

static bool add_noted(Grants *grants, perdure_bytes name, perdure_bytes text)
{
    char copy[4096];
    if (text.size >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    for (int kind = 0; kind < GRANT_KIND_COUNT; kind++) {
        if (pd_bytes_equal_cstr((Bytes){name.data, name.size},
                                pd_host_grant_name((GrantKind)kind))) {
            /* A folder that is gone meanwhile grants nothing; that is not this command's error. */
            pd_status_ignore(pd_host_grants_add(grants, (GrantKind)kind, copy, NULL));
            return true;
        }
    }
    return false;
}

bool pd_world_read_note(Grants *grants, perdure_bytes note)
{
    perdure_item list;
    if (note.size == 0) {
        return true;
    }
    if (perdure_cbor_check(note, NULL) != PERDURE_OK ||
        perdure_cbor_read(&note, &list) != PERDURE_OK || list.kind != PERDURE_KIND_ARRAY) {
        return false;
    }
    for (uint64_t i = 0; i < list.count; i++) {
        perdure_item pair;
        perdure_item name;
        perdure_item text;
        if (perdure_cbor_read(&note, &pair) != PERDURE_OK || pair.kind != PERDURE_KIND_ARRAY ||
            pair.count != 2 || perdure_cbor_read(&note, &name) != PERDURE_OK ||
            perdure_cbor_read(&note, &text) != PERDURE_OK || name.kind != PERDURE_KIND_TEXT ||
            text.kind != PERDURE_KIND_TEXT || !add_noted(grants, name.bytes, text.bytes)) {
            return false;
        }
    }
    return true;
}
