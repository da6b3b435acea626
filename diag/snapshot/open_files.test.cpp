// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/snapshot/open_files.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <set>
#include <vector>

namespace hangar::snapshot {
namespace {

os::Fd make_set() {
    return os::Fd(::epoll_create1(EPOLL_CLOEXEC));
}

TEST(OpenFilesTest, OneFileIsOneIdInAllProcesses) {
    const os::Fd first = make_set();
    const os::Fd second = make_set();
    const TestPatient child([] { ::pause(); });
    const pid_t self = ::getpid();
    OpenFiles files;
    const auto id = files.add(self, first.get());
    EXPECT_NE(id, 0U);
    EXPECT_NE(files.add(self, second.get()), id);
    EXPECT_EQ(files.add(child.pid(), first.get()), id);
    EXPECT_EQ(files.find(child.pid(), first.get()), id);
    EXPECT_EQ(files.add(self, 9999), 0U);
}

TEST(OpenFilesTest, ManyAreToldApart) {
    std::vector<os::Fd> sets;
    for (int i = 0; i < 30; ++i) sets.push_back(make_set());
    const TestPatient child([] { ::pause(); });
    OpenFiles files;
    std::set<std::uint64_t> ids;
    for (const os::Fd& set : sets) ids.insert(files.add(::getpid(), set.get()));
    EXPECT_EQ(ids.size(), sets.size());
    for (const os::Fd& set : sets)
        EXPECT_EQ(files.find(child.pid(), set.get()), files.add(::getpid(), set.get()));
}

TEST(OpenFilesTest, FindingAddsNothing) {
    const os::Fd set = make_set();
    OpenFiles files;
    EXPECT_EQ(files.find(::getpid(), set.get()), 0U);
    EXPECT_EQ(files.find(::getpid(), set.get()), 0U);
    EXPECT_EQ(files.add(::getpid(), set.get(), 7), 7U);
    EXPECT_EQ(files.find(::getpid(), set.get()), 7U);
}

TEST(OpenFilesTest, WhoHasItMayHaveClosedItSince) {
    os::Fd set = make_set();
    const int number = set.get();
    const TestPatient child([] { ::pause(); });
    OpenFiles files;
    const auto id = files.add(child.pid(), number);
    EXPECT_EQ(files.add(::getpid(), number), id);
    set.reset();
    EXPECT_EQ(files.find(child.pid(), number), id);
    EXPECT_EQ(files.find(::getpid(), number), 0U);
}

}  // namespace
}  // namespace hangar::snapshot
