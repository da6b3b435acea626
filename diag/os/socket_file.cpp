// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/socket_file.hpp>

namespace hangar::os {
namespace {

// A long path fits into an address by its directory's descriptor.
Result<sockaddr_un> address_of(int dir, const std::string& path) {
    const std::string name = dir == AT_FDCWD || path.starts_with('/')
                                 ? path
                                 : fmt::format("/proc/self/fd/{}/{}", dir, path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= sizeof address.sun_path) return error(ENAMETOOLONG, "connect", path);
    name.copy(address.sun_path, name.size());
    return address;
}

Status check_socket(int dir, const std::string& path) {
    struct stat what {};
    if (::fstatat(dir, path.c_str(), &what, AT_SYMLINK_NOFOLLOW) != 0)
        return last_error("fstatat", path);
    if (!S_ISSOCK(what.st_mode)) return error(ENOTSOCK, "connect", path);
    return {};
}

}  // namespace

Result<bool> is_bound(int dir, const std::string& path) {
    if (auto is_one = check_socket(dir, path); !is_one) return tl::unexpected(is_one.error());
    const auto address = address_of(dir, path);
    if (!address) return tl::unexpected(address.error());
    const Fd probe(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!probe) return last_error("socket", path);
    const auto* generic = reinterpret_cast<const sockaddr*>(&*address);
    if (::connect(probe.get(), generic, sizeof *address) == 0) return true;
    switch (errno) {
        case ECONNREFUSED:
            return false;
        case EPROTOTYPE:  // a socket of another type
        case EPERM:       // a datagram socket that listens to one peer only
            return true;
        default:
            return last_error("connect", path);
    }
}

}  // namespace hangar::os
