// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <hangar/diag/hang/guard_path.hpp>
#include <hangar/diag/hang/guard_table.hpp>
#include <hangar/diag/os/directory.hpp>
#include <hangar/diag/os/signal_safe.hpp>

namespace hangar::hang {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_ending = 32;  // "-2", ".json"

os::Result<fs::path> default_path() {
    const auto name = fmt::format("hang-{}.txt", os::signal_safe::current_pid());
    const char* folder = std::getenv("HANGAR_DUMP_DIR");
    if (folder == nullptr || *folder == '\0') return fs::path(name);
    if (const auto made = os::make_directories(folder); !made) return tl::unexpected(made.error());
    return fs::path(folder) / name;
}

}  // namespace

os::Result<std::string> guard_path(const std::string& wanted, const std::set<std::string>& taken) {
    auto path = wanted.empty() ? default_path() : os::Result<fs::path>(wanted);
    if (!path) return tl::unexpected(path.error());
    std::error_code failed;
    const fs::path whole = fs::absolute(*path, failed).lexically_normal();
    if (failed) return os::error(failed.value(), "getcwd", path->string());
    if (whole.native().size() + longest_ending > GuardSlot::longest_path)
        return os::error(ENAMETOOLONG, "open", wanted.substr(0, 80) + "...");
    fs::path free = whole;
    for (int number = 2; taken.contains(free.string()); ++number)
        free.replace_filename(
            fmt::format("{}-{}{}", whole.stem().string(), number, whole.extension().string()));
    return free.string();
}

std::string json_beside(const std::string& path) {
    const fs::path text(path);
    return text.extension() == ".txt" ? fs::path(text).replace_extension(".json").string()
                                      : path + ".json";
}

}  // namespace hangar::hang
