// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <hangar/backends/ipc/transport.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/pidfd.hpp>

// The raw system calls that the benchmarks stand beside.
namespace hangar::bench {

// The argument with which this program ends as soon as it is in main.
inline constexpr const char* end_at_once = "--end-at-once";

void fork_and_wait();   // fork, _exit, waitpid
void spawn_and_wait();  // posix_spawn of this program with end_at_once, waitpid
void start_and_join();  // a thread that does nothing

// A child process that sends back whatever it is sent, by blocking calls over a raw socket.
class RawEcho {
  public:
    explicit RawEcho(ipc::Transport transport);
    ~RawEcho();
    RawEcho(const RawEcho&) = delete;
    RawEcho& operator=(const RawEcho&) = delete;

    void ping(std::size_t bytes);  // there and back; at most 4096

  private:
    os::Fd socket_;
    os::Pidfd child_;
};

}  // namespace hangar::bench
