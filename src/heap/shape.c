/* Shapes: the hidden classes that say where an instance keeps its attributes.
 *
 * Shapes form a tree under the root of each class; two instances that got the same attributes in
 * the same order share one shape. Classes of the image cannot hold their root, so it is found
 * through the heap's image_shapes.
 */
#include "heap/heap_in.h"

static Shape *new_shape(Heap *heap, Ref cls)
{
    pd_assert_heap(heap);
    Shape *shape = PD_NEW(Shape, heap, KIND_SHAPE);
    if (shape != NULL) {
        *shape = (Shape){.h = shape->h, .cls = cls, .name = VALUE_UNBOUND};
    }
    return shape;
}

static Shape *image_root(Heap *heap, Ref cls)
{
    pd_assert_heap(heap);
    Value key = pd_from_ref(cls);
    uint32_t hash = pd_table_hash(cls);
    Dict *roots = heap->image_shapes != 0 ? pd_at(heap, heap->image_shapes) : NULL;
    uint64_t cursor = 0;
    uint32_t entry;
    while (roots != NULL && pd_dict_probe(heap, roots, hash, &cursor, &entry)) {
        const Table *t = pd_dict_table(heap, roots);
        if (pd_is(t->entries[2 * entry], key)) {
            return PD_AS(Shape, heap, t->entries[2 * entry + 1]);
        }
    }
    Dict *fresh = roots != NULL ? roots : pd_dict_new(heap, 0);
    Shape *shape = new_shape(heap, cls);
    if (fresh == NULL || shape == NULL ||
        pd_dict_insert_hashed(heap, fresh, key, hash, pd_value_to(heap, shape)) != ANSWER_YES) {
        return NULL;
    }
    pd_store_ref(heap, &heap->image_shapes, pd_ref_to(heap, fresh));
    return shape;
}

Shape *pd_shape_root(Heap *heap, Class *cls)
{
    pd_assert_heap(heap);
    pd_assert_object(Class, cls);
    pd_assert(cls->h.kind == KIND_CLASS);
    Ref r = pd_ref_to(heap, cls);
    if (heap->sealed_image && pd_is_shared(heap, r)) {
        return image_root(heap, r);
    }
    if (cls->root_shape != 0) {
        return pd_at(heap, cls->root_shape);
    }
    Shape *shape = new_shape(heap, r);
    if (shape != NULL) {
        pd_store_ref(heap, &cls->root_shape, pd_ref_to(heap, shape));
    }
    return shape;
}

Shape *pd_shape_add(Heap *heap, Shape *s, Value name)
{
    pd_assert_heap(heap);
    pd_assert_object(Shape, s);
    pd_assert(pd_is_kind(heap, name, KIND_STR));
    pd_assert(!heap->sealed_image || !pd_is_shared(heap, pd_ref_to(heap, s)));
    Dict *transitions = s->transitions != 0 ? pd_at(heap, s->transitions) : NULL;
    Value found;
    if (transitions != NULL && pd_dict_get_name(heap, transitions, name, &found)) {
        return PD_AS(Shape, heap, found);
    }
    Dict *fresh = transitions != NULL ? transitions : pd_dict_new(heap, 0);
    Shape *child = new_shape(heap, s->cls);
    if (fresh == NULL || child == NULL) {
        return NULL;
    }
    child->parent = pd_ref_to(heap, s);
    child->name = name;
    child->count = s->count + 1;
    if (!pd_dict_set_name(heap, fresh, name, pd_value_to(heap, child))) {
        return NULL;
    }
    pd_store_ref(heap, &s->transitions, pd_ref_to(heap, fresh));
    return child;
}

uint32_t pd_shape_transition_count(const Heap *heap, const Shape *s)
{
    pd_assert_heap(heap);
    pd_assert_object(Shape, s);
    return s->transitions == 0 ? 0 : ((const Dict *)pd_at(heap, s->transitions))->used;
}

int64_t pd_shape_find(const Heap *heap, const Shape *s, Value name)
{
    pd_assert_heap(heap);
    pd_assert_object(Shape, s);
    while (s->count != 0) {
        if (pd_is(s->name, name)) {
            return (int64_t)s->count - 1;
        }
        pd_assert(s->parent != 0);
        s = pd_at(heap, s->parent);
    }
    return -1;
}
