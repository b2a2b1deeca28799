// SPDX-License-Identifier: Apache-2.0

#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>

int64_t now_microseconds(void);

// The number behind `--name`, or the fallback.
int64_t number_option(int count, char **arguments, const char *name, int64_t fallback);
const char *text_option(int count, char **arguments, const char *name, const char *fallback);

#endif
