// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

namespace hangar {

// An exception in full, for a failure's message: its type and what it says, the errors of a group
// and the causes of a remote error indented below it.
[[nodiscard]] std::string error_text(const std::exception_ptr& error);

// Whether it is nothing but a stopped test (TestStopped) and the cancellations that it caused:
// what there is to say has been said.
[[nodiscard]] bool is_only_stopped(const std::exception_ptr& error);

}  // namespace hangar
