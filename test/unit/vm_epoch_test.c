/*
 * Epochs are counted in 32 bits: what a cache learned in one is not believed in the next one of
 * the same number.
 */
#include "program_rig.h"

#include "vm/vm_in.h"

/* Each function has its own site, which learns in the first epoch that x is an attribute of the
 * object, and is asked once more in another one, when the class has a property of that name. */
static const char source[] = "class A:\n"
                             "    def __init__(self):\n"
                             "        self.x = -1\n"
                             "a = A()\n"
                             "asks = [lambda: a.x, lambda: a.x, lambda: a.x, lambda: a.x,\n"
                             "        lambda: a.x, lambda: a.x, lambda: a.x, lambda: a.x,\n"
                             "        lambda: a.x, lambda: a.x, lambda: a.x, lambda: a.x,\n"
                             "        lambda: a.x, lambda: a.x, lambda: a.x, lambda: a.x]\n"
                             "for ask in asks:\n"
                             "    assert ask() == -1\n"
                             "learned = True\n"
                             "for i, ask in enumerate(asks):\n"
                             "    A.x = property(lambda self: i)\n"
                             "    assert ask() == i\n";

static int make_program(void **state)
{
    return make_image_and_program(state, source);
}

static void epochs_begin_again(void **state)
{
    (void)state;
    Vm *vm = NULL;
    Error err = {0};
    VmOptions how = {.alloc = pd_alloc_system(), .limits = pd_limits_default(), .seed = 1};
    assert_int_equal(pd_vm_new(program, &how, &vm, &err), STATUS_OK);
    while (pd_is_unbound(global_named(vm, "learned"))) {
        assert_int_equal(pd_vm_run(vm, 0, 1), VM_STEPPED);
    }
    uint32_t learned_in = vm->epoch;
    assert_in_range(learned_in, 1, 10); /* the epochs below go past it */
    vm->epoch = UINT32_MAX;
    assert_int_equal(pd_vm_run(vm, 0, 0), VM_DONE);
    assert_in_range(vm->epoch, learned_in + 1, 100);
    pd_vm_free(vm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(epochs_begin_again)};
    return cmocka_run_group_tests(tests, make_program, free_program);
}
