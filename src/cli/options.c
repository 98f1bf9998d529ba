/*
 * Reading command lines by a table, and --help from the same table.
 *
 * Options may stand before and after words ("--name VALUE", "--name=VALUE", "-n VALUE", "-nVALUE"),
 * "--" ends them. A name that is not known is answered with the nearest one that is.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static const Option help_option = {OPTION_HELP, 'h', "help", NULL, "show this text"};

/* Edits that turn one word into another; more than `most` counts as most + 1. */
static size_t distance(const char *a, const char *b, size_t most)
{
    enum { WORD_MAX = 40 };
    size_t rows[2][WORD_MAX + 1];
    size_t a_size = strlen(a);
    size_t b_size = strlen(b);
    if (a_size > WORD_MAX || b_size > WORD_MAX) {
        return most + 1;
    }
    for (size_t j = 0; j <= b_size; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        size_t *before = rows[(i + 1) % 2];
        size_t *now = rows[i % 2];
        now[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t best = before[j - 1] + (a[i - 1] != b[j - 1]);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            now[j] = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
        }
    }
    return rows[a_size % 2][b_size];
}

const char *pd_options_nearest(const char *typed, const char *const *names, size_t count)
{
    const char *best = NULL;
    size_t least = strlen(typed) < 4 ? 2 : 3;
    for (size_t i = 0; i < count; i++) {
        size_t edits = distance(typed, names[i], least);
        /* The beginning of a longer name is what people type, too. */
        if (edits > 1 && strlen(typed) >= 3 && strncmp(typed, names[i], strlen(typed)) == 0) {
            edits = 1;
        }
        if (edits < least) {
            least = edits;
            best = names[i];
        }
    }
    return best;
}

/* Behind the file of a program an unknown option most likely was meant for the program. */
static bool advise_end(const Options *options)
{
    if (!options->command->takes_program || options->word_count == 0) {
        return false;
    }
    pd_cli_advise(options->cli, "what is for the program stands behind --: perdure %s %s -- …",
                  options->command->name, options->words[0]);
    return true;
}

static void unknown(Options *options, const char *typed, size_t size)
{
    const char *names[64] = {"help"};
    size_t count = 1;
    char word[64];
    (void)snprintf(word, sizeof word, "%.*s", (int)(size < 63 ? size : 63), typed);
    for (const Option *row = options->command->options; row->id != 0; row++) {
        if (row->help != NULL && count < ARRAY_COUNT(names)) {
            names[count++] = row->name;
        }
    }
    const char *nearest = pd_options_nearest(word, names, count);
    (void)pd_cli_fail(options->cli, EXIT_BAD, "there is no option --%s", word);
    if (advise_end(options)) {
        return;
    }
    if (nearest != NULL) {
        pd_cli_advise(options->cli, "did you mean --%s?", nearest);
    } else {
        pd_cli_advise(options->cli, "see: perdure %s --help", options->command->name);
    }
}

static const Option *find_name(const Command *command, const char *name, size_t size)
{
    for (const Option *row = command->options; row->id != 0; row++) {
        if (strlen(row->name) == size && memcmp(row->name, name, size) == 0) {
            return row;
        }
    }
    return size == 4 && memcmp(name, "help", 4) == 0 ? &help_option : NULL;
}

static const Option *find_letter(const Command *command, char letter)
{
    for (const Option *row = command->options; row->id != 0; row++) {
        if (row->letter == letter) {
            return row;
        }
    }
    return letter == 'h' ? &help_option : NULL;
}

/* The option's argument: what stands behind it, or the next word. */
static int take_value(Options *options, const Option *row, const char *attached)
{
    options->name = row->name;
    options->value = attached;
    if (row->id == OPTION_HELP) {
        pd_options_print_help(options->cli, options->command);
        return -2;
    }
    if (row->argument == NULL && attached != NULL) {
        (void)pd_cli_fail(options->cli, EXIT_BAD, "--%s takes no value", row->name);
        return -1;
    }
    if (row->argument != NULL && attached == NULL) {
        if (options->next == options->argc) {
            (void)pd_cli_fail(options->cli, EXIT_BAD, "--%s needs a value: --%s=%s", row->name,
                              row->name, row->argument);
            return -1;
        }
        options->value = options->argv[options->next++];
    }
    return row->id;
}

static int take_letter(Options *options)
{
    char letter = *options->letters++;
    char *rest = *options->letters != '\0' ? options->letters : NULL;
    const Option *row = find_letter(options->command, letter);
    if (row == NULL) {
        (void)pd_cli_fail(options->cli, EXIT_BAD, "there is no option -%c", letter);
        if (!advise_end(options)) {
            pd_cli_advise(options->cli, "see: perdure %s --help", options->command->name);
        }
        return -1;
    }
    if (row->argument != NULL || rest == NULL) {
        options->letters = NULL;
        return take_value(options, row, row->argument != NULL ? rest : NULL);
    }
    return take_value(options, row, NULL);
}

/* What every command does alike. True when nothing is left to do for the id. */
static bool handle_common(Options *options, int *id)
{
    static const char *const modes[] = {"full", "normal", "off"};
    if (*id == OPTION_STORE) {
        options->cli->store = options->value;
        return true;
    }
    if (*id != OPTION_SYNC) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_COUNT(modes); i++) {
        if (strcmp(options->value, modes[i]) == 0) {
            options->cli->sync = (perdure_sync)i;
            return true;
        }
    }
    *id = -1;
    (void)pd_cli_fail(options->cli, EXIT_BAD, "--sync is full, normal or off, not \"%s\"",
                      options->value);
    return false;
}

static int next_option(Options *options)
{
    while (options->letters != NULL || options->next < options->argc) {
        if (options->letters != NULL) {
            return take_letter(options);
        }
        char *word = options->argv[options->next++];
        bool is_option = !options->only_words && word[0] == '-' && word[1] != '\0';
        if (!is_option) {
            options->words[options->word_count++] = word;
            options->only_words = options->only_words || options->command->stops_at_word;
        } else if (strcmp(word, "--") == 0) {
            options->only_words = true;
        } else if (word[1] == '-') {
            size_t size = strcspn(word + 2, "=");
            const Option *row = find_name(options->command, word + 2, size);
            if (row == NULL) {
                unknown(options, word + 2, size);
                return -1;
            }
            return take_value(options, row, word[2 + size] == '=' ? word + 3 + size : NULL);
        } else {
            options->letters = word + 1;
        }
    }
    return OPTION_END;
}

int pd_options_next(Options *options)
{
    int id;
    do {
        id = next_option(options);
    } while (handle_common(options, &id));
    return id;
}

int pd_options_exit(int result)
{
    return result == -2 ? EXIT_OK : EXIT_BAD;
}

bool pd_options_number(Options *options, uint64_t max, uint64_t *value)
{
    static const char letters[] = "KMGT";
    const char *p = options->value;
    uint64_t number = 0;
    bool valid = *p >= '0' && *p <= '9';
    for (; *p >= '0' && *p <= '9'; p++) {
        uint64_t digit = (uint64_t)(*p - '0');
        valid = valid && number <= (UINT64_MAX - digit) / 10;
        number = number * 10 + digit;
    }
    const char *unit = *p != '\0' ? strchr(letters, *p >= 'a' ? *p - 'a' + 'A' : *p) : NULL;
    if (valid && unit != NULL) {
        unsigned bits = 10 * (unsigned)(unit - letters + 1);
        valid = number <= UINT64_MAX >> bits;
        number <<= bits;
        p++;
        p += *p == 'i' && p[1] == 'B' ? 2 : *p == 'B';
    }
    if (!valid || *p != '\0' || number > max) {
        (void)pd_cli_fail(options->cli, EXIT_BAD, "--%s: \"%s\" is not a number from 0 to %llu",
                          options->name, options->value, (unsigned long long)max);
        return false;
    }
    *value = number;
    return true;
}

bool pd_options_words(Options *options, int least, int most)
{
    if (options->word_count >= least && (most < 0 || options->word_count <= most)) {
        return true;
    }
    const char *usage = options->command->usage;
    const char *joint = usage[0] != '\0' ? " " : "";
    if (options->word_count < least) {
        (void)pd_cli_fail(options->cli, EXIT_BAD, "something is missing: perdure %s%s%s",
                          options->command->name, joint, usage);
    } else {
        (void)pd_cli_fail(options->cli, EXIT_BAD, "too many words, from \"%s\" on: perdure %s%s%s",
                          options->words[most], options->command->name, joint, usage);
    }
    pd_cli_advise(options->cli, "see: perdure %s --help", options->command->name);
    return false;
}

static void print_option(Cli *cli, const Option *row)
{
    char left[80];
    (void)snprintf(left, sizeof left, "%s%c%s--%s%s%s", row->letter != 0 ? "-" : "  ",
                   row->letter != 0 ? row->letter : ' ', row->letter != 0 ? ", " : " ", row->name,
                   row->argument != NULL ? "=" : "", row->argument != NULL ? row->argument : "");
    pd_cli_print(cli, "  %-28s %s\n", left, row->help);
}

void pd_options_print_help(Cli *cli, const Command *command)
{
    pd_cli_print(cli, "usage: perdure %s%s%s%s\n\n%s%s%s\n", command->name,
                 command->options[0].id != 0 ? " [OPTION…]" : "",
                 command->usage[0] != '\0' ? " " : "", command->usage, pd_cli_bold(cli),
                 command->summary, pd_cli_plain(cli));
    if (command->details != NULL) {
        pd_cli_print(cli, "\n%s", command->details);
    }
    pd_cli_print(cli, "\noptions\n");
    for (const Option *row = command->options; row->id != 0; row++) {
        if (row->help != NULL) {
            print_option(cli, row);
        }
    }
    print_option(cli, &help_option);
    pd_cli_print(cli, "\nexample\n%s", command->example);
}
