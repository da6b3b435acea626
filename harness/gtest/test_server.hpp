// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/gtest/command_title.hpp>
#include <hangar/harness/launch/order.hpp>

namespace hangar {

// The runner's, that came with the order for the test that is to run here; none where no server was
// asked for.
struct ServedFiles {
    os::Fd notes;
    os::Fd captured_out;
    os::Fd captured_err;
};

// This program as a warm fork server of `hangar run`: it has come as far as InitGoogleTest, and
// each order makes a copy of it that goes on from there with one test. The copy is the *runner's*
// child (os::clone_sibling), in a group of its own, and ends as the program would: with exit.
//
// What the program does before it runs its tests is done once, for all of them. What it printed
// by then stands at the head of each test's output. Not synchronised.
class TestServer {
  public:
    // What the runner asks for by launch::server_variable, which goes; nothing if it does not ask.
    // Requires: before InitGoogleTest.
    [[nodiscard]] static std::optional<TestServer> asked(int argc, char** argv);

    // Returns in each copy, with its order carried out but for the test; the server itself ends
    // with its socket, without an exit handler. Requires: after InitGoogleTest.
    [[nodiscard]] launch::TestOrder serve();
    // In a copy. Once.
    [[nodiscard]] ServedFiles take_files() noexcept { return std::move(files_); }

  private:
    TestServer(os::Fd socket, CommandTitle title) noexcept
        : socket_(std::move(socket)), title_(title) {}
    void answer(const launch::Answer& answer) const;
    // Whether this is now a test's process, with that order.
    bool carry_out(const launch::TestOrder& order, int output);
    void become_test(const launch::TestOrder& order, int output);
    void require(int code, const char* step) const;

    os::Fd socket_;
    CommandTitle title_;
    ServedFiles files_;
};

}  // namespace hangar
