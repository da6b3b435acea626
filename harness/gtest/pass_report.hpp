// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace hangar {

// Takes the place of GoogleTest's writer of XML in a process that runs one test for the runner.
// Where that passed and there is nothing else to tell, it writes a report of one line, with what
// the runner reads in it; the whole one costs as much as the rest of a test that does nothing. In
// any other case GoogleTest's own writer does.
class PassReport final : public testing::EmptyTestEventListener {
  public:
    // Nothing changes unless a report is to be written, in XML. Requires: after InitGoogleTest.
    static void install();

    void OnTestSuiteEnd(const testing::TestSuite& suite) override { last_ = &suite; }
    void OnTestIterationEnd(const testing::UnitTest& program, int iteration) override;

  private:
    PassReport(std::string path, testing::TestEventListener* whole)
        : path_(std::move(path)), whole_(whole) {}
    [[nodiscard]] bool write_line(const testing::TestInfo& test) const;

    std::string path_;
    std::unique_ptr<testing::TestEventListener> whole_;
    const testing::TestSuite* last_ = nullptr;
};

}  // namespace hangar
