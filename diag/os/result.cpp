// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <string.h>

#include <cerrno>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

std::string Error::message() const {
    const char* description = ::strerrordesc_np(code);
    return fmt::format("{}{}{}: {} ({})", operation, target.empty() ? "" : " ", target,
                       description != nullptr ? description : "unknown error", errno_name(code));
}

tl::unexpected<Error> last_error(std::string_view operation, std::string_view target) {
    return error(errno, operation, target);
}

tl::unexpected<Error> error(int code, std::string_view operation, std::string_view target) {
    return tl::unexpected<Error>(Error{code, std::string(operation), std::string(target)});
}

std::string errno_name(int code) {
    const char* name = ::strerrorname_np(code);
    return name != nullptr ? std::string(name) : fmt::format("errno {}", code);
}

}  // namespace hangar::os
