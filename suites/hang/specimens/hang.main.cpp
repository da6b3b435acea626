// SPDX-License-Identifier: Apache-2.0
// hang_specimen KIND SECONDS PATH: arms a guard and hangs; "ready" on standard output when it does.
#include <link.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <latch>
#include <mutex>
#include <string_view>
#include <thread>

#include <hangar/diag.hpp>

namespace {

using hangar::diag::DumpOnHang;

std::mutex here;
std::mutex there;

void say_ready() {
    std::puts("ready");
    std::fflush(stdout);
}

void lock_both(std::mutex& first, std::mutex& second, std::latch& both) {
    const std::scoped_lock one(first);
    both.arrive_and_wait();
    const std::scoped_lock other(second);
}

void deadlock() {
    std::latch both(2);
    std::thread one([&both] { lock_both(here, there, both); });
    std::thread other([&both] { lock_both(there, here, both); });
    say_ready();
    one.join();
    other.join();
}

// As sick as can be: the loader's lock and the allocator's arenas are of no use to anybody, and no
// signal gets through.
int lock_twice_in_the_loader(dl_phdr_info*, std::size_t, void*) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
    here.lock();
    say_ready();
    here.lock();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const std::string_view kind = argv[1];
    const auto deadline = std::chrono::duration<double>(std::atof(argv[2]));
    const auto limit = std::chrono::duration_cast<std::chrono::nanoseconds>(deadline);
    const DumpOnHang guard{limit, {.path = argv[3]}};
    if (guard.error()) return 3;
    if (kind == "deadlock") deadlock();
    if (kind == "loader") dl_iterate_phdr(lock_twice_in_the_loader, nullptr);
    if (kind == "nested") {
        const DumpOnHang inner{limit, {.path = argv[3]}};
        deadlock();
    }
    if (kind == "exec") {
        say_ready();
        ::execl("/bin/sleep", "sleep", "1000", nullptr);
    }
    return 4;
}
