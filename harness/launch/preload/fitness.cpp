// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <hangar/harness/launch/preload/fitness.hpp>

namespace hangar::preload {
namespace {

bool has(const char* symbol) {
    return ::dlsym(RTLD_DEFAULT, symbol) != nullptr;
}

const char* sanitizer() {
    if (has("__asan_init")) return "it is built with AddressSanitizer";
    if (has("__lsan_init")) return "it is built with LeakSanitizer";
    if (has("__tsan_init")) return "it is built with ThreadSanitizer";
    if (has("__msan_init")) return "it is built with MemorySanitizer";
    if (has("__hwasan_init")) return "it is built with HWAddressSanitizer";
    return nullptr;
}

// The directory has a link from each thread, and two of its own.
bool has_one_thread() {
    struct stat facts {};
    return ::stat("/proc/self/task", &facts) == 0 && facts.st_nlink == 3;
}

bool has_children() {
    siginfo_t ended{};
    return ::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 || errno != ECHILD;
}

bool has_descriptors_but(int socket) {
    DIR* folder = ::opendir("/proc/self/fd");
    if (folder == nullptr) return true;
    bool found = false;
    while (const dirent* entry = ::readdir(folder)) {
        const int number = std::atoi(entry->d_name);  // 0 for "." and ".."
        found = found || (number > 2 && number != socket && number != ::dirfd(folder));
    }
    ::closedir(folder);
    return found;
}

}  // namespace

const char* unfit(int socket) {
    if (const char* name = sanitizer()) return name;
    if (!has_one_thread()) return "it has several threads before its main";
    if (has_children()) return "it has children before its main";
    if (has_descriptors_but(socket)) return "it holds a descriptor before its main";
    return nullptr;
}

}  // namespace hangar::preload
