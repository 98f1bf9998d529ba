/*
 * What a process costs, for bench/run.py.
 *
 *   process_cost OUTPUT COMMAND...  CPU seconds and peak KiB of a process, output to a file
 *
 * A program of its own, linked with nothing: a process counts the peak of the one it was spawned
 * from as its own, so whoever measures must be smaller than what is measured. Prints names and
 * numbers, one a line.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *command)
{
    fprintf(stderr, "process_cost: %s: did not run to a good end\n", command);
    exit(1);
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: process_cost OUTPUT COMMAND...\n");
        return 2;
    }
    char **command = argv + 2;
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status;
    struct rusage usage;
    if (posix_spawn_file_actions_init(&actions) != 0 ||
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, argv[1],
                                         O_WRONLY | O_CREAT | O_TRUNC, 0600) != 0 ||
        posix_spawnp(&child, command[0], &actions, NULL, command, environ) != 0 ||
        wait4(child, &status, 0, &usage) != child || status != 0) {
        fail(command[0]);
    }
    posix_spawn_file_actions_destroy(&actions);
    printf("cpu_s %.6f\npeak_kib %ld\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
           usage.ru_maxrss);
    return 0;
}
