/*
 * The region: image, allocation and its limits, collection of every kind of object against a copy
 * of the graph, fibers through their hook, idents, interned strings, counters, lists.
 */
#include "heap_rig.h"

static void test_image(void **state)
{
    (void)state;
    Heap builder;
    assert_int_equal(pd_heap_init(&builder, pd_alloc_system(), 1 << 20, (Bytes){NULL, 0}),
                     STATUS_OK);
    pd_heap_build_constants(&builder);
    Str *name = pd_str_intern_utf8(&builder, (Bytes)BYTES_LITERAL("__init__"));
    Str *plain = pd_str_new_ascii(&builder, "only text");
    Dict *d = pd_dict_new(&builder, 1);
    assert_true(pd_dict_set_name(&builder, d, pd_value_to(&builder, name), pd_from_int(1)));
    Ref dict_ref = pd_ref_to(&builder, d);
    Ref plain_ref = pd_ref_to(&builder, plain);
    Ref name_ref = pd_ref_to(&builder, name);
    pd_heap_seal_image(&builder);

    Heap heap;
    assert_int_equal(pd_heap_init(&heap, pd_alloc_system(), 1 << 20, pd_heap_image(&builder)),
                     STATUS_OK);
    pd_heap_deinit(&builder);
    assert_int_equal(pd_heap_used_bytes(&heap), 0);
    Str *found = pd_str_intern_utf8(&heap, (Bytes)BYTES_LITERAL("__init__"));
    assert_int_equal(pd_ref_to(&heap, found), name_ref);
    assert_int_equal(pd_heap_used_bytes(&heap), 0);
    Value value;
    assert_true(pd_dict_get_name(&heap, pd_at(&heap, dict_ref), pd_from_ref(name_ref), &value));
    assert_int_equal(pd_int_of(value), 1);
    assert_int_not_equal(((Str *)pd_at(&heap, plain_ref))->hash, 0);

    Str *interned = pd_str_intern(&heap, pd_at(&heap, plain_ref));
    assert_non_null(interned);
    assert_true(pd_ref_to(&heap, interned) != plain_ref);
    assert_true(pd_str_intern_utf8(&heap, (Bytes)BYTES_LITERAL("only text")) == interned);
    assert_int_equal(pd_object_ident(&heap, pd_at(&heap, dict_ref)), dict_ref);
    for (uint32_t point = 0; point < 300; point++) {
        Str *s = pd_str_from_point(&heap, point);
        assert_int_equal(s->length, 1);
        assert_int_equal(pd_str_at(s, 0), point);
        assert_int_equal((s->h.flags & STR_INTERNED) != 0, point < 256);
        assert_int_equal((s->h.flags & STR_ASCII) != 0, point < 128);
    }
    assert_int_equal(pd_ref_to(&heap, pd_tuple_new(&heap, NULL, 0)), HEAP_EMPTY_TUPLE);
    assert_int_equal(pd_ref_to(&heap, pd_bytes_new(&heap, NULL, 0)), HEAP_EMPTY_BYTES);
    assert_int_equal(pd_ref_to(&heap, pd_str_new_ascii(&heap, "")), HEAP_EMPTY_STR);
    assert_null(pd_heap_verify(&heap, HEAP_WITH_GARBAGE));
    pd_heap_reset(&heap, 1 << 19);
    assert_int_equal(pd_heap_used_bytes(&heap), 0);
    assert_non_null(pd_list_new(&heap, 10));
    pd_heap_deinit(&heap);
}

static void test_extra_part(void **state)
{
    (void)state;
    Heap builder;
    Heap heap;
    Heap run;
    const Alloc *alloc = pd_alloc_system();
    assert_int_equal(pd_heap_init(&builder, alloc, 1 << 20, (Bytes){NULL, 0}), STATUS_OK);
    pd_heap_build_constants(&builder);
    pd_heap_seal_image(&builder);
    HeapImage image = {.base = pd_heap_image(&builder)};
    void *shared = alloc->share(alloc->ctx, image.base.data, image.base.size);
    assert_non_null(shared);
    image.shared = shared;
    assert_int_equal(pd_heap_init_image(&heap, alloc, 16 << 20, &image), STATUS_OK);
    pd_heap_begin_extra(&heap);
    for (int i = 0; i < 10000; i++) {
        char text[32];
        snprintf(text, sizeof text, "constant %d", i);
        assert_non_null(pd_str_intern_utf8(&heap, pd_bytes_of_cstr(text)));
        assert_non_null(pd_tuple_new(&heap, NULL, 20));
    }
    pd_heap_take_extra(&heap, &image);
    assert_true(image.extra.size > 10000 * 20 * 8);
    assert_int_equal(pd_heap_init_image(&run, alloc, 1 << 20, &image), STATUS_OK);
    pd_heap_deinit(&heap);
    Str *s = pd_str_intern_utf8(&run, (Bytes)BYTES_LITERAL("constant 77"));
    assert_true(pd_is_shared(&run, pd_ref_to(&run, s)));
    s = pd_str_intern_utf8(&run, (Bytes)BYTES_LITERAL("a"));
    assert_int_equal(pd_ref_to(&run, s), HEAP_LATIN1_FIRST + 'a' * HEAP_LATIN1_UNITS);
    assert_null(pd_heap_verify(&run, HEAP_WITH_GARBAGE));
    pd_heap_deinit(&run);
    pd_heap_deinit(&builder);
    alloc->unshare(alloc->ctx, shared);
}

/* The region of a small heap is the next one's, whatever it left there; others are let go. */
static void test_pool(void **state)
{
    (void)state;
    const Alloc *alloc = pd_alloc_system();
    AllocFailing other;
    pd_alloc_failing_init(&other, alloc, 0);
    Heap builder;
    Heap heap;
    Heap second;
    assert_int_equal(pd_heap_init(&builder, alloc, 1 << 20, (Bytes){NULL, 0}), STATUS_OK);
    pd_heap_build_constants(&builder);
    pd_heap_seal_image(&builder);
    HeapImage image = {.base = pd_heap_image(&builder)};
    image.pool = pd_heap_pool_new(alloc, image.base.size);
    assert_non_null(image.pool);

    assert_int_equal(pd_heap_init_image(&heap, alloc, 16 << 20, &image), STATUS_OK);
    assert_non_null(pd_str_intern_utf8(&heap, (Bytes)BYTES_LITERAL("left behind")));
    uint8_t *region = heap.base;
    pd_heap_deinit(&heap);
    assert_int_equal(pd_heap_init_image(&heap, alloc, 16 << 20, &image), STATUS_OK);
    assert_ptr_equal(heap.base, region);
    assert_int_equal(pd_heap_used_bytes(&heap), 0);
    assert_null(pd_heap_verify(&heap, HEAP_WITH_GARBAGE));
    assert_memory_equal(heap.base, image.base.data, image.base.size);
    assert_int_equal(pd_heap_init_image(&second, alloc, 16 << 20, &image), STATUS_OK);
    assert_ptr_not_equal(second.base, region);
    pd_heap_deinit(&second);

    pd_heap_deinit(&heap); /* two are there: one of them has too little room for this one */
    assert_int_equal(pd_heap_init_image(&heap, alloc, 64 << 20, &image), STATUS_OK);
    assert_ptr_not_equal(heap.base, region);
    pd_heap_lift_limit(&heap);
    assert_non_null(pd_tuple_new(&heap, NULL, 1 << 20)); /* a large heap is not kept */
    size_t large = heap.reserved_bytes;
    pd_heap_deinit(&heap);
    assert_int_equal(pd_heap_init_image(&heap, alloc, 16 << 20, &image), STATUS_OK);
    assert_true(heap.reserved_bytes < large);

    assert_int_equal(pd_heap_init_image(&second, &other.alloc, 16 << 20, &image), STATUS_OK);
    pd_heap_deinit(&second); /* what comes from elsewhere goes back there */
    assert_int_equal(other.live_count, 0);
    pd_heap_deinit(&heap);
    pd_heap_pool_free(image.pool);
    pd_heap_deinit(&builder);
}

static void test_limits(void **state)
{
    (void)state;
    static Rig rig;
    const uint64_t max_bytes = 4 << 20;
    rig_open_with(&rig, pd_alloc_system(), max_bytes);
    Heap *heap = &rig.heap;
    rig.roots[0] = VALUE_NONE; /* a chain of tuples of 32 bytes */
    uint64_t count = 0;
    for (;;) {
        Value items[2] = {rig.roots[0], pd_from_int((int64_t)count)};
        Tuple *t = pd_tuple_new(heap, items, 2);
        if (t == NULL) {
            rig_make_room(&rig);
            items[0] = rig.roots[0];
            t = pd_tuple_new(heap, items, 2);
            pd_heap_settle(heap);
        }
        if (t == NULL) {
            break;
        }
        rig.roots[0] = pd_value_to(heap, t);
        count++;
    }
    assert_int_equal(count, max_bytes / 32); /* exactly what the limit allows */
    assert_int_equal(pd_heap_used_bytes(heap), max_bytes);
    assert_true(heap->collection_count < 10);
    uint64_t reserved = 0;
    while (pd_heap_alloc_reserve(heap, sizeof(Traceback), KIND_TRACEBACK, 0) != NULL) {
        reserved += sizeof(Traceback);
        assert_null(pd_tuple_new(heap, NULL, 1));
    }
    assert_true(reserved <= HEAP_RESERVE_BYTES && reserved > HEAP_RESERVE_BYTES - 64);
    rig_collect(&rig);
    assert_int_equal(pd_heap_used_bytes(heap), max_bytes);
    rig.roots[0] = VALUE_NONE;
    rig_collect(&rig);
    assert_int_equal(pd_heap_used_bytes(heap), 0);
    assert_int_equal(heap->threshold_bytes, HEAP_MIN_THRESHOLD_BYTES);
    assert_null(pd_str_new_width(heap, SIZE_MAX / 8, 4));
    assert_null(pd_array_new(heap, SIZE_MAX / 16));
    assert_null(pd_bytes_new(heap, NULL, UINT64_C(1) << 40));
    rig_close(&rig);
}

static void test_counters(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    rig.roots[0] = pd_value_to(heap, pd_list_new(heap, 100));
    uint64_t used = pd_heap_used_bytes(heap);
    assert_int_equal(used, sizeof(List) + sizeof(Array) + 800);
    pd_heap_restore_counters(heap, HEAP_MIN_THRESHOLD_BYTES - 64, HEAP_MIN_THRESHOLD_BYTES);
    assert_non_null(pd_tuple_new(heap, NULL, 5));
    assert_null(pd_tuple_new(heap, NULL, 2));
    assert_non_null(pd_tuple_new(heap, NULL, 1) == NULL ? heap : NULL);
    pd_heap_collect(heap, false);
    assert_int_equal(pd_heap_used_bytes(heap), used);
    BigInt *b = pd_heap_alloc(heap, sizeof(BigInt) + 80, KIND_INT, 0);
    pd_heap_trim(heap, b, 0);
    assert_int_equal(pd_heap_used_bytes(heap), used);
    rig_close(&rig);
}

static void test_fail_at(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    for (uint64_t fail_at = 1; fail_at <= 4; fail_at++) {
        rig.heap.alloc_count = 0;
        rig.heap.test_fail_at = fail_at;
        for (uint64_t i = 1; i <= 6; i++) {
            void *p = pd_tuple_new(&rig.heap, NULL, 3);
            assert_int_equal(p == NULL, (int)(i == fail_at));
            if (p == NULL) {
                rig_collect(&rig);
            }
        }
    }
    rig.heap.test_fail_at = 0;
    rig_close(&rig);

    AllocFailing failing;
    pd_alloc_failing_init(&failing, pd_alloc_system(), 1);
    Heap heap;
    Heap image;
    assert_int_equal(pd_heap_init(&image, pd_alloc_system(), 1 << 20, (Bytes){NULL, 0}), STATUS_OK);
    pd_heap_seal_image(&image);
    assert_int_equal(pd_heap_init(&heap, &failing.alloc, 1 << 20, pd_heap_image(&image)),
                     STATUS_NO_MEMORY);
    pd_heap_deinit(&heap);
    pd_heap_deinit(&image);
    assert_int_equal(failing.live_bytes, 0);
}

/* ---- random graphs ---- */

enum { GRAPH_NODES = 300, GRAPH_EDGES = 3 };

/* Node i is a Cell -> Tuple (i, edges...), so that edges can be changed and cycles exist. */
static Tuple *node_of(Rig *rig, Value node)
{
    return PD_AS(Tuple, &rig->heap, PD_AS(Cell, &rig->heap, node)->content);
}

static Value new_node(Rig *rig, int64_t number)
{
    Cell *cell = pd_heap_alloc(&rig->heap, sizeof(Cell), KIND_CELL, 0);
    Tuple *tuple = pd_tuple_new(&rig->heap, NULL, 1 + GRAPH_EDGES);
    assert_true(cell != NULL && tuple != NULL);
    tuple->items[0] = pd_from_int(number);
    cell->content = pd_value_to(&rig->heap, tuple);
    return pd_value_to(&rig->heap, cell);
}

static void test_graph(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    static int edges[GRAPH_NODES][GRAPH_EDGES];
    static Value nodes[GRAPH_NODES];
    for (int round = 0; round < 30; round++) {
        for (int i = 0; i < GRAPH_NODES; i++) {
            nodes[i] = new_node(&rig, i);
        }
        for (int i = 0; i < GRAPH_NODES; i++) {
            for (int e = 0; e < GRAPH_EDGES; e++) {
                edges[i][e] = (int)rig_below(&rig, GRAPH_NODES);
                node_of(&rig, nodes[i])->items[1 + e] = nodes[edges[i][e]];
            }
        }
        uint32_t ident = pd_object_ident(&rig.heap, pd_header(&rig.heap, nodes[0]));
        rig.roots[0] = nodes[0];
        rig_collect(&rig);
        uint64_t used = pd_heap_used_bytes(&rig.heap);
        rig_collect(&rig);
        assert_int_equal(pd_heap_used_bytes(&rig.heap), used);
        assert_int_equal(pd_object_ident(&rig.heap, pd_header(&rig.heap, rig.roots[0])), ident);
        static bool seen[GRAPH_NODES];
        memset(seen, 0, sizeof seen);
        static Value work[GRAPH_NODES];
        size_t work_count = 1;
        size_t live = 0;
        work[0] = rig.roots[0];
        seen[0] = true;
        nodes[0] = rig.roots[0];
        while (work_count > 0) {
            Tuple *t = node_of(&rig, work[--work_count]);
            int i = (int)pd_int_of(t->items[0]);
            live++;
            for (int e = 0; e < GRAPH_EDGES; e++) {
                Value to = t->items[1 + e];
                int k = edges[i][e];
                assert_int_equal(pd_int_of(node_of(&rig, to)->items[0]), k);
                assert_true(!seen[k] || pd_is(nodes[k], to)); /* shared stays shared */
                if (!seen[k]) {
                    seen[k] = true;
                    nodes[k] = to;
                    work[work_count++] = to;
                }
            }
        }
        assert_int_equal(used, live * (sizeof(Cell) + sizeof(Tuple) + 8 * (1 + GRAPH_EDGES)));
    }
    rig_close(&rig);
}

/* Fields that object.h promises to be of a kind. */
static void fill_fields(Heap *heap, Header *h)
{
    void *o = h;
    Value name = pd_value_to(heap, pd_str_new_ascii(heap, "name"));
    switch ((Kind)h->kind) {
    case KIND_RANGE:
        *(Range *)o = (Range){h[0], pd_from_int(0), pd_from_int(3), pd_from_int(1), pd_from_int(3)};
        break;
    case KIND_FUNCTION: {
        FunctionObject *f = o;
        Module *module = pd_heap_alloc(heap, sizeof(Module), KIND_MODULE, 0);
        fill_fields(heap, &module->h);
        f->module = pd_ref_to(heap, module);
        f->name = f->qualname = name;
        f->closure = VALUE_UNBOUND;
        break;
    }
    case KIND_BUILTIN: ((Builtin *)o)->name = name; break;
    case KIND_SUPER: ((Super *)o)->cls = pd_value_to(heap, rig_class(heap, KIND_INSTANCE)); break;
    case KIND_SLOT:
        ((SlotMember *)o)->name = name;
        ((SlotMember *)o)->owner = pd_ref_to(heap, rig_class(heap, KIND_INSTANCE));
        break;
    case KIND_MODULE:
        ((Module *)o)->name = name;
        ((Module *)o)->dict = pd_ref_to(heap, pd_dict_new(heap, 0));
        break;
    case KIND_TRACEBACK: ((Traceback *)o)->next = VALUE_NONE; break;
    case KIND_DICT_VIEW: ((DictView *)o)->dict = pd_ref_to(heap, pd_dict_new(heap, 0)); break;
    default: break;
    }
}

/* An object of each kind of fixed size as a root; gives their number. The Class is number 7. */
static size_t make_fixed_kinds(Rig *rig)
{
    static const struct {
        Kind kind;
        size_t bytes;
    } fixed[] = {
        {KIND_COMPLEX, sizeof(Complex)},
        {KIND_RANGE, sizeof(Range)},
        {KIND_SLICE, sizeof(Slice)},
        {KIND_CELL, sizeof(Cell)},
        {KIND_FUNCTION, sizeof(FunctionObject)},
        {KIND_BUILTIN, sizeof(Builtin)},
        {KIND_METHOD, sizeof(Method)},
        {KIND_CLASS, sizeof(Class)},
        {KIND_PROPERTY, sizeof(Property)},
        {KIND_CLASSMETHOD, sizeof(StaticMethod)},
        {KIND_STATICMETHOD, sizeof(StaticMethod)},
        {KIND_SUPER, sizeof(Super)},
        {KIND_SLOT, sizeof(SlotMember)},
        {KIND_MODULE, sizeof(Module)},
        {KIND_FIBER, sizeof(Fiber)},
        {KIND_GENERATOR, sizeof(Fiber)},
        {KIND_TRACEBACK, sizeof(Traceback)},
        {KIND_DICT_VIEW, sizeof(DictView)},
        {KIND_ITER, sizeof(Iter)},
    };
    for (size_t i = 0; i < ARRAY_COUNT(fixed); i++) {
        Header *h = fixed[i].kind == KIND_CLASS
                        ? &rig_class(&rig->heap, KIND_INSTANCE)->h
                        : pd_heap_alloc(&rig->heap, fixed[i].bytes, fixed[i].kind, 0);
        if (fixed[i].kind != KIND_CLASS) {
            memset(h + 1, 0, fixed[i].bytes - sizeof *h); /* no refs, values are the float 0.0 */
            fill_fields(&rig->heap, h);
        }
        assert_int_equal(pd_object_bytes(&rig->heap, h), fixed[i].bytes);
        rig->roots[i] = pd_value_to(&rig->heap, h);
    }
    return ARRAY_COUNT(fixed);
}

/* One object of every kind, hung into each other: sizes, moving, checking. */
static void test_all_kinds(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    size_t count = make_fixed_kinds(&rig);
    Class *cls = PD_AS(Class, heap, rig.roots[7]);
    Shape *shape = pd_shape_root(heap, cls);
    shape = pd_shape_add(heap, shape, rig_name(&rig, "a"));
    shape = pd_shape_add(heap, shape, rig_name(&rig, "b"));
    Array *overflow = pd_array_new(heap, 2);
    Class *error = rig_class(heap, KIND_EXCEPTION);
    error->flags = CLASS_EXCEPTION;
    Instance *o = pd_heap_alloc(heap, sizeof(Instance) + 8, KIND_INSTANCE, 1);
    o->shape = pd_ref_to(heap, shape);
    o->overflow = pd_ref_to(heap, overflow);
    *pd_instance_slot(heap, o, 0) = rig_str(&rig, "first");
    *pd_instance_slot(heap, o, 1) = rig_str(&rig, "second");
    rig.roots[count++] = pd_value_to(heap, o);
    Wrapped *w = pd_heap_alloc(heap, sizeof(Wrapped) + 16, KIND_WRAPPED, 2);
    w->shape = pd_ref_to(heap, shape);
    w->overflow = 0;
    w->payload = rig_str(&rig, "payload");
    w->slots[0] = w->slots[1] = rig_str(&rig, "slot");
    rig.roots[count++] = pd_value_to(heap, w);
    Exception *x = pd_heap_alloc(heap, sizeof(Exception), KIND_EXCEPTION, 0);
    *x = (Exception){.h = x->h,
                     .shape = pd_ref_to(heap, pd_shape_root(heap, error)),
                     .overflow = pd_ref_to(heap, pd_array_new(heap, 2)),
                     .args = pd_value_to(heap, pd_tuple_new(heap, NULL, 0)),
                     .cause = pd_value_to(heap, x),
                     .context = VALUE_NONE,
                     .traceback = VALUE_NONE,
                     .detail = VALUE_UNBOUND};
    rig.roots[count++] = pd_value_to(heap, x);
    Opaque *opaque = pd_heap_alloc(heap, sizeof(Opaque) + 16, KIND_OPAQUE, 3);
    opaque->count = 2;
    opaque->unused = 0;
    opaque->items[0] = opaque->items[1] = rig_str(&rig, "opaque");
    rig.roots[count++] = pd_value_to(heap, opaque);
    ByteArray *bytes = pd_bytearray_new(heap, (const uint8_t *)"abc", 3);
    rig.roots[count++] = pd_value_to(heap, bytes);
    for (int round = 0; round < 3; round++) {
        rig_collect(&rig);
    }
    o = PD_AS(Instance, heap, rig.roots[19]);
    assert_true(pd_str_equals_ascii(PD_AS(Str, heap, *pd_instance_slot(heap, o, 0)), "first"));
    assert_true(pd_str_equals_ascii(PD_AS(Str, heap, *pd_instance_slot(heap, o, 1)), "second"));
    assert_ptr_equal(pd_instance_class(heap, &o->h), PD_AS(Class, heap, rig.roots[7]));
    x = PD_AS(Exception, heap, rig.roots[21]);
    assert_true(pd_is(x->cause, rig.roots[21]) && x->shape != o->shape);
    rig_close(&rig);
}

/* ---- fibers ---- */

typedef struct FiberRig {
    Rig *rig;
    int calls;
} FiberRig;

static void fiber_roots(void *ctx, HeapVisit *visit)
{
    rig_roots(((FiberRig *)ctx)->rig, visit);
}

/* Every stack has `base` live slots. */
static void fiber_stack(void *ctx, Fiber *fiber, Array *stack, HeapVisit *visit)
{
    ((FiberRig *)ctx)->calls++;
    for (uint32_t i = 0; i < stack->capacity; i++) {
        if (i < fiber->base) {
            pd_heap_visit_value(visit, &stack->items[i]);
        } else {
            stack->items[i] = VALUE_UNBOUND;
        }
    }
}

static void test_fibers(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    FiberRig fibers = {.rig = &rig};
    heap->hooks = (HeapHooks){.ctx = &fibers, .roots = fiber_roots, .fiber = fiber_stack};
    for (int stack_first = 0; stack_first < 2; stack_first++) {
        Fiber *fiber = pd_heap_alloc(heap, sizeof(Fiber), KIND_FIBER, 0);
        Array *stack = pd_array_new(heap, 10);
        stack->h.flags |= ARRAY_STACK;
        *fiber = (Fiber){.h = fiber->h,
                         .stack = pd_ref_to(heap, stack),
                         .base = 3,
                         .handled = VALUE_NONE,
                         .name = VALUE_UNBOUND,
                         .qualname = VALUE_UNBOUND};
        for (int i = 0; i < 10; i++) {
            stack->items[i] = pd_value_to(heap, pd_tuple_new(heap, NULL, 1));
        }
        rig.roots[stack_first] = pd_value_to(heap, fiber);
        rig.roots[1 - stack_first] = pd_value_to(heap, stack);
        fibers.calls = 0;
        pd_heap_collect(heap, false);
        assert_int_equal(fibers.calls, PD_TORTURE ? 3 : 2); /* verification calls too */
        uint64_t live = sizeof(Fiber) + sizeof(Array) + 80 + 3 * (sizeof(Tuple) + 8);
        assert_int_equal(pd_heap_used_bytes(heap), live);
        assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));
        fiber = PD_AS(Fiber, heap, rig.roots[stack_first]);
        assert_int_equal(fiber->stack, pd_ref_of(rig.roots[1 - stack_first]));
        stack = pd_at(heap, fiber->stack);
        assert_true(pd_is_kind(heap, stack->items[2], KIND_TUPLE));
        assert_true(pd_is_unbound(stack->items[3]));
        rig.roots[0] = rig.roots[1] = VALUE_UNBOUND;
    }
    rig_close(&rig);
}

/* ---- interned strings ---- */

static void test_interning(void **state)
{
    (void)state;
    static Rig rig;
    rig_open_with(&rig, pd_alloc_system(), 8 << 20);
    Heap *heap = &rig.heap;
    char text[32];
    uint64_t live = 0;
    for (int i = 0; i < 3000; i++) {
        snprintf(text, sizeof text, "string number %d", i);
        Value a = rig_name(&rig, text);
        Value b = rig_str(&rig, text);
        assert_false(pd_is(a, b));
        assert_true(pd_is(pd_value_to(heap, pd_str_intern(heap, PD_AS(Str, heap, b))), a));
        if (i % 3 == 0) {
            rig.roots[i / 3] = a;
            live += pd_object_bytes(heap, pd_header(heap, a)) + HEAP_INTERN_BYTES;
        }
    }
    rig_collect(&rig);
    assert_int_equal(pd_heap_used_bytes(heap), live);
    assert_int_equal(((Dict *)pd_at(heap, heap->intern_table))->used, 1000);
    for (int i = 0; i < 3000; i += 3) {
        snprintf(text, sizeof text, "string number %d", i);
        assert_true(pd_is(rig_name(&rig, text), rig.roots[i / 3]));
    }
    assert_int_equal(pd_heap_used_bytes(heap), live);
    for (int i = 0; i < 1000; i++) {
        rig.roots[i] = VALUE_UNBOUND;
    }
    rig_collect(&rig);
    assert_int_equal(pd_heap_used_bytes(heap), 0);
    assert_int_equal(heap->intern_table, 0);

    uint64_t count = 0; /* up to the limit: only logical bytes decide */
    for (rig.roots[0] = VALUE_NONE;; count++) {
        Value items[2] = {rig.roots[0], VALUE_NONE};
        Str *s = NULL;
        Tuple *t = NULL;
        snprintf(text, sizeof text, "%07d", (int)count); /* 16 + 8 bytes, and 24 in the table */
        for (int try = 0; try < 2 && t == NULL; try++) {
            s = pd_str_intern_utf8(heap, pd_bytes_of_cstr(text));
            t = s != NULL ? pd_tuple_new(heap, NULL, 2) : NULL;
            if (t == NULL && try == 0) {
                rig_make_room(&rig);
                items[0] = rig.roots[0];
            }
        }
        pd_heap_settle(heap);
        if (t == NULL) {
            break;
        }
        t->items[0] = items[0];
        t->items[1] = pd_value_to(heap, s);
        rig.roots[0] = pd_value_to(heap, t);
    }
    assert_int_equal(count, (8 << 20) / (24 + HEAP_INTERN_BYTES + 32));
    rig_close(&rig);
}

static void test_idents(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    for (uint32_t i = 0; i < 100; i++) {
        rig.roots[i] = pd_value_to(&rig.heap, pd_list_new(&rig.heap, 0));
    }
    for (uint32_t i = 0; i < 100; i += 2) {
        uint32_t ident = pd_object_ident(&rig.heap, pd_header(&rig.heap, rig.roots[i]));
        assert_int_equal(ident, HEAP_FIRST_IDENT + i / 2);
    }
    rig_collect(&rig);
    for (uint32_t i = 0; i < 100; i += 2) {
        uint32_t ident = pd_object_ident(&rig.heap, pd_header(&rig.heap, rig.roots[i]));
        assert_int_equal(ident, HEAP_FIRST_IDENT + i / 2);
    }
    rig_close(&rig);
}

/* ---- lists ---- */

enum { LIST_MAX = 400 };

static void list_step(Rig *rig, int64_t *model, size_t *length, int64_t number)
{
    List *list = PD_AS(List, &rig->heap, rig->roots[0]);
    Value v = pd_from_int(number);
    v = rig_below(rig, 2) == 0 ? v : rig_tuple(rig, 1, &v);
    rig->heap.alloc_count = 0;
    rig->heap.test_fail_at = rig_below(rig, 5) == 0;
    size_t at = rig_below(rig, *length + 1);
    size_t kind = rig_below(rig, 8);
    if (kind < 3 && *length < LIST_MAX) {
        if (pd_list_append(&rig->heap, list, v)) {
            model[(*length)++] = number;
        }
    } else if (kind < 5 && *length < LIST_MAX) {
        if (pd_list_insert(&rig->heap, list, at, v)) {
            memmove(model + at + 1, model + at, (*length - at) * sizeof *model);
            model[at] = number;
            (*length)++;
        }
    } else if (kind < 7) {
        size_t count = rig_below(rig, *length - at + 1);
        count = count < 6 ? count : 6;
        size_t added = rig_below(rig, 5);
        Value items[5];
        if (*length - count + added > LIST_MAX) {
            return;
        }
        for (size_t i = 0; i < added; i++) {
            items[i] = pd_from_int(number + (int64_t)i);
        }
        if (pd_list_splice(&rig->heap, list, at, count, (Values){items, added})) {
            memmove(model + at + added, model + at + count, (*length - at - count) * sizeof *model);
            for (size_t i = 0; i < added; i++) {
                model[at + i] = number + (int64_t)i;
            }
            *length = *length - count + added;
        }
    } else if (rig_below(rig, 20) == 0) {
        *length = rig_below(rig, *length + 1);
        pd_list_truncate(&rig->heap, list, *length);
    }
}

static void test_list_model(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    static int64_t model[LIST_MAX + 8];
    size_t length = 0;
    rig.roots[0] = pd_value_to(&rig.heap, pd_list_new(&rig.heap, 0));
    for (int step = 0; step < 60000; step++) {
        list_step(&rig, model, &length, step * 10);
        rig.heap.test_fail_at = 0;
        const List *list = PD_AS(List, &rig.heap, rig.roots[0]);
        assert_int_equal(list->length, length);
        for (size_t i = 0; i < length; i++) {
            Value v = pd_list_items(&rig.heap, list)[i];
            v = pd_is_int(v) ? v : PD_AS(Tuple, &rig.heap, v)->items[0];
            assert_int_equal(pd_int_of(v), model[i]);
        }
        if (step % 16 == 0) {
            rig_collect(&rig);
        }
    }
    rig_close(&rig);
}

/* What lists take is the same by whatever way they get their items: programs can tell. */
static void test_list_capacities(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Value items[600];
    for (size_t i = 0; i < ARRAY_COUNT(items); i++) {
        items[i] = pd_from_int((int64_t)i);
    }
    static const size_t counts[][2] = {{0, 0},     {1, 4},     {2, 8},    {4, 8},     {5, 8},
                                       {9, 16},    {16, 24},   {17, 24},  {100, 116}, {511, 580},
                                       {512, 580}, {513, 580}, {600, 680}};
    for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
        size_t count = counts[i][0];
        size_t own = count == 0 ? 0 : sizeof(Array) + count * sizeof(Value);
        uint64_t used = pd_heap_used_bytes(heap);
        List *list = pd_list_from(heap, items, count);
        assert_int_equal(pd_heap_used_bytes(heap), used + sizeof(List) + own);
        assert_int_equal(list->length, count);
        assert_memory_equal(count == 0 ? items : pd_list_items(heap, list), items,
                            count * sizeof(Value));
        used = pd_heap_used_bytes(heap);
        List *grown = pd_list_new(heap, 0);
        assert_true(pd_list_reserve(heap, grown, count));
        size_t room = counts[i][1];
        if (count > 0) {
            const Array *array = pd_at(heap, grown->items);
            assert_int_equal(array->capacity, room);
            assert_true(pd_is_unbound(array->items[0]) && pd_is_unbound(array->items[room - 1]));
        }
        size_t storage = room == 0 ? 0 : sizeof(Array) + room * sizeof(Value);
        assert_int_equal(pd_heap_used_bytes(heap), used + sizeof(List) + storage);
    }
    rig_close(&rig);
}

/* A list at the end of the heap grows where it is, and is counted as if it had been copied. */
static void test_list_extend(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    rig.roots[0] = pd_value_to(heap, pd_list_new(heap, 1));
    for (int i = 0; i < 200000; i++) {
        List *list = PD_AS(List, heap, rig.roots[0]);
        Ref place = list->items;
        Ref limit = heap->limit - heap->cursor;
        uint64_t used = pd_heap_used_bytes(heap);
        size_t before = ((const Array *)pd_at(heap, place))->capacity;
        if (!pd_list_append(heap, list, pd_from_int(i))) {
            assert_int_equal(pd_heap_used_bytes(heap), used);
            pd_heap_collect(heap, true);
            list = PD_AS(List, heap, rig.roots[0]);
            assert_true(pd_list_append(heap, list, pd_from_int(i)));
            pd_heap_settle(heap);
            continue;
        }
        const Array *array = pd_at(heap, list->items);
        size_t bytes =
            array->capacity == before ? 0 : sizeof(Array) + (size_t)array->capacity * sizeof(Value);
        /* It moves once, when it becomes large. */
        Ref large = heap->large.start;
        bool becomes_large = place < large && list->items >= large;
        assert_true(list->items == place || becomes_large);
        assert_int_equal(pd_heap_used_bytes(heap), used + bytes);
        assert_int_equal(heap->limit - heap->cursor, limit - bytes / 8);
        assert_true((array->h.flags & ARRAY_LIST) != 0 || array->capacity == list->length ||
                    pd_is_unbound(array->items[array->capacity - 1]));
        assert_int_equal((array->h.flags & ARRAY_LIST) != 0, list->items >= large);
    }
    const List *list = PD_AS(const List, heap, rig.roots[0]);
    for (int i = 0; i < 200000; i++) {
        assert_int_equal(pd_int_of(pd_list_items(heap, list)[i]), i);
    }
    assert_true(heap->collection_count > 0);
    assert_true(pd_heap_used_bytes(heap) > (uint64_t)(heap->cursor - heap->base_cursor) * 8);
    rig_close(&rig);
}

/* A list of count ints whose storage is large. */
static List *large_list(Heap *heap, uint32_t count)
{
    List *list = pd_list_unset(heap, count);
    assert_non_null(list);
    assert_true(list->items >= heap->large.start);
    for (uint32_t i = 0; i < count; i++) {
        pd_list_items(heap, list)[i] = pd_from_int(i);
    }
    return list;
}

static void check_large_list(const Heap *heap, Value v, uint32_t count)
{
    const List *list = PD_AS(const List, heap, v);
    assert_int_equal(list->length, count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(pd_int_of(pd_list_items(heap, list)[i]), i);
    }
}

/* Large objects stay where they are, grow there when they can, and their pages are used again. */
static void test_large(void **state)
{
    (void)state;
    enum { COUNT = 20000, SMALLER = 10000 };
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    pd_heap_lift_limit(heap);
    const size_t list_bytes = sizeof(List) + sizeof(Array) + COUNT * sizeof(Value);
    rig.roots[0] = pd_value_to(heap, large_list(heap, COUNT));
    assert_int_equal(pd_heap_used_bytes(heap), list_bytes);
    Ref first = PD_AS(List, heap, rig.roots[0])->items;
    assert_true(pd_list_append(heap, PD_AS(List, heap, rig.roots[0]), pd_from_int(COUNT)));
    assert_int_equal(PD_AS(List, heap, rig.roots[0])->items, first);

    /* One that is in the way makes it move; its place is taken by the next that fits. */
    rig.roots[1] = pd_value_to(heap, large_list(heap, COUNT));
    List *list = PD_AS(List, heap, rig.roots[0]);
    for (uint32_t i = COUNT + 1; i < 2 * COUNT; i++) {
        assert_true(pd_list_append(heap, list, pd_from_int(i)));
    }
    assert_int_not_equal(list->items, first);
    uint64_t used = pd_heap_used_bytes(heap);
    rig.roots[2] = pd_value_to(heap, large_list(heap, SMALLER));
    assert_int_equal(PD_AS(List, heap, rig.roots[2])->items, first);
    assert_int_equal(pd_heap_used_bytes(heap), used + list_bytes - (COUNT - SMALLER) * 8);
    assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));

    Ref place = list->items;
    uint32_t pages = heap->large.used;
    rig.roots[1] = VALUE_NONE;
    rig_collect(&rig);
    assert_int_equal(PD_AS(List, heap, rig.roots[0])->items, place);
    assert_true(heap->large.used < pages - COUNT * sizeof(Value) / HEAP_PAGE_BYTES + 1);
    check_large_list(heap, rig.roots[0], 2 * COUNT);
    check_large_list(heap, rig.roots[2], SMALLER);

    Heap fork;
    assert_int_equal(pd_heap_init(&fork, pd_alloc_system(), heap->max_bytes,
                                  (Bytes){heap->base, (size_t)heap->image_end * 8}),
                     STATUS_OK);
    pd_heap_copy(&fork, heap);
    check_large_list(&fork, rig.roots[0], 2 * COUNT);
    pd_heap_reset(&fork, fork.max_bytes);
    assert_int_equal(fork.large.used, 0);
    pd_heap_deinit(&fork);
    rig_close(&rig);
}

/* What lies past the end of a list in large storage may be anything: pages that were in use. */
static void test_large_ends(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    pd_heap_lift_limit(heap);
    List *list = large_list(heap, COUNT);
    rig.roots[0] = pd_value_to(heap, list);
    assert_true(pd_list_append(heap, list, pd_from_int(COUNT)));
    Array *array = pd_at(heap, list->items);
    assert_true(array->capacity > list->length);
    Value lost = pd_value_to(heap, pd_tuple_new(heap, NULL, 3));
    for (uint32_t i = list->length; i < array->capacity; i++) {
        array->items[i] = lost;
    }
    assert_null(pd_heap_verify(heap, HEAP_WITH_GARBAGE));
    pd_heap_collect(heap, false);
    size_t bytes = sizeof(List) + sizeof(Array) + array->capacity * sizeof(Value);
    assert_int_equal(pd_heap_used_bytes(heap), bytes);
    check_large_list(heap, rig.roots[0], COUNT + 1);

    /* A list that becomes shorter keeps nothing alive either. */
    list = PD_AS(List, heap, rig.roots[0]);
    pd_list_touch(heap, list);
    pd_list_items(heap, list)[COUNT] = pd_value_to(heap, pd_tuple_new(heap, NULL, 3));
    pd_heap_collect(heap, false);
    list = PD_AS(List, heap, rig.roots[0]);
    assert_true(pd_heap_used_bytes(heap) > bytes);
    pd_list_truncate(heap, list, COUNT);
    pd_heap_collect(heap, false);
    assert_int_equal(pd_heap_used_bytes(heap), bytes);
    assert_null(pd_heap_verify(heap, HEAP_EXACT));
    rig_close(&rig);
}

/* Bytes of garbage after which another collection is due. */
static size_t garbage_until_due(Rig *rig)
{
    size_t bytes = 0;
    rig_collect(rig);
    pd_heap_lift_limit(&rig->heap);
    for (; !pd_heap_is_due(&rig->heap); bytes += sizeof(Tuple) + 20 * sizeof(Value)) {
        assert_non_null(pd_tuple_new(&rig->heap, NULL, 20));
    }
    return bytes;
}

/* What a collection need not look at does not let garbage gather; what it must look at does. */
static void test_due(void **state)
{
    (void)state;
    enum { COUNT = 500000 };
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    pd_heap_lift_limit(heap);
    rig.roots[0] = pd_value_to(heap, large_list(heap, COUNT));
    assert_true(garbage_until_due(&rig) < 2 * HEAP_MIN_THRESHOLD_BYTES);
    Tuple *kept = pd_tuple_new(heap, NULL, 3);
    List *list = PD_AS(List, heap, rig.roots[0]);
    pd_list_touch(heap, list);
    pd_list_items(heap, list)[COUNT - 1] = pd_value_to(heap, kept);
    assert_true(garbage_until_due(&rig) > COUNT * sizeof(Value));
    list = PD_AS(List, heap, rig.roots[0]);
    assert_int_equal(PD_AS(Tuple, heap, pd_list_items(heap, list)[COUNT - 1])->length, 3);
    rig_close(&rig);
}

/* ---- shapes ---- */

static void test_shapes(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    Class *cls = rig_class(heap, KIND_INSTANCE);
    rig.roots[0] = pd_value_to(heap, cls);
    Shape *root = pd_shape_root(heap, cls);
    assert_ptr_equal(pd_shape_root(heap, cls), root);
    Value names[20];
    char text[16];
    Shape *s = root;
    for (int i = 0; i < 20; i++) {
        snprintf(text, sizeof text, "n%d", i);
        names[i] = rig_name(&rig, text);
        s = pd_shape_add(heap, s, names[i]);
        assert_int_equal(s->count, i + 1);
    }
    for (int i = 0; i < 20; i++) {
        assert_int_equal(pd_shape_find(heap, s, names[i]), i);
    }
    assert_int_equal(pd_shape_find(heap, s, rig_name(&rig, "absent")), -1);
    Shape *other = pd_shape_add(heap, root, names[1]);
    assert_ptr_not_equal(other, pd_shape_add(heap, root, names[0]));
    assert_ptr_equal(other, pd_shape_add(heap, root, names[1]));
    assert_int_equal(pd_shape_transition_count(heap, root), 2);
    rig.heap.alloc_count = 0;
    rig.heap.test_fail_at = 3;
    assert_null(pd_shape_add(heap, other, names[7]));
    assert_int_equal(pd_shape_transition_count(heap, other), 0);
    rig.heap.test_fail_at = 0;
    rig_collect(&rig);
    cls = PD_AS(Class, heap, rig.roots[0]);
    assert_int_equal(pd_shape_transition_count(heap, pd_shape_root(heap, cls)), 2);
    rig_close(&rig);
}

static void test_image_shapes(void **state)
{
    (void)state;
    Heap builder;
    assert_int_equal(pd_heap_init(&builder, pd_alloc_system(), 1 << 20, (Bytes){NULL, 0}),
                     STATUS_OK);
    pd_heap_build_constants(&builder);
    Ref classes[20];
    for (int i = 0; i < 20; i++) {
        classes[i] = pd_ref_to(&builder, rig_class(&builder, KIND_EXCEPTION));
    }
    pd_heap_seal_image(&builder);
    Heap heap;
    assert_int_equal(pd_heap_init(&heap, pd_alloc_system(), 1 << 20, pd_heap_image(&builder)),
                     STATUS_OK);
    pd_heap_deinit(&builder);
    Ref roots[20];
    for (int i = 0; i < 20; i++) {
        Shape *s = pd_shape_root(&heap, pd_at(&heap, classes[i]));
        assert_int_equal(s->cls, classes[i]);
        roots[i] = pd_ref_to(&heap, s);
    }
    for (int i = 0; i < 20; i++) {
        assert_int_equal(pd_ref_to(&heap, pd_shape_root(&heap, pd_at(&heap, classes[i]))),
                         roots[i]);
    }
    uint64_t used = pd_heap_used_bytes(&heap);
    pd_heap_collect(&heap, false);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(pd_shape_root(&heap, pd_at(&heap, classes[i]))->cls, classes[i]);
    }
    assert_true(pd_heap_used_bytes(&heap) <= used);
    assert_null(pd_heap_verify(&heap, HEAP_WITH_GARBAGE));
    pd_heap_deinit(&heap);
}

/* A tuple of `count` items, with garbage between them: pairs of a number and a text. */
static Value new_pairs(Heap *heap, uint32_t count, uint64_t *live)
{
    Tuple *all = pd_tuple_new(heap, NULL, count);
    *live += sizeof(Tuple) + count * sizeof(Value);
    for (uint32_t i = 0; i < count; i++) {
        Str *text = pd_str_new_width(heap, i % 9 + 2, 1);
        memset(text->own, 'a' + (int)(i % 26), text->length);
        pd_str_seal(text);
        (void)pd_tuple_new(heap, NULL, i % 3);
        Value pair[2] = {pd_from_int(i), pd_value_to(heap, text)};
        all->items[i] = pd_value_to(heap, pd_tuple_new(heap, pair, 2));
        *live += pd_object_bytes(heap, &text->h) + sizeof(Tuple) + sizeof pair;
    }
    return pd_value_to(heap, all);
}

/* Values are looked at in portions: none is left out where one ends. */
static void test_portions(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 31, 32, 33, 63, 64, 65, 96, 97, 1000, 8000, 20000};
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    uint64_t live = 0;
    pd_heap_collect(heap, true); /* there is room for all of it now */
    for (size_t k = 0; k < ARRAY_COUNT(counts); k++) {
        rig.roots[k] = new_pairs(heap, counts[k], &live);
    }
    for (int round = 0; round < 2; round++) {
        pd_heap_collect(heap, true);
        assert_int_equal(pd_heap_used_bytes(heap), live);
        assert_null(pd_heap_verify(heap, HEAP_EXACT));
        for (size_t k = 0; k < ARRAY_COUNT(counts); k++) {
            const Tuple *all = PD_AS(Tuple, heap, rig.roots[k]);
            assert_int_equal(all->length, counts[k]);
            for (uint32_t i = 0; i < all->length; i++) {
                const Tuple *pair = PD_AS(Tuple, heap, all->items[i]);
                const Str *text = PD_AS(Str, heap, pair->items[1]);
                assert_int_equal(pd_int_of(pair->items[0]), i);
                assert_true(text->length == i % 9 + 2 && text->own[0] == 'a' + i % 26);
            }
        }
    }
    rig_close(&rig);
}

static void test_speed(void **state)
{
    (void)state;
    static Rig rig;
    rig_open(&rig);
    Heap *heap = &rig.heap;
    double start = rig_seconds();
    const int rounds = 5000000;
    for (int i = 0; i < rounds; i++) {
        Tuple *t = pd_tuple_new(heap, NULL, 2);
        if (t == NULL) {
            pd_heap_collect(heap, false);
        }
    }
    print_message("tuple of 2, garbage: %.1f ns\n", (rig_seconds() - start) * 1e9 / rounds);
    rig.roots[0] = pd_value_to(heap, pd_list_new(heap, 0));
    start = rig_seconds();
    for (int i = 0; i < 1000000; i++) {
        Value v = pd_from_int(i);
        Tuple *t = pd_tuple_new(heap, &v, 1);
        if (t == NULL ||
            !pd_list_append(heap, PD_AS(List, heap, rig.roots[0]), pd_value_to(heap, t))) {
            pd_heap_collect(heap, false);
        }
    }
    print_message("list of a million tuples: %.1f ns each\n", (rig_seconds() - start) * 1e3);
    start = rig_seconds();
    pd_heap_collect(heap, false);
    double seconds = rig_seconds() - start;
    print_message("collection of %.0f MB live: %.1f ms\n", (double)pd_heap_used_bytes(heap) / 1e6,
                  seconds * 1e3);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extra_part),
        cmocka_unit_test(test_image),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_counters),
        cmocka_unit_test(test_fail_at),
        cmocka_unit_test(test_graph),
        cmocka_unit_test(test_all_kinds),
        cmocka_unit_test(test_fibers),
        cmocka_unit_test(test_interning),
        cmocka_unit_test(test_idents),
        cmocka_unit_test(test_list_model),
        cmocka_unit_test(test_list_extend),
        cmocka_unit_test(test_list_capacities),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_image_shapes),
        cmocka_unit_test(test_speed),
        cmocka_unit_test(test_pool),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_large_ends),
        cmocka_unit_test(test_due),
        cmocka_unit_test(test_portions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
