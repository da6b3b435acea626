// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <cstring>
#include <hangar/harness/launch/preload/order.hpp>

namespace hangar::preload {

bool Order::read(char* text, std::size_t size) {
    if (size == 0 || text[size - 1] != '\0') return false;
    end_ = text + size;
    char* fields[3] = {};  // NOLINT(modernize-avoid-c-arrays): no C++ library
    for (char*& field : fields) {
        if (text == end_) return false;
        field = text;
        text += std::strlen(text) + 1;
    }
    char* after = nullptr;
    tag_ = std::strtoull(fields[0], &after, 10);
    if (after == fields[0] || *after != '\0') return false;
    runner_ = static_cast<pid_t>(std::strtol(fields[1], &after, 10));
    if (after == fields[1] || *after != '\0') return false;
    filter_ = fields[2];
    variables_ = text != end_ ? text : nullptr;
    return true;
}

char* Order::next_variable(char* variable) const {
    char* next = variable + std::strlen(variable) + 1;
    return next != end_ ? next : nullptr;
}

}  // namespace hangar::preload
