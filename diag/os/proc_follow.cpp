// SPDX-License-Identifier: Apache-2.0
// The half of proc_dir.hpp that opens other processes' files.
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/proc_dir.hpp>

namespace hangar::os {
namespace {

// An O_PATH descriptor made one for reading, if it names a regular file.
Result<Fd> for_reading(const Fd& named, const std::string& path) {
    struct stat status {};
    if (::fstat(named.get(), &status) != 0) return last_error("fstat", path);
    if (!S_ISREG(status.st_mode)) return error(EINVAL, "open", path);
    const std::string link = fmt::format("/proc/self/fd/{}", named.get());
    Fd file(::open(link.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return last_error("open", path);
    return file;
}

}  // namespace

Result<Fd> ProcDir::follow(const std::string& name) const {
    const Fd named(::openat(fd_.get(), name.c_str(), O_PATH | O_CLOEXEC));
    if (!named) return last_error("open", path_of(name));
    return for_reading(named, path_of(name));
}

Result<Fd> ProcDir::follow_in_root(const std::string& path) const {
    const std::string shown = path_of("root") + path;
    const Fd root(::openat(fd_.get(), "root", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root) return last_error("open", path_of("root"));
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    const Fd named(
        static_cast<int>(::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how)));
    if (!named) return last_error("open", shown);
    return for_reading(named, shown);
}

}  // namespace hangar::os
