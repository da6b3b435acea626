// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/file_identity.hpp>
#include <hangar/harness/run/attempt_files.hpp>
#include <hangar/harness/run/fork_server.hpp>
#include <hangar/harness/run/launch_choice.hpp>
#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// A test's process, and the fork server that it keeps busy, if it has come from one.
struct LaunchedTest {
    os::TimePoint begun;  // when it was asked for; what a server took to come up lies before
    os::Pidfd process;
    std::unique_ptr<ForkServer> server;
};

// Brings up the processes of tests: by executing the program, or by a copy of one that is warm.
// The two differ in nothing that a test could tell, but for what its program has done before its
// tests, which is done once. There are as many servers of a program as tests of it run at a time,
// and as many that wait, of programs that are not through. One that dies is replaced; where that
// goes on, or the program turns out not to serve, or not to be able to fork, it is executed from
// then on, which is said.
//
// On the loop; only the runner's thread.
class TestLauncher {
  public:
    // `say` tells a person, in a line.
    TestLauncher(Services& services, std::function<void(const std::string&)> say)
        : services_(services), say_(std::move(say)) {}

    [[nodiscard]] const LaunchChoice& choice(const Program& program);

    // One that counts as launched; its report goes to the files. Requires: at least one job, all
    // of one program. Errors: those of a launch; ECANCELED once nobody wants it any more.
    [[nodiscard]] runtime::Task<os::Result<LaunchedTest>> launch(const std::vector<Job*>& jobs,
                                                                 AttemptFiles& files,
                                                                 os::ProcessTag tag,
                                                                 std::function<bool()> wanted);
    // When the process is over and its report read.
    void give_back(const Program& program, std::unique_ptr<ForkServer> server);
    // When its last test is over.
    void end_servers(const Program& program);
    // When every test is over: what servers have left behind is then nobody's child.
    void end_servers() { idle_.clear(); }

  private:
    struct Warm {
        LaunchChoice choice;
        int deaths = 0;                        // in a row
        std::optional<os::FileIdentity> file;  // that was listed
    };
    struct Idle {
        const Program* program;
        std::unique_ptr<ForkServer> server;
    };
    static auto serves(const Program& program);
    Warm& warm(const Program& program);
    os::Result<LaunchedTest> execute(const std::vector<Job*>& jobs, AttemptFiles& files,
                                     os::ProcessTag tag) const;
    runtime::Task<std::unique_ptr<ForkServer>> take(const Program& program);
    void say_if_replaced(const Program& program);
    void give_up(const Program& program, const os::Error& why);
    [[nodiscard]] std::vector<std::string> variables(const std::vector<Job*>& jobs,
                                                     const AttemptFiles& files) const;

    Services& services_;
    std::function<void(const std::string&)> say_;
    std::map<const Program*, Warm> programs_;
    std::vector<Idle> idle_;  // as they came back; of all programs no more than tests at a time
};

}  // namespace hangar::run
