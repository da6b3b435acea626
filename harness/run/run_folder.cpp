// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include <hangar/diag/os/directory.hpp>
#include <hangar/diag/os/directory_spread.hpp>
#include <hangar/diag/os/file_lock.hpp>
#include <hangar/diag/os/random.hpp>
#include <hangar/harness/run/run_folder.hpp>

namespace hangar::run {
namespace {

namespace fs = std::filesystem;

// Everything that a run leaves in its folder.
constexpr std::array results{"events.jsonl", "junit.xml", "report.html",
                             "output",       "dumps",     "shards"};

fs::path free_place(const fs::path& earlier) {
    for (int number = 1;; ++number)
        if (fs::path place = earlier / std::to_string(number); !fs::exists(place)) return place;
}

// A name that nobody had decides where the file system puts the folder: where the one of an earlier
// run was, it looks at each file deleted there of late before it makes a new one.
os::Status make_apart(const std::string& parent, const std::string& name) {
    const auto unused = os::random_hex(8);
    if (!unused) return tl::unexpected(unused.error());
    const std::string made = parent + "/." + *unused;
    if (auto done = os::make_directories(made); !done) return done;
    std::error_code failed;
    fs::rename(made, parent + '/' + name, failed);
    if (failed) return os::error(failed.value(), "name", parent + '/' + name);
    return {};
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
    return RunFolder(std::move(*claim), folder.string());
}

os::Status RunFolder::prepare(const std::vector<Program>& programs) const {
    const std::string output = path_ + "/output";
    if (auto made = os::make_directories(output); !made) return made;
    static_cast<void>(os::spread_subdirectories(output));  // a file for each test
    for (const auto& program : programs)
        if (auto made = make_apart(output, program.file_name); !made) return made;
    return {};
}

}  // namespace hangar::run
