// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace hangar::os {

// What a failed system call tells: the errno, what was tried, and on what.
// A value; any thread. `operation` is the call or the step ("pidfd_open"), `target` its object
// ("pid 4711", a path) and may be empty.
struct Error {
    int code = 0;
    std::string operation;
    std::string target;

    // "pidfd_open pid 4711: No such process (ESRCH)"
    [[nodiscard]] std::string message() const;
    friend bool operator==(const Error&, const Error&) = default;
};

// The OS layer never throws for what the kernel may refuse: it returns one of these.
template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

// The error of the call that just failed. Requires: errno is that call's.
[[nodiscard]] tl::unexpected<Error> last_error(std::string_view operation,
                                               std::string_view target = {});
[[nodiscard]] tl::unexpected<Error> error(int code, std::string_view operation,
                                          std::string_view target = {});

// The symbolic name of an errno: "ESRCH"; "errno 4711" for one without a name.
[[nodiscard]] std::string errno_name(int code);

}  // namespace hangar::os
