// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

#include <hangar/backends/ipc/remote_error_data.hpp>

namespace hangar::actor {

// An error that nobody waits for any more: it is logged, as a warning, and so not lost. A
// cancellation is none. Any thread.
void report_lost(const ipc::RemoteErrorData& error, const ipc::Identity& other) noexcept;

}  // namespace hangar::actor
