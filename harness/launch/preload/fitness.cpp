// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <hangar/harness/launch/preload/fitness.hpp>
#include <initializer_list>

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

// Which no copy would have. Those of timer_create are in a list that a kernel may be without.
bool has_timers() {
    for (const auto which : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) {
        itimerval timer{};
        if (::getitimer(which, &timer) != 0) continue;
        if (timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0) return true;
    }
    std::FILE* list = std::fopen("/proc/self/timers", "re");
    if (list == nullptr) return false;
    const bool found = std::fgetc(list) != EOF;
    std::fclose(list);
    return found;
}

// Memory that all copies would write to: "7f0-7f1 rw-s 0 0:1 5 NAME".
bool shares_memory() {
    std::FILE* maps = std::fopen("/proc/self/maps", "re");
    if (maps == nullptr) return true;
    char line[512];  // NOLINT(modernize-avoid-c-arrays): no C++ library
    bool found = false;
    bool at_begin = true;
    while (std::fgets(line, sizeof line, maps) != nullptr) {
        const char* rights = at_begin ? std::strchr(line, ' ') : nullptr;
        found = found || (rights != nullptr && rights[2] == 'w' && rights[4] == 's');
        at_begin = std::strchr(line, '\n') != nullptr;
    }
    std::fclose(maps);
    return found;
}

}  // namespace

const char* unfit(int socket) {
    if (const char* name = sanitizer()) return name;
    if (!has_one_thread()) return "it has several threads before its main";
    if (has_children()) return "it has children before its main";
    if (has_descriptors_but(socket)) return "it holds a descriptor before its main";
    if (has_timers()) return "it has a timer running before its main";
    if (shares_memory()) return "it shares memory before its main";
    return nullptr;
}

}  // namespace hangar::preload
