// SPDX-License-Identifier: Apache-2.0
// A neighbour that even root may not read, as the init of the machine is to a container: for this,
// the examiner and its patient live in a user namespace of their own, and the neighbour does not.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <string>

namespace hangar::snapshot {
namespace {

enum Finding : int { known = 10, unknown = 11, not_allowed = 12 };

bool write_file(const char* path, const std::string& text) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    const bool written =
        file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file >= 0) ::close(file);
    return written;
}

// Root of a namespace in which this user is the only one.
bool become_root_of_a_namespace() {
    const std::string row = "0 " + std::to_string(::geteuid()) + " 1";
    return ::unshare(CLONE_NEWUSER) == 0 && write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/uid_map", row);
}

os::ProcStat stat_of(pid_t pid) {
    return os::ProcDir::open(pid).and_then(os::read_stat).value();
}

// The neighbour is where it stays, and what it was to become.
void wait_until_asleep(pid_t pid, const std::string& name) {
    const auto deadline = os::Deadline::after(std::chrono::seconds(20));
    for (os::ProcStat stat = stat_of(pid); stat.state != 'S' || stat.comm != name;) {
        os::require(!deadline.passed(), "the neighbour falls asleep");
        ::sched_yield();
        stat = stat_of(pid);
    }
}

bool is_forbidden(pid_t pid) {
    const std::string maps = "/proc/" + std::to_string(pid) + "/maps";
    const int file = ::open(maps.c_str(), O_RDONLY | O_CLOEXEC);
    if (file >= 0) ::close(file);
    return file < 0;
}

[[noreturn]] void wait_for_post() {
    void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* semaphore = static_cast<sem_t*>(memory);
    ::sem_init(semaphore, 1, 0);
    for (;;) ::sem_wait(semaphore);
}

Finding examine_beside(pid_t neighbour) {
    if (!become_root_of_a_namespace() || !is_forbidden(neighbour)) return not_allowed;
    const TestPatient patient(wait_for_post);
    const Snapshot snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::semaphore) != nullptr; });
    return thread_in(snapshot, WaitKind::semaphore)->wait.word->sharers ? known : unknown;
}

// In a session of their own, where the other tests that run now are no neighbours.
Finding find_beside(const std::string& name, const std::function<void()>& neighbour_does) {
    const pid_t examiner = ::fork();
    if (examiner == 0) {
        ::setsid();
        const TestPatient neighbour([&] {
            neighbour_does();
            for (;;) ::pause();
        });
        wait_until_asleep(neighbour.pid(), name);
        ::_exit(examine_beside(neighbour.pid()));
    }
    int status = 0;
    const bool ended = examiner > 0 && ::waitpid(examiner, &status, 0) == examiner;
    return ended && WIFEXITED(status) ? static_cast<Finding>(WEXITSTATUS(status)) : not_allowed;
}

TEST(ForbiddenSharersTest, AForkOfOneKindMayHaveInheritedIt) {
    const Finding finding = find_beside(stat_of(::getpid()).comm, [] {});
    if (finding == not_allowed) GTEST_SKIP() << "user namespaces are not allowed here";
    EXPECT_EQ(finding, unknown);
}

TEST(ForbiddenSharersTest, AnotherProgramOfTheSessionHasNoneOfIt) {
    const Finding finding =
        find_beside("sleep", [] { ::execlp("sleep", "sleep", "600", nullptr); });
    if (finding == not_allowed) GTEST_SKIP() << "user namespaces are not allowed here";
    EXPECT_EQ(finding, known);
}

}  // namespace
}  // namespace hangar::snapshot
