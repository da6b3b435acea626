// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/remove_file.hpp>

namespace hangar::os {

int remove_file(const char* path) noexcept {
    return ::unlink(path) == 0 ? 0 : errno;
}

}  // namespace hangar::os
