// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <cerrno>
#include <hangar/diag/os/wait_any.hpp>

namespace hangar::os {

Result<std::vector<int>> wait_any_readable(std::span<const int> fds, Deadline deadline) {
    std::vector<pollfd> polled;
    for (const int fd : fds) polled.push_back({fd, POLLIN, 0});
    while (::poll(polled.data(), polled.size(), deadline.poll_timeout_ms()) < 0)
        if (errno != EINTR) return last_error("poll");
    std::vector<int> ready;
    for (const pollfd& each : polled)
        if (each.revents != 0) ready.push_back(each.fd);
    return ready;
}

}  // namespace hangar::os
