// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <cerrno>
#include <hangar/diag/os/handed_file.hpp>

namespace hangar::os {

Result<Fd> open_handed_file(const std::string& path, int flags) {
    for (;;) {
        Fd fd(::open(path.c_str(), flags | O_CLOEXEC));
        if (fd) return fd;
        if (errno != EINTR) return last_error("open", path);
    }
}

}  // namespace hangar::os
