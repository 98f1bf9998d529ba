/*
 * The door of base: include this and nothing else from outside the folder.
 *
 * base knows bytes, memory, text and numbers. It promises the same results on every machine: no
 * I/O, no clock, no threads, no locale, no mutable globals. It must not know what a program, a
 * value or a run is.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/platform.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/assert.h"
#include "base/buffer.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "base/libm/libm.h"
#include "base/limits.h"
#include "base/number/number.h"
#include "base/status.h"
#include "base/uniname.h"
#include "base/utf8.h"

#endif
