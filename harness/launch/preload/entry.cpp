// SPDX-License-Identifier: Apache-2.0
// Takes the place of the C library's start, so that it stands between what is initialised before
// main and main itself.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <hangar/harness/launch/preload/server.hpp>

extern "C" {
using Main = int (*)(int, char**, char**);
using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
}

namespace {

Main program = nullptr;

int serve_and_run(int argc, char** argv, char** /*stale by then*/) {
    hangar::preload::serve(argc, argv);
    return program(argc, argv, environ);
}

// The variables that made it a server are none of the program's.
bool is_asked() {
    constexpr const char* asked = "HANGAR_LAUNCH_SERVER";  // as launch::server_variable
    constexpr const char* bind = "LD_BIND_NOW";            // as launch::bind_variable
    if (::getenv(asked) == nullptr) return false;
    ::unsetenv(asked);
    ::unsetenv("LD_PRELOAD");
    const char* by = ::getenv(bind);
    if (by != nullptr && std::strcmp(by, "hangar") == 0) ::unsetenv(bind);
    ::fcntl(3, F_SETFD, FD_CLOEXEC);  // launch::server_socket
    return true;
}

}  // namespace

// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" [[gnu::visibility("default")]] int __libc_start_main(Main main, int argc, char** argv,
                                                                void (*init)(), void (*fini)(),
                                                                void (*end_linker)(), void* stack) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the way of dlsym
    const auto start = reinterpret_cast<Start>(::dlsym(RTLD_NEXT, "__libc_start_main"));
    program = main;
    return start(is_asked() ? serve_and_run : main, argc, argv, init, fini, end_linker, stack);
}
