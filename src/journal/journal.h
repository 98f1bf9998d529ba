/*
 * The door of journal: ordered records of runs, and the stores that keep them.
 *
 * A store is the one place where something becomes durable. It promises that a batch of records is
 * there whole or not at all, that nobody without the newest lease appends, and that a changed
 * record is found. It must not know what records mean to a run, nor what a program is.
 */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "journal/record.h"
#include "journal/store.h"

#endif
