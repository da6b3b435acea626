// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/events/leaked.hpp>

namespace hangar::events {

std::string what_is_left(const LeakedProcess& left) {
    if (!left.path.empty()) return left.path;
    std::string text = left.cmdline;
    const char* before = ", listening on ";
    for (const auto& address : left.listens) {
        text += before + address;
        before = " and ";
    }
    return text;
}

std::string text(const LeakedProcess& left) {
    const std::string what = what_is_left(left);
    return left.path.empty() ? std::to_string(left.pid) + ' ' + what : what;
}

}  // namespace hangar::events
