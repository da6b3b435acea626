// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

using testing::UnorderedElementsAre;

[[noreturn]] void wait_for_post(int flags, int file) {
    void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, flags, file, 0);
    auto* semaphore = static_cast<sem_t*>(memory);
    ::sem_init(semaphore, 1, 0);
    for (;;) ::sem_wait(semaphore);
}

Snapshot when_it_waits(const TestPatient& patient) {
    return patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::semaphore) != nullptr; });
}

TEST(SharersTest, MemoryWithoutANameHasItsHeirs) {
    const TestPatient patient([] {
        void* memory =
            ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        auto* semaphore = static_cast<sem_t*>(memory);
        ::sem_init(semaphore, 1, 0);
        if (::fork() == 0) {
            const pid_t grandchild = ::fork();
            if (grandchild == 0) ::munmap(memory, 4096);
            for (;;) ::pause();
        }
        for (;;) ::sem_wait(semaphore);
    });
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        return now.processes.size() == 3 && thread_in(now, WaitKind::semaphore) != nullptr;
    });
    const auto& word = *thread_in(snapshot, WaitKind::semaphore)->wait.word;
    EXPECT_TRUE(word.shared_memory);
    ASSERT_TRUE(word.sharers);
    EXPECT_THAT(*word.sharers,
                UnorderedElementsAre(snapshot.processes[0].pid, snapshot.processes[1].pid));
}

TEST(SharersTest, WhoMayOpenAFileIsNotKnown) {
    const os::TempDir folder;
    const std::string path = folder.path() + "/memory";
    const auto create = [&path] {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (::ftruncate(file, 4096) != 0) ::_exit(1);
        return file;
    };
    {
        const TestPatient named([&] { wait_for_post(MAP_SHARED, create()); });
        EXPECT_FALSE(thread_in(when_it_waits(named), WaitKind::semaphore)->wait.word->sharers);
    }
    const TestPatient unlinked([&] {
        const int file = create();
        ::unlink(path.c_str());
        wait_for_post(MAP_SHARED, file);
    });
    const Snapshot snapshot = when_it_waits(unlinked);
    EXPECT_THAT(thread_in(snapshot, WaitKind::semaphore)->wait.word->sharers,
                testing::Optional(UnorderedElementsAre(unlinked.pid())));
}

// The child has none of it mapped, and yet a way to it.
void expect_unknown(const std::function<void()>& body) {
    const TestPatient patient(body);
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        return thread_in(now, WaitKind::semaphore) != nullptr &&
               thread_in(now, WaitKind::signal) != nullptr;
    });
    EXPECT_FALSE(thread_in(snapshot, WaitKind::semaphore)->wait.word->sharers);
}

TEST(SharersTest, WhoHasADescriptorMayMapItYet) {
    const os::TempDir folder;
    const std::string path = folder.path() + "/memory";
    expect_unknown([&path] {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (::ftruncate(file, 4096) != 0) ::_exit(1);
        ::unlink(path.c_str());
        if (::fork() == 0)
            for (;;) ::pause();
        wait_for_post(MAP_SHARED, file);
    });
}

TEST(SharersTest, WhoKnowsASegmentsIdMayAttachIt) {
    expect_unknown([] {
        const int segment = ::shmget(IPC_PRIVATE, 4096, 0600);
        void* memory = ::shmat(segment, nullptr, 0);
        ::shmctl(segment, IPC_RMID, nullptr);  // once nobody has it attached
        auto* semaphore = static_cast<sem_t*>(memory);
        ::sem_init(semaphore, 1, 0);
        if (::fork() == 0) {
            ::shmdt(memory);
            for (;;) ::pause();
        }
        for (;;) ::sem_wait(semaphore);
    });
}

TEST(SharersTest, APrivateWordHasNone) {
    const TestPatient patient([] {
        sem_t semaphore{};
        ::sem_init(&semaphore, 0, 0);
        for (;;) ::sem_wait(&semaphore);
    });
    const Snapshot snapshot = when_it_waits(patient);
    EXPECT_FALSE(thread_in(snapshot, WaitKind::semaphore)->wait.word->sharers);
}

}  // namespace
}  // namespace hangar::snapshot
