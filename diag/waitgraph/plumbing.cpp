// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <hangar/diag/waitgraph/function_name.hpp>
#include <hangar/diag/waitgraph/plumbing.hpp>
#include <string_view>

namespace hangar::waitgraph {
namespace {

constexpr std::array modules{"libc.so",  "libc-",    "libpthread", "libstdc++",
                             "ld-linux", "libgcc_s", "[vdso]",     "libm.so"};

constexpr std::array prefixes{"std::",      "__gnu_cxx::", "__gthread", "pthread_",
                              "__pthread_", "___pthread_", "__lll_",    "__futex_",
                              "__libc_",    "__new_sem_",  "__GI_",     "__internal_syscall"};

// What a static program has of the C library under names of its own: the calls that wait.
constexpr auto calls = std::to_array<std::string_view>(
    {"accept",   "accept4", "clock_nanosleep", "connect",   "epoll_wait",  "fcntl",
     "fcntl64",  "flock",   "msgrcv",          "nanosleep", "open",        "open64",
     "pause",    "poll",    "ppoll",           "read",      "readv",       "recv",
     "recvfrom", "recvmsg", "select",          "sem_wait",  "semop",       "send",
     "sendmsg",  "sendto",  "sigtimedwait",    "sigwait",   "sigwaitinfo", "sleep",
     "syscall",  "wait",    "wait4",           "waitid",    "waitpid",     "write",
     "writev"});

// Templates of the library are compiled into the program, where some compilers leave out of their
// names what they belong to.
bool is_from_a_library_header(const snapshot::Frame& frame) {
    return frame.file.starts_with("/usr/include/") ||
           frame.file.find("/include/c++/") != std::string::npos;
}

}  // namespace

bool is_plumbing(const snapshot::Frame& frame) {
    if (frame.function.empty() || frame.signal_frame || is_from_a_library_header(frame))
        return true;
    const std::string function = function_name(frame.function);
    return std::ranges::any_of(prefixes,
                               [&](auto* start) { return function.starts_with(start); }) ||
           std::ranges::any_of(
               modules, [&](auto* part) { return frame.module.find(part) != std::string::npos; }) ||
           std::ranges::find(calls, function) != calls.end();
}

}  // namespace hangar::waitgraph
