/*
 * Values as canonical CBOR: the tags, for the writer and the reader. See marshal.c for the format.
 */
#ifndef VM_MARSHAL_MARSHAL_H
#define VM_MARSHAL_MARSHAL_H

#define MARSHAL_TAG_DICT      4001u /* array of key, value, key, value ... in insertion order */
#define MARSHAL_TAG_TUPLE     4002u /* array */
#define MARSHAL_TAG_SET       4003u /* array in insertion order */
#define MARSHAL_TAG_FROZENSET 4004u /* array in insertion order */
#define MARSHAL_TAG_EXCEPTION 4005u /* array of class name and array of arguments */
#define MARSHAL_TAG_COMPLEX   4006u /* array of two floats */
#define MARSHAL_TAG_BYTEARRAY 4007u /* byte string */

#endif
