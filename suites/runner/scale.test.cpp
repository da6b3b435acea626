// SPDX-License-Identifier: Apache-2.0
// Ten thousand tests.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

constexpr long most_kib = 100L << 10U;

// The largest that any process was that we have waited for, or they.
long peak_of_children() {
    rusage usage{};
    EXPECT_EQ(::getrusage(RUSAGE_CHILDREN, &usage), 0);
    return usage.ru_maxrss;
}

// All in one process, the fastest, unless somebody asks for another way: --launcher=forkserver.
std::string how() {
    const char* asked = std::getenv("HANGAR_SCALE_OPTION");
    return asked == nullptr ? "--isolation=binary" : asked;
}

TEST(ScaleTest, TenThousandTestsAreReportedInAHundredMegabytes) {
    if (sanitized) GTEST_SKIP() << "a sanitizer takes memory of its own";
    HangarProcess hangar(
        {"run", "-j2", how(), "--filter=P/*", "--progress=plain", program("runner_linked_endings")},
        {{"SPECIMEN_PASSES", "10000"}});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_EQ(hangar.ends().size(), 10'000U);
    EXPECT_LT(peak_of_children(), most_kib);
    EXPECT_GT(peak_of_children(), 4 << 10);
}

}  // namespace
}  // namespace hangar::suites
