/*
 * Telling whoever watches what effects do: performed where and answered by whom, and where a
 * continuation goes on.
 *
 * Watching changes nothing in the run: no object is made, no fuel is charged, nothing of it is in a
 * snapshot.
 */
#include "vm/effect/effect.h"

#include <string.h>

SourcePlace pd_vm_site(const Vm *vm, Ref ref)
{
    SourcePlace site = {"", 0};
    uint32_t left = vm->limits.recursion_frames < UINT32_MAX ? (uint32_t)vm->limits.recursion_frames
                                                             : UINT32_MAX;
    while (ref != 0 && left-- != 0) {
        const Fiber *fiber = pd_at(&vm->heap, ref);
        for (uint32_t base = fiber->base; base != 0;) {
            const FrameHeader *header = pd_frame(pd_stack(vm, fiber) + base);
            const Function *fn = pd_function(vm, header->code);
            base = header->previous;
            if ((fn->flags & FUNCTION_HIDDEN) != 0) {
                continue;
            }
            const PositionRow *row = pd_code_position(fn, header->pc);
            Bytes file = pd_loaded(vm, header->code)->unit->filename;
            size_t size = file.size < sizeof site.file ? file.size : sizeof site.file - 1;
            memcpy(site.file, file.data, size);
            site.file[size] = '\0';
            site.line = row == NULL ? 0 : row->line;
            return site;
        }
        ref = fiber->parent;
    }
    return site;
}

void pd_vm_trace_perform(const Vm *vm, Value effect, const Target *target)
{
    if (vm->trace == NULL) {
        return;
    }
    const FunctionObject *f =
        PD_AS(const FunctionObject, &vm->heap, pd_opaque(vm, effect)->items[EFFECT_FUNCTION]);
    bool found = pd_is_ref(target->clause);
    if (!found && (pd_function(vm, f->code)->flags & FUNCTION_HIDDEN) != 0) {
        return; /* what it asks of the host is told */
    }
    TypeName name = pd_vm_text(vm, f->name);
    TypeName clause = {""};
    if (found) {
        clause = pd_vm_text(vm, PD_AS(const FunctionObject, &vm->heap, target->clause)->qualname);
    }
    SourcePlace site = pd_vm_site(vm, vm->fiber);
    VmTrace trace = {.kind = found && pd_vm_is_control(vm, target->clause) ? TRACE_CONTROL
                             : found                                       ? TRACE_FUNCTION
                                                                           : TRACE_DEFAULT,
                     .effect = name.text,
                     .clause = clause.text,
                     .file = site.file,
                     .line = site.line};
    vm->trace(vm->trace_ctx, &trace);
}

void pd_vm_trace_host(const Vm *vm, const char *name)
{
    if (vm->trace == NULL) {
        return;
    }
    SourcePlace site = pd_vm_site(vm, vm->fiber);
    VmTrace trace = {
        .kind = TRACE_HOST, .effect = name, .clause = "", .file = site.file, .line = site.line};
    vm->trace(vm->trace_ctx, &trace);
}

void pd_vm_trace_resume(const Vm *vm, const Opaque *k)
{
    if (vm->trace == NULL) {
        return;
    }
    SourcePlace from = pd_vm_site(vm, vm->fiber);
    SourcePlace to = pd_vm_site(vm, pd_ref_of(k->items[K_HEAD]));
    VmTrace trace = {.kind = vm->resume_mode == RESUME_SEND      ? TRACE_SEND
                             : vm->resume_mode == RESUME_FORWARD ? TRACE_FORWARD
                                                                 : TRACE_THROW,
                     .effect = "",
                     .clause = "",
                     .file = from.file,
                     .line = from.line,
                     .to_file = to.file,
                     .to_line = to.line};
    vm->trace(vm->trace_ctx, &trace);
}
