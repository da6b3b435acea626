// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/private_dir.hpp>
#include <hangar/diag/os/random.hpp>

namespace hangar::os {
namespace {

constexpr mode_t ours_alone = 0700;
constexpr int attempts = 16;

Result<Fd> open_dir(int base, const std::string& name) {
    return open_file(base, name, O_RDONLY | O_DIRECTORY);
}

}  // namespace

Result<Fd> open_private_dir(const std::string& path) {
    if (::mkdir(path.c_str(), ours_alone) != 0 && errno != EEXIST) return last_error("mkdir", path);
    auto dir = open_dir(AT_FDCWD, path);
    if (!dir) return dir;
    struct stat about {};
    if (::fstat(dir->get(), &about) != 0) return last_error("fstat", path);
    if (about.st_uid != ::geteuid()) return error(EPERM, "use another user's directory", path);
    if ((about.st_mode & 077) != 0) return error(EPERM, "use a directory open to others", path);
    return dir;
}

Result<UniqueDir> make_unique_dir(int base, const std::string& prefix) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto suffix = random_hex(4);
        if (!suffix) return tl::unexpected(suffix.error());
        std::string name = prefix + '-' + *suffix;
        if (::mkdirat(base, name.c_str(), ours_alone) == 0)
            return open_dir(base, name).map([&](Fd&& fd) {
                return UniqueDir{std::move(fd), std::move(name)};
            });
        if (errno != EEXIST) return last_error("mkdir", name);
    }
    return error(EEXIST, "mkdir", prefix);
}

}  // namespace hangar::os
