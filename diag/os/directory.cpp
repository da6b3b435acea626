// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <cerrno>
#include <hangar/diag/os/directory.hpp>

namespace hangar::os {
namespace {

bool is_directory(const std::string& path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

Status make_one(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) == 0) return {};
    const int code = errno;
    if (is_directory(path)) return {};
    return error(code == EEXIST ? ENOTDIR : code, "mkdir", path);
}

}  // namespace

Status make_directories(const std::string& path) {
    for (auto slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
        if (auto made = make_one(path.substr(0, slash)); !made) return made;
    }
    return make_one(path);
}

}  // namespace hangar::os
