// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <hangar/diag/hang/examiner_program.hpp>
#include <hangar/diag/os/program_file.hpp>
#include <string_view>
#include <vector>

namespace hangar::hang {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> beside_us() {
    std::error_code failed;
    const fs::path folder = fs::read_symlink("/proc/self/exe", failed).parent_path();
    if (failed) return {};
    return {folder / "hangar", folder.parent_path() / "bin" / "hangar"};
}

std::vector<fs::path> in_path() {
    const char* value = std::getenv("PATH");
    std::vector<fs::path> places;
    std::string_view rest = value != nullptr ? value : "";
    while (!rest.empty()) {
        const auto end = std::min(rest.find(':'), rest.size());
        const fs::path folder(rest.substr(0, end));
        if (folder.is_absolute()) places.push_back(folder / "hangar");
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return places;
}

}  // namespace

os::Result<std::string> find_examiner() {
    std::error_code failed;
    if (const char* named = std::getenv("HANGAR_PROGRAM"); named != nullptr && *named != '\0') {
        if (os::is_program(named)) return fs::absolute(named, failed).string();
        return os::error(ENOENT, "HANGAR_PROGRAM names no program", named);
    }
    std::vector<fs::path> places = beside_us();
    for (const fs::path& place : in_path()) places.push_back(place);
    for (const fs::path& place : places)
        if (os::is_program(place)) return place.string();
    return os::error(ENOENT, "find", "the program `hangar` (HANGAR_PROGRAM may name it)");
}

}  // namespace hangar::hang
