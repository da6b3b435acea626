// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/symbols/symbolizer.hpp>
#include <hangar/diag/unwind/specimens/patient.hpp>

namespace hangar::symbols {
namespace {

using testing::HasSubstr;
using unwind::Patient;

[[gnu::noinline]] int a_function_of_ours() {
    volatile int value = 4711;
    return value;
}

// What there is to know of a program: itself, and its file.
struct Subject {
    explicit Subject(pid_t pid)
        : proc(os::ProcDir::open(pid).value()), modules(ModuleMap::read(pid, proc).value()) {}
    os::ProcDir proc;
    ModuleMap modules;
};

// Where a patient's main thread is blocked: in the C library, or in itself if it is static.
Resolved resolve_pc(Subject& subject, pid_t tid) {
    const auto syscall = os::read_syscall(subject.proc.task(tid).value()).value();
    Symbolizer symbolizer;
    return symbolizer.resolve(subject.modules, subject.proc, syscall.pc, false);
}

// The patient's own function `descend<60>`, by scanning its text for what is named so.
bool names_its_functions(Subject& subject, const std::string& path) {
    Symbolizer symbolizer;
    const os::ProcMap* code = nullptr;
    const auto maps = os::read_maps(subject.proc).value();
    for (const auto& map : maps) {
        if (map.executable && map.path.ends_with(path)) code = subject.modules.mapping(map.start);
    }
    if (code == nullptr) return false;
    for (std::uint64_t pc = code->start; pc < code->end; pc += 16) {
        for (const Location& location :
             symbolizer.resolve(subject.modules, subject.proc, pc, false).locations) {
            if (location.function == "int specimen::descend<60>(int)") return true;
        }
    }
    return false;
}

TEST(SymbolizerTest, NamesAFunctionItsFileAndItsLine) {
    Subject self(::getpid());
    Symbolizer symbolizer;
    const auto pc = reinterpret_cast<std::uint64_t>(&a_function_of_ours);
    const Resolved resolved = symbolizer.resolve(self.modules, self.proc, pc, false);
    ASSERT_EQ(resolved.locations.size(), 1U);
    EXPECT_THAT(resolved.locations[0].function, HasSubstr("a_function_of_ours"));
    EXPECT_THAT(resolved.locations[0].file, testing::EndsWith("diag/symbols/symbolizer.test.cpp"));
    EXPECT_GT(resolved.locations[0].line, 0U);
    EXPECT_FALSE(resolved.locations[0].inlined);
    EXPECT_EQ(resolved.module, std::filesystem::read_symlink("/proc/self/exe"));
    EXPECT_EQ(a_function_of_ours(), 4711);
}

[[gnu::noinline]] std::uint64_t where_it_is_called() {
    return reinterpret_cast<std::uint64_t>(__builtin_return_address(0));
}

std::uint64_t inside_a_lambda() {
    const auto lambda = []() __attribute__((noinline)) {
        return where_it_is_called() + 0;
    };
    volatile std::uint64_t pc = lambda();
    return pc;
}

TEST(SymbolizerTest, ALambdaIsNamedByWhereItStands) {
    Subject self(::getpid());
    Symbolizer symbolizer;
    const Resolved resolved = symbolizer.resolve(self.modules, self.proc, inside_a_lambda(), true);
    ASSERT_FALSE(resolved.locations.empty());
    EXPECT_THAT(resolved.locations[0].function, HasSubstr("inside_a_lambda"));
}

TEST(SymbolizerTest, AReturnAddressBelongsToTheCallBeforeIt) {
    Subject self(::getpid());
    Symbolizer symbolizer;
    const auto start = reinterpret_cast<std::uint64_t>(&a_function_of_ours);
    const auto is_ours = [&](bool is_return) {
        const auto resolved = symbolizer.resolve(self.modules, self.proc, start, is_return);
        return !resolved.locations.empty() &&
               resolved.locations.back().function.find("a_function_of_ours") != std::string::npos;
    };
    EXPECT_TRUE(is_ours(false));
    EXPECT_FALSE(is_ours(true));
}

TEST(SymbolizerTest, NamesTheVdso) {
    Subject self(::getpid());
    Symbolizer symbolizer;
    const std::uint64_t start = ::getauxval(AT_SYSINFO_EHDR);
    const Module* vdso = self.modules.find(start);
    ASSERT_NE(vdso, nullptr);
    EXPECT_EQ(vdso->path, "[vdso]");
    EXPECT_FALSE(vdso->build_id.empty());
    std::string found;
    for (std::uint64_t pc = start; pc < vdso->end && found.empty(); pc += 16) {
        const auto resolved = symbolizer.resolve(self.modules, self.proc, pc, false);
        if (!resolved.locations.empty()) found = resolved.locations[0].function;
    }
    EXPECT_NE(found, "");
    EXPECT_THAT(symbolizer.errors(), testing::IsEmpty());
}

TEST(SymbolizerTest, KnowsTheModuleOfAStrippedProgram) {
    const Patient patient("sleepers_stripped", {"1"});
    Subject subject(patient.pid());
    EXPECT_FALSE(names_its_functions(subject, "sleepers_stripped"));
    Symbolizer symbolizer;
    const auto maps = os::read_maps(subject.proc).value();
    for (const auto& map : maps) {
        if (!map.executable || !map.path.ends_with("sleepers_stripped")) continue;
        const auto resolved = symbolizer.resolve(subject.modules, subject.proc, map.start, false);
        EXPECT_THAT(resolved.module, testing::EndsWith("sleepers_stripped"));
        EXPECT_GE(resolved.offset, map.offset);
    }
}

TEST(SymbolizerTest, NamesTheFunctionsOfAStaticProgram) {
    const Patient patient("sleepers_static", {"1"});
    ASSERT_TRUE(patient.wait_at_rest(3));
    Subject subject(patient.pid());
    EXPECT_TRUE(names_its_functions(subject, "sleepers_static"));
    EXPECT_FALSE(resolve_pc(subject, patient.pid()).locations.empty());
}

TEST(SymbolizerTest, FindsAFileThatIsDeletedOrReplaced) {
    const os::TempDir folder;
    const auto copy = std::filesystem::path(folder.path()) / "sleepers_O2";
    std::filesystem::copy_file(Patient::path_of("sleepers_O2"), copy);
    const Patient patient(copy.string(), {"1"});
    std::filesystem::remove(copy);
    std::ofstream(copy) << "another file";
    Subject subject(patient.pid());
    EXPECT_TRUE(names_its_functions(subject, "sleepers_O2"));
}

TEST(SymbolizerTest, FindsAFileInAnotherMountNamespace) {
    if (::geteuid() != 0) GTEST_SKIP() << "mounting takes root";
    const os::TempDir folder;
    const std::string mounted = std::string(folder.path()) + "/mounted";
    std::filesystem::create_directory(mounted);
    const Patient patient("/usr/bin/unshare", {"--mount", "sh", "-c",
                                               "mount -t tmpfs none " + mounted + " && cp " +
                                                   Patient::path_of("sleepers_O2") + " " + mounted +
                                                   "/sleeper && exec " + mounted + "/sleeper 1"});
    ASSERT_FALSE(std::filesystem::exists(mounted + "/sleeper"));
    Subject subject(patient.pid());
    EXPECT_TRUE(names_its_functions(subject, "/sleeper"));
}

TEST(SymbolizerTest, OpensNothingPastItsDeadline) {
    Subject self(::getpid());
    Symbolizer symbolizer(os::Deadline::after(std::chrono::seconds(-1)));
    const auto pc = reinterpret_cast<std::uint64_t>(&a_function_of_ours);
    const Resolved resolved = symbolizer.resolve(self.modules, self.proc, pc, false);
    EXPECT_TRUE(resolved.locations.empty());
    EXPECT_NE(resolved.module, "");
    EXPECT_NE(resolved.offset, 0U);
}

TEST(SymbolizerTest, KnowsNothingOfAnAddressInNoModule) {
    Subject self(::getpid());
    Symbolizer symbolizer;
    const int on_the_stack = 0;
    const auto address = reinterpret_cast<std::uint64_t>(&on_the_stack);
    EXPECT_EQ(symbolizer.resolve(self.modules, self.proc, address, false).module, "");
}

}  // namespace
}  // namespace hangar::symbols
