// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <set>

namespace hangar::os {
namespace {

using testing::ElementsAre;

std::string content(const TempDir& dir, const std::string& name) {
    return read_proc_file(dir.path(name)).value_or("unreadable");
}

void limit_file_size(unsigned long bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

std::set<std::string> names_in(const TempDir& dir) {
    std::set<std::string> names;
    auto stream = DirStream::open(dir.fd(), ".");
    for (auto name = *stream->next(); !name.empty(); name = *stream->next()) names.insert(name);
    return names;
}

TEST(CreateExclusiveTest, MakesANewFileForItsOwner) {
    const TempDir dir;
    const auto file = create_exclusive(dir.fd(), "new");
    ASSERT_THAT(file, Succeeds());
    struct stat about {};
    ASSERT_EQ(::fstat(file->get(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777U, 0600U);
    EXPECT_THAT(create_exclusive(dir.fd(), "new"), FailsWith(EEXIST));
}

TEST(CreateExclusiveTest, RefusesADanglingLink) {
    const TempDir dir;
    ASSERT_EQ(::symlink(dir.path("victim").c_str(), dir.path("link").c_str()), 0);
    EXPECT_THAT(create_exclusive(dir.fd(), "link"), FailsWith(EEXIST));
    EXPECT_THAT(names_in(dir), ElementsAre("link"));
}

TEST(OpenAppendTest, AppendsToWhatIsThere) {
    const TempDir dir;
    for (const auto* text : {"one\n", "two\n"})
        ASSERT_THAT(write_all(open_append(dir.fd(), "log")->get(), text), Succeeds());
    EXPECT_EQ(content(dir, "log"), "one\ntwo\n");
}

TEST(OpenAppendTest, RefusesWhatIsNoFile) {
    const TempDir dir;
    ASSERT_EQ(::mkfifo(dir.path("fifo").c_str(), 0600), 0);
    EXPECT_THAT(open_append(dir.fd(), "fifo"), FailsWith(ENXIO));  // nobody reads it
    const auto reader = open_file(dir.fd(), "fifo", O_RDONLY | O_NONBLOCK);
    EXPECT_THAT(open_append(dir.fd(), "fifo"), FailsWith(EINVAL));
    ASSERT_EQ(::symlink("/dev/null", dir.path("link").c_str()), 0);
    EXPECT_THAT(open_append(dir.fd(), "link"), FailsWith(ELOOP));
    EXPECT_THAT(open_append(dir.fd(), "."), FailsWith(EISDIR));
}

TEST(ReplaceFileTest, MakesOrReplacesIt) {
    const TempDir dir;
    for (const auto* text : {"first", "second", ""}) {
        ASSERT_THAT(replace_file(dir.fd(), "file", text), Succeeds());
        EXPECT_EQ(content(dir, "file"), text);
    }
    EXPECT_THAT(names_in(dir), ElementsAre("file"));
}

TEST(ReplaceFileTest, ReplacesALinkNotItsTarget) {
    const TempDir dir;
    ASSERT_THAT(replace_file(dir.fd(), "target", "untouched"), Succeeds());
    ASSERT_EQ(::symlink("target", dir.path("link").c_str()), 0);
    ASSERT_THAT(replace_file(dir.fd(), "link", "new"), Succeeds());
    EXPECT_EQ(content(dir, "target"), "untouched");
    EXPECT_EQ(content(dir, "link"), "new");
}

TEST(ReplaceFileTest, LeavesTheOldOneWhenAWriteFails) {
    // At the limit a write comes back short, the next one fails: as on a full disk.
    const TestChild child([](TestParent&) {
        const TempDir dir;
        if (!replace_file(dir.fd(), "file", "old")) return 1;
        limit_file_size(1000);
        const auto replaced = replace_file(dir.fd(), "file", std::string(5000, 'x'));
        if (replaced || replaced.error().code != EFBIG) return 2;
        return content(dir, "file") == "old" && names_in(dir).size() == 1 ? 0 : 3;
    });
    EXPECT_EQ(child.wait(), WaitStatus::exited(0));
}

TEST(ReplaceFileTest, LeavesNothingBesideADirectory) {
    const TempDir dir;
    ASSERT_EQ(::mkdir(dir.path("taken").c_str(), 0700), 0);
    EXPECT_THAT(replace_file(dir.fd(), "taken", "x"), FailsWith(EISDIR));
    EXPECT_THAT(names_in(dir), ElementsAre("taken"));
}

TEST(FilesTest, FailWithoutAFreeDescriptor) {
    const TempDir dir;
    EXPECT_THAT(without_free_fd([&] { return create_exclusive(dir.fd(), "a"); }),
                FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return open_append(dir.fd(), "a"); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return replace_file(dir.fd(), "a", "x"); }),
                FailsWith(EMFILE));
}

}  // namespace
}  // namespace hangar::os
