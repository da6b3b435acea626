// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>

#include <array>
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

// Whom we may not read and who is of the patient's session may share what it has: other tests run
// beside this one, some as another user.
void leave_the_neighbours() {
    if (::setsid() < 0) ::_exit(1);
}

// Who shares the word of the one thread that waits for a semaphore, once that can be told.
std::vector<pid_t> sharers_known(const TestPatient& patient) {
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        const Thread* thread = thread_in(now, WaitKind::semaphore);
        return thread != nullptr && thread->wait.word->sharers;
    });
    return *thread_in(snapshot, WaitKind::semaphore)->wait.word->sharers;
}

TEST(SharersTest, MemoryWithoutANameHasItsHeirs) {
    const TestPatient patient([] {
        leave_the_neighbours();
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
        const Thread* thread = thread_in(now, WaitKind::semaphore);
        return now.processes.size() == 3 && thread != nullptr && thread->wait.word->sharers &&
               thread->wait.word->sharers->size() < 3;
    });
    const auto& word = *thread_in(snapshot, WaitKind::semaphore)->wait.word;
    EXPECT_TRUE(word.shared_memory);
    EXPECT_THAT(*word.sharers,
                UnorderedElementsAre(snapshot.processes[0].pid, snapshot.processes[1].pid));
}

TEST(SharersTest, WhoMayOpenAFileIsNotKnown) {
    const os::TempDir folder;
    const std::string path = folder.path() + "/memory";
    const TestPatient patient([&path] {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (::ftruncate(file, 4096) != 0) ::_exit(1);
        wait_for_post(MAP_SHARED, file);
    });
    const Snapshot snapshot = when_it_waits(patient);
    EXPECT_FALSE(thread_in(snapshot, WaitKind::semaphore)->wait.word->sharers);
}

// In shared memory, since not every file system that a folder may lie on tells an unlinked file.
TEST(SharersTest, AFileThatHasNoNameAnyMoreIsItsMappers) {
    const TestPatient patient([] {
        leave_the_neighbours();
        const std::string name = "/hangar-sharers-" + std::to_string(::getpid());
        const int file = ::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
        if (file < 0 || ::ftruncate(file, 4096) != 0) ::_exit(1);
        ::shm_unlink(name.c_str());
        wait_for_post(MAP_SHARED, file);
    });
    EXPECT_THAT(sharers_known(patient), UnorderedElementsAre(patient.pid()));
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

pthread_mutex_t* shared_mutex() {
    void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* mutex = static_cast<pthread_mutex_t*>(memory);
    pthread_mutexattr_t attributes{};
    ::pthread_mutexattr_init(&attributes);
    ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    ::pthread_mutex_init(mutex, &attributes);
    return mutex;
}

// Waits for a mutex that a child holds which was forked after `prepare`.
void wait_for_a_child(const std::function<void()>& prepare) {
    leave_the_neighbours();
    pthread_mutex_t* const mutex = shared_mutex();
    std::array<int, 2> locked{};
    if (::pipe2(locked.data(), O_CLOEXEC) != 0) ::_exit(1);
    prepare();
    if (::fork() == 0) {
        ::pthread_mutex_lock(mutex);
        static_cast<void>(::write(locked[1], "", 1));
        for (;;) ::pause();
    }
    char byte = 0;
    static_cast<void>(::read(locked[0], &byte, 1));
    ::pthread_mutex_lock(mutex);
}

FutexWord word_between(const TestPatient& patient) {
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        const Thread* thread = thread_in(now, WaitKind::mutex);
        return thread != nullptr && thread->wait.word->sharers;
    });
    return *thread_in(snapshot, WaitKind::mutex)->wait.word;
}

TEST(SharersTest, AnOwnerAmongThemIsKnown) {
    const TestPatient patient([] { wait_for_a_child([] {}); });
    const FutexWord word = word_between(patient);
    EXPECT_FALSE(word.owner_unknown);
    EXPECT_THAT(*word.sharers, testing::Contains(word.owner));
}

bool may_have_pid_namespaces() {
    const pid_t trial = ::fork();
    if (trial == 0) ::_exit(::unshare(CLONE_NEWPID) == 0 ? 0 : 1);
    int status = 0;
    return ::waitpid(trial, &status, 0) == trial && status == 0;
}

// The word holds a number of the namespace of whoever wrote it, which says nothing elsewhere.
TEST(SharersTest, AnOwnerInAnotherPidNamespaceIsNotKnown) {
    if (!may_have_pid_namespaces()) GTEST_SKIP() << "a pid namespace needs CAP_SYS_ADMIN";
    const TestPatient patient([] {
        wait_for_a_child([] {
            if (::unshare(CLONE_NEWPID) != 0) ::_exit(1);
            if (::fork() != 0) return;
            for (;;) ::pause();  // its init
        });
    });
    const FutexWord word = word_between(patient);
    EXPECT_TRUE(word.owner_unknown);
    EXPECT_THAT(*word.sharers, testing::SizeIs(3));
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
