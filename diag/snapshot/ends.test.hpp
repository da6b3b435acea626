// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <unistd.h>

// What patients wait with.
namespace hangar::snapshot {

struct Ends {
    int read = -1;
    int write = -1;
};

inline Ends make_ends(int flags = O_CLOEXEC) {
    int ends[2];
    if (::pipe2(ends, flags) != 0) ::_exit(1);
    return {ends[0], ends[1]};
}

// As it is, until it is killed.
[[noreturn]] inline void stay() {
    for (;;) ::pause();
}

}  // namespace hangar::snapshot
