// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <filesystem>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/report/whole_file.hpp>

namespace hangar::report {

os::Status write_whole_file(const std::string& path, std::string_view text) {
    const std::string partial = path + ".partial";
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    const auto file = os::open_file(AT_FDCWD, partial, O_WRONLY | O_CREAT | O_EXCL);
    if (!file) return tl::unexpected(file.error());
    if (auto status = os::write_all(file->get(), text); !status) {
        std::filesystem::remove(partial, ignored);
        return os::error(status.error().code, "write", path);
    }
    std::error_code failed;
    std::filesystem::rename(partial, path, failed);
    if (failed) return os::error(failed.value(), "rename", path);
    return {};
}

}  // namespace hangar::report
