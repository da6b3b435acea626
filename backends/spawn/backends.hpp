// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/spawn/backend.hpp>

// Each backend's one instance, made when it is first asked for. Only the registry needs them.
namespace hangar::spawn {

[[nodiscard]] Backend& exec_backend();
[[nodiscard]] Backend& fork_worker_backend();
[[nodiscard]] Backend& thread_backend();

}  // namespace hangar::spawn
