/*
 * The simulator's command: seeds in, `N passed` out.
 *
 * usage: perdure_sim [--seed N] [--count N] [--twice]
 * Simulates the seeds N, N+1, …; each is a world of its own and always goes the same way. --twice
 * proves that: each seed is simulated again and must do the same. A seed that fails is printed with
 * what is not as promised; the exit status is then 1.
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Image *make_image(void)
{
    Image *image = NULL;
    Error err;
    if (pd_image_thaw(pd_lib_image, pd_alloc_system(), &image, &err) != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    return image;
}

static bool simulate(World *world, const Image *image, uint64_t seed)
{
    printf("seed %llu: ", (unsigned long long)seed);
    (void)fflush(stdout); /* it is known even if the engine aborts */
    world_run(world, image, seed);
    printf("%llu events, %llu processes ended, %llu losses of power, %llu failures, "
           "%llu conflicts%s%s\n",
           (unsigned long long)world->events, (unsigned long long)world->ends,
           (unsigned long long)world->losses, (unsigned long long)world->failures,
           (unsigned long long)world->conflicts,
           world->problem[0] == '\0' ? "" : "\n  FAILED: ", world->problem);
    return world->problem[0] == '\0';
}

static uint64_t number_after(int argc, char **argv, int i)
{
    if (i + 1 >= argc) {
        (void)fprintf(stderr, "%s needs a number\n", argv[i]);
        exit(2);
    }
    return strtoull(argv[i + 1], NULL, 10);
}

int main(int argc, char **argv)
{
    uint64_t seed = 1;
    uint64_t count = 1;
    uint64_t failed = 0;
    bool twice = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--twice") == 0) {
            twice = true;
        } else if (strcmp(argv[i], "--seed") == 0) {
            seed = number_after(argc, argv, i++);
        } else if (strcmp(argv[i], "--count") == 0) {
            count = number_after(argc, argv, i++);
        } else {
            (void)fprintf(stderr, "usage: perdure_sim [--seed N] [--count N] [--twice]\n");
            return 2;
        }
    }
    Image *image = make_image();
    static World world;
    for (uint64_t i = 0; i < count; i++) {
        bool good = simulate(&world, image, seed + i);
        uint64_t events = world.events;
        int64_t now_ms = world.now_ms;
        if (twice && (simulate(&world, image, seed + i) != good || world.events != events ||
                      world.now_ms != now_ms)) {
            printf("  FAILED: it went another way\n");
            good = false;
        }
        failed += !good;
    }
    pd_image_free(image);
    printf("%llu passed, %llu failed\n", (unsigned long long)(count - failed),
           (unsigned long long)failed);
    return failed > 0;
}
