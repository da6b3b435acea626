// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/lost_error.hpp>
#include <hangar/backends/actor/remote_error.hpp>

namespace hangar::actor {

void report_lost(const ipc::RemoteErrorData& error, const ipc::Identity& other) noexcept {
    if (error.shape == ipc::ErrorShape::cancelled) return;
    log(LogLevel::warning, "actor",
        fmt::format("an error that nobody waits for any more, between us and actor {}: {}",
                    other.text(), RemoteError(error).what()));
}

}  // namespace hangar::actor
