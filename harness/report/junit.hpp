// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {

// A run as a JUnit document: a <testsuite> per program, a <testcase> per test with GoogleTest's
// attributes (classname, name, file, line, status, result, time, timestamp, value_param,
// type_param), the outcome and its evidence as <properties>, the end of its output in <system-out>.
//
// Every test that was listed is in it, after any ending: one that had started and has no end is an
// <error>, one that had not started, or is disabled, is <skipped> with status "notrun".
//
// `folder` is the run's, whose output files are read.
[[nodiscard]] std::string junit_document(const RunRecord& run, const std::string& folder);

// Writes it to folder/junit.xml: all of it, or what was there before stays.
[[nodiscard]] os::Status write_junit(const RunRecord& run, const std::string& folder);

}  // namespace hangar::report
