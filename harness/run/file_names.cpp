// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/run/file_names.hpp>

namespace hangar::run {
namespace {

constexpr std::size_t longest_name = 200;  // of the 255 bytes of a name, room for endings

bool harmless(unsigned char c) {
    return c > 0x20 && c != 0x7f && c != '\\' && c != '~';
}

std::string file_name(std::string_view name) {
    std::string plain(name.substr(0, longest_name));
    for (char& c : plain) {
        if (c == '/') c = '.';
        if (!harmless(static_cast<unsigned char>(c))) c = '_';
    }
    if (plain.empty() || plain.front() == '.' || plain.front() == '-') plain.insert(0, 1, '_');
    return plain;
}

}  // namespace

std::string FileNames::unique(std::string_view name) {
    const std::string plain = file_name(name);
    std::string candidate = plain;
    for (int next = 2; !taken_.insert(candidate).second; ++next)
        candidate = plain + '~' + std::to_string(next);
    return candidate;
}

}  // namespace hangar::run
