// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <gmock/gmock.h>

#include <array>
#include <cerrno>
#include <hangar/diag/core/core_file.hpp>
#include <hangar/diag/core/core_writer.test.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::core {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

WrittenCore little_core() {
    WrittenCore core;
    core.pid = 41;
    core.program = "patient";
    core.threads = {41, 43};
    core.program_headers = 0x10040;
    core.files = {{0x10000, 0x12000, 0, "/bin/patient"}, {0x12000, 0x13000, 2, "/bin/patient"}};
    core.segments = {{0x10000, 0x2000, PF_R | PF_X, std::string("head")},
                     {0x12000, 0x1000, PF_R | PF_W, std::string(0x1000, 'd')},
                     {0x20000, 0x1000, PF_R | PF_W, std::string(0x1000, 's')}};
    return core;
}

class CoreFileTest : public testing::Test {
  protected:
    std::string put(const std::string& bytes) {
        EXPECT_TRUE(os::replace_file(AT_FDCWD, dir_.path("core"), bytes));
        return dir_.path("core");
    }
    CoreFile opened(const std::string& bytes) {
        auto core = CoreFile::open(put(bytes));
        EXPECT_TRUE(core) << core.error().message();
        return std::move(*core);
    }
    static std::string text_at(const CoreFile& core, std::uint64_t address, std::size_t size) {
        std::string text(size, '?');
        const auto got = core.read(address, std::as_writable_bytes(std::span(text)));
        return text.substr(0, got.value_or(0));
    }

    os::TempDir dir_;
};

TEST_F(CoreFileTest, TellsTheThreadsTheProgramAndWhatWasMapped) {
    const CoreFile core = opened(little_core().bytes());
    EXPECT_EQ(core.notes().pid, 41);
    EXPECT_EQ(core.notes().program, "patient");
    EXPECT_EQ(core.notes().program_headers, 0x10040U);
    EXPECT_THAT(core.notes().threads,
                ElementsAre(Field(&CoreThread::tid, 41), Field(&CoreThread::tid, 43)));
    EXPECT_EQ(core.notes().threads[1].registers.sp(), 43U);
    ASSERT_EQ(core.maps().size(), 3U);
    EXPECT_EQ(core.maps()[1].path, "/bin/patient");
    EXPECT_EQ(core.maps()[1].offset, 0x2000U);
    EXPECT_EQ(core.maps()[1].inode, core.maps()[0].inode);
    EXPECT_TRUE(core.maps()[1].writable);
    EXPECT_EQ(core.maps()[2].inode, 0U);
    EXPECT_FALSE(core.cut_off());
}

TEST_F(CoreFileTest, ReadsWhatIsInItUpToWhereThatEnds) {
    const CoreFile core = opened(little_core().bytes());
    EXPECT_EQ(text_at(core, 0x10000, 100), "head");
    EXPECT_EQ(text_at(core, 0x12ffe, 8), "dd");
    EXPECT_EQ(text_at(core, 0x20000, 3), "sss");
    std::array<std::byte, 1> byte{};
    EXPECT_EQ(core.read(0x10004, byte).error().code, EFAULT) << "left to the program's file";
    EXPECT_EQ(core.read(0x30000, byte).error().code, EFAULT);
    EXPECT_EQ(core.read(0, byte).error().code, EFAULT);
}

TEST_F(CoreFileTest, SaysThatItWasCutOffAndReadsTheRest) {
    const std::string bytes = little_core().bytes();
    const CoreFile core = opened(bytes.substr(0, bytes.size() - 0x800));
    EXPECT_TRUE(core.cut_off());
    EXPECT_EQ(text_at(core, 0x12000, 2), "dd");
    EXPECT_EQ(text_at(core, 0x20000, 0x1000).size(), 0x800U);
}

TEST_F(CoreFileTest, RefusesWhatIsNone) {
    EXPECT_EQ(CoreFile::open(dir_.path("none")).error().code, ENOENT);
    EXPECT_EQ(CoreFile::open(put("#!/bin/sh\n")).error().code, ENOEXEC);
    EXPECT_EQ(CoreFile::open("/proc/self/exe").error().code, ENOEXEC) << "a program";
    const std::string bytes = little_core().bytes();
    EXPECT_EQ(CoreFile::open(put(bytes.substr(0, 100))).error().code, EBADMSG);
}

// Each byte of the heads and the notes wrong in turn.
TEST_F(CoreFileTest, AnyDamageIsReadOrRefused) {
    WrittenCore small = little_core();
    for (WrittenSegment& segment : small.segments) segment.content.resize(4);
    const std::string bytes = small.bytes();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(~damaged[i]);
        const auto core = CoreFile::open(put(damaged));
        if (core) {
            EXPECT_LE(text_at(*core, 0x10000, 100).size(), 100U);
        }
    }
}

TEST(CoreNotesTest, AnyBytesMayCome) {
    EXPECT_THAT(parse_core_notes({}).threads, IsEmpty());
    const std::string whole = little_core().notes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto notes = parse_core_notes(std::as_bytes(std::span(whole).first(size)));
        EXPECT_LE(notes.threads.size(), 2U);
    }
}

}  // namespace
}  // namespace hangar::core
