// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/os/proc_tcp.hpp>

namespace hangar::os {

// Where a process accepts TCP connections, ascending. Any thread.
// Errors: ProcDir's; EACCES for another user's process.
[[nodiscard]] Result<std::vector<TcpEndpoint>> listening_endpoints(const ProcDir& process);

}  // namespace hangar::os
