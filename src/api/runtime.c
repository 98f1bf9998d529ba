/*
 * Runtimes: the shared image with its memory, and the table of limits.
 */
#include "api/api_in.h"
#include "lib/lib.h"

bool perdure_limit_describe(size_t index, perdure_limit_info *out)
{
    if (index >= LIMIT_COUNT) {
        return false;
    }
    const LimitInfo *info = pd_limits_info((LimitId)index);
    *out = (perdure_limit_info){
        .name = info->name, .meaning = info->meaning, .initial = info->initial, .max = info->max};
    return true;
}

Status pd_api_limits(const perdure_limit *settings, size_t count, Limits *out, Error *err)
{
    *out = pd_limits_default();
    for (size_t i = 0; i < count; i++) {
        Status status =
            pd_limits_set(out, pd_bytes_of_cstr(settings[i].name), settings[i].value, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

/* ── memory of the caller ── */

static void *share_nothing(void *ctx, const void *contents, size_t bytes)
{
    (void)ctx;
    (void)contents;
    (void)bytes;
    return NULL; /* ranges are then made by copying */
}

static void unshare_nothing(void *ctx, void *shared)
{
    (void)ctx;
    pd_assert(shared == NULL);
}

static void *reserve_nothing(void *ctx, size_t bytes, const void *shared)
{
    (void)ctx;
    (void)bytes;
    (void)shared;
    pd_unreachable();
}

static const Alloc *alloc_of(const perdure_alloc *given, Alloc *own)
{
    if (given == NULL) {
        return pd_alloc_system();
    }
    *own = (Alloc){.ctx = given->ctx,
                   .resize = given->resize,
                   .reserve = given->reserve,
                   .release = given->release,
                   .discard = given->discard,
                   .share = share_nothing,
                   .unshare = unshare_nothing,
                   .reserve_shared = reserve_nothing};
    return own;
}

/* ── making ── */

/* The names of the library's modules that programs may import. */
static Status list_modules(perdure_runtime *runtime)
{
    Bytes name;
    while (pd_image_module_at(runtime->image, runtime->name_count, &name)) {
        pd_buffer_append(&runtime->names, name);
        pd_buffer_append_byte(&runtime->names, 0);
        runtime->name_count++;
    }
    return pd_buffer_status(&runtime->names);
}

perdure_status perdure_runtime_new_with(const perdure_alloc *alloc, perdure_runtime **out,
                                        perdure_error *err)
{
    Alloc own = {.ctx = NULL};
    const Alloc *used = alloc_of(alloc, &own);
    Error told = {.status = STATUS_OK};
    *out = NULL;
    perdure_runtime *runtime = pd_alloc_new_array(used, 1, sizeof *runtime);
    if (runtime == NULL) {
        return pd_api_told(pd_error_plain(&told, STATUS_NO_MEMORY), &told, err);
    }
    runtime->own = own;
    runtime->alloc = alloc == NULL ? used : &runtime->own;
    pd_buffer_init(&runtime->names, runtime->alloc, SIZE_MAX / 2);
    Status status = pd_image_thaw(pd_lib_image, runtime->alloc, &runtime->image, &told);
    if (status == STATUS_OK) {
        status = list_modules(runtime);
    }
    if (status != STATUS_OK) {
        perdure_runtime_free(runtime);
        return pd_api_told(status, &told, err);
    }
    *out = runtime;
    return PERDURE_OK;
}

perdure_status perdure_runtime_new(perdure_runtime **out, perdure_error *err)
{
    return perdure_runtime_new_with(NULL, out, err);
}

void perdure_runtime_free(perdure_runtime *runtime)
{
    if (runtime == NULL) {
        return;
    }
    pd_image_free(runtime->image);
    pd_buffer_deinit(&runtime->names);
    Alloc own = runtime->own; /* the struct goes with its own help */
    const Alloc *alloc = runtime->alloc == &runtime->own ? &own : runtime->alloc;
    pd_alloc_free_array(alloc, runtime, 1, sizeof *runtime);
}

bool perdure_runtime_has_module(const perdure_runtime *runtime, const char *name)
{
    return pd_image_has_module(runtime->image, pd_bytes_of_cstr(name));
}

const char *perdure_runtime_module(const perdure_runtime *runtime, size_t index)
{
    if (index >= runtime->name_count) {
        return NULL;
    }
    const char *name = (const char *)runtime->names.data;
    for (; index > 0; index--) {
        name += strlen(name) + 1;
    }
    return name;
}
