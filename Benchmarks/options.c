// SPDX-License-Identifier: Apache-2.0

#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t now_microseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

const char *text_option(int count, char **arguments, const char *name, const char *fallback) {
    for (int index = 1; index + 1 < count; index++)
        if (!strcmp(arguments[index], name)) return arguments[index + 1];
    return fallback;
}

int64_t number_option(int count, char **arguments, const char *name, int64_t fallback) {
    const char *text = text_option(count, arguments, name, NULL);
    if (!text) return fallback;
    char *end;
    int64_t number = strtoll(text, &end, 10);
    if (*end || number < 1) {
        fprintf(stderr, "%s should be a whole number from 1, not %s\n", name, text);
        exit(64);
    }
    return number;
}
