// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/process_tag.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::launch {

// What `hangar run` and a test program that serves it as a warm fork server say to each other:
// whole messages over a socket (os::message_socket), one answer to each. Values.
//
// The program is asked by this variable, and finds the socket at this number. It says once that it
// is ready, and from then on each order makes one process, which has answered it when it runs.
inline constexpr const char* server_variable = "HANGAR_LAUNCH_SERVER";
inline constexpr int server_socket = 3;

// Has the dynamic linker bind all names at the start, once for all copies. With this value it is
// ours, and goes, too. (A program with names that nobody defines does not come up, then.)
inline constexpr const char* bind_variable = "LD_BIND_NOW";
inline constexpr const char* bind_by_us = "hangar";

// By which a program that is not linked with hangar becomes a server (preload/); it goes, too.
inline constexpr const char* preload_variable = "LD_PRELOAD";

// It is given this filter, which selects nothing, so that a program that does not know the variable
// runs no test; and as long as it need be, since each test's own filter is written over it.
inline constexpr std::string_view empty_filter = "--gtest_filter=-*";

// What the runner keeps of a process beyond its life, by the names of files, for a program that is
// linked with hangar: what only it knows of a test, and what it captures of one.
inline constexpr const char* notes_variable = "HANGAR_RESULT_FILE";
inline constexpr const char* captured_out_variable = "HANGAR_CAPTURE_STDOUT";
inline constexpr const char* captured_err_variable = "HANGAR_CAPTURE_STDERR";

// One test, for a process of its own. With it travels the descriptor for its 1 and 2; to a program
// that is linked with hangar also those of the three files above, in their order.
inline constexpr std::size_t order_fds = 4;
struct TestOrder {
    os::ProcessTag tag = 0;
    pid_t runner = 0;  // whose child the process is, and with whom it dies
    std::string filter;
    std::vector<std::string> variables;  // NAME=value, besides the program's own
};

[[nodiscard]] std::string encode(const TestOrder& order);
// Errors: EPROTO for what encode() did not make.
[[nodiscard]] os::Result<TestOrder> decode_order(std::string_view text);

// Of the program, or of the process that it has forked. One with a code tells of a step that
// failed, in that process if there is a pid: then it ends.
struct Answer {
    pid_t pid = 0;  // 0 and no code: ready
    int code = 0;   // an errno
    std::string step;
};

[[nodiscard]] std::string encode(const Answer& answer);
// Errors: EPROTO.
[[nodiscard]] os::Result<Answer> decode_answer(std::string_view text);

}  // namespace hangar::launch
