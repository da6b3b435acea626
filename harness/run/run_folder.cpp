// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include <hangar/diag/os/directory.hpp>
#include <hangar/diag/os/directory_spread.hpp>
#include <hangar/diag/os/file_lock.hpp>
#include <hangar/harness/run/run_folder.hpp>

namespace hangar::run {
namespace {

namespace fs = std::filesystem;

// Everything that a run leaves in its folder.
constexpr std::array results{"events.jsonl", "junit.xml", "report.html",
                             "output",       "dumps",     "shards"};
constexpr const char* work = ".work";

fs::path free_place(const fs::path& earlier) {
    for (int number = 1;; ++number)
        if (fs::path place = earlier / std::to_string(number); !fs::exists(place)) return place;
}

os::Status set_aside(const fs::path& folder) {
    const auto is_there = [&](const char* name) { return fs::exists(folder / name); };
    if (std::ranges::none_of(results, is_there)) return {};
    const fs::path place = free_place(folder / "earlier");
    if (auto made = os::make_directories(place.string()); !made) return made;
    for (const char* name : results) {
        std::error_code failed;
        if (is_there(name)) fs::rename(folder / name, place / name, failed);
        if (failed) return os::error(failed.value(), "set aside", (folder / name).string());
    }
    return {};
}

}  // namespace

os::Result<RunFolder> RunFolder::open(const std::string& path) {
    std::error_code failed;
    const fs::path folder = fs::absolute(path, failed).lexically_normal();
    if (auto made = os::make_directories(folder.string()); !made)
        return tl::unexpected(made.error());
    auto claim = os::claim_directory(folder.string());
    if (!claim && claim.error().code == EWOULDBLOCK)
        return os::error(EBUSY, "another run writes to", folder.string());
    if (!claim) return tl::unexpected(claim.error());
    if (auto aside = set_aside(folder); !aside) return tl::unexpected(aside.error());
    fs::remove_all(folder / work, failed);
    return RunFolder(std::move(*claim), folder.string());
}

RunFolder::~RunFolder() {
    std::error_code ignored;
    if (claim_) fs::remove_all(path_ + '/' + work, ignored);
}

os::Status RunFolder::prepare(const std::vector<Program>& programs) const {
    const std::string output = path_ + "/output";
    for (const auto& folder : {path_ + '/' + work, output})
        if (auto made = os::make_directories(folder); !made) return made;
    static_cast<void>(os::spread_subdirectories(output));  // a file for each test
    for (const auto& program : programs)
        if (auto made = os::make_directories(output + '/' + program.file_name); !made) return made;
    return {};
}

}  // namespace hangar::run
