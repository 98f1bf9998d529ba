/*
 * A disk in memory for SQLite, with faults: calls that fail, writes that a loss of power takes back
 * or tears, processes that end in the middle of a call.
 *
 * Each process of the simulation opens files through a file layer of its own (disk_vfs), so that
 * one of them can end while others go on. All chance comes from the simulation's numbers.
 */
#ifndef TEST_SIM_DISK_H
#define TEST_SIM_DISK_H

#include <stdbool.h>
#include <stdint.h>

enum { DISK_PROCESS_MAX = 3 };

/* A number below `below` (> 0), from the seed of the simulation. */
uint64_t chance(uint64_t below);
void chance_seed(uint64_t seed);

/* Empties the disk; registers the file layers at the first call. */
void disk_reset(void);

/* The name of the file layer of a process. */
const char *disk_vfs(int process);

/* Of a process: one in `rarity` writes and flushes fails; 0: none. */
void disk_set_faults(int process, uint64_t rarity);

/* The process ends at its call number `count` from now on that changes the disk; 0: not. */
void disk_end_after(int process, uint64_t count);
bool disk_has_ended(int process);

/* A process that has ended and whose files are closed starts again. */
void disk_begin(int process);

/* The power fails: every process ends, and of what was not flushed some is lost, some torn. */
void disk_lose_power(void);

#endif
