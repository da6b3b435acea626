// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {

// Annotations for GitHub Actions: at the end, one for each test that did not pass, at the line of
// its first failed assertion, or at the test's own. Not synchronised.
// Source: docs.github.com, "Workflow commands for GitHub Actions".
class GithubAnnotations final : public events::Sink {
  public:
    // `workspace`: what is taken off the beginning of paths; may be empty.
    GithubAnnotations(std::string workspace, std::function<void(std::string_view)> write)
        : workspace_(std::move(workspace)), write_(std::move(write)) {}

    void on(const events::Stamped& happened) override;

  private:
    void annotate(const ProgramRecord& program, const TestRecord& test);
    [[nodiscard]] std::string in_workspace(std::string path) const;

    std::string workspace_;
    std::function<void(std::string_view)> write_;
    RunRecord record_;
};

}  // namespace hangar::report
