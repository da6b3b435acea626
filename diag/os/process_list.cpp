// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <algorithm>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/process_list.hpp>

namespace hangar::os {

Result<std::vector<pid_t>> all_processes() {
    auto stream = DirStream::open(AT_FDCWD, "/proc");
    if (!stream) return tl::unexpected(stream.error());
    std::vector<pid_t> pids;
    for (;;) {
        const auto name = stream->next();
        if (!name) return tl::unexpected(name.error());
        if (name->empty()) break;
        if (const auto pid = parse_number<pid_t>(*name)) pids.push_back(*pid);
    }
    std::ranges::sort(pids);
    return pids;
}

}  // namespace hangar::os
