// SPDX-License-Identifier: Apache-2.0
// What is read around the word that a real thread sleeps on.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <atomic>
#include <cstdio>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <mutex>
#include <thread>

namespace hangar::snapshot {
namespace {

TEST(FutexWaitTest, AMutexNamesItsOwner) {
    const TestPatient patient([] {
        static std::mutex mutex;
        mutex.lock();
        mutex.lock();
    });
    const auto snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::mutex) != nullptr; });
    const auto word = thread_in(snapshot, WaitKind::mutex)->wait.word;
    ASSERT_TRUE(word);
    EXPECT_EQ(word->owner, patient.pid());
    EXPECT_EQ(word->owner_process, patient.pid());
    EXPECT_FALSE(word->recursive);
    EXPECT_FALSE(word->process_shared);
    EXPECT_FALSE(word->wake_was_missed());
}

TEST(FutexWaitTest, APriorityInheritingMutexNamesItsOwnerInTheWord) {
    const auto wait = wait_in(WaitKind::mutex, [] {
        static pthread_mutex_t mutex;
        pthread_mutexattr_t attributes;
        ::pthread_mutexattr_init(&attributes);
        ::pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
        ::pthread_mutex_init(&mutex, &attributes);
        ::pthread_mutex_lock(&mutex);
        std::thread([] { ::pthread_mutex_lock(&mutex); }).join();
    });
    EXPECT_TRUE(wait.word->owner);
    EXPECT_NE(wait.word->owner_process, 0);
}

TEST(FutexWaitTest, APriorityInheritanceWordIsSharedIfTheCallSaysSo) {
    for (const int flag : {0, FUTEX_PRIVATE_FLAG}) {
        const auto wait = wait_in(WaitKind::mutex, [flag] {
            static unsigned word = 0;
            ::syscall(SYS_futex, &word, FUTEX_LOCK_PI | flag, 0, nullptr);
            std::thread([flag] {
                ::syscall(SYS_futex, &word, FUTEX_LOCK_PI | flag, 0, nullptr);
            }).join();
        });
        EXPECT_EQ(wait.word->process_shared, flag == 0);
    }
}

TEST(FutexWaitTest, ATimedMutexHasALimit) {
    const auto wait = wait_in(WaitKind::mutex, [] {
        static std::timed_mutex mutex;
        mutex.lock();
        std::thread([] { static_cast<void>(mutex.try_lock_for(std::chrono::seconds(60))); }).join();
    });
    ASSERT_TRUE(wait.timeout);
    EXPECT_GT(*wait.timeout, std::chrono::seconds(20));
    EXPECT_LE(*wait.timeout, std::chrono::seconds(60));
}

TEST(FutexWaitTest, AStdioLockNamesItsOwner) {
    const TestPatient patient([] {
        ::flockfile(stderr);
        std::thread([] { ::flockfile(stderr); }).join();
    });
    const auto snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::mutex) != nullptr; });
    EXPECT_EQ(thread_in(snapshot, WaitKind::mutex)->wait.word->owner, patient.pid());
}

TEST(FutexWaitTest, AStoreWithoutNotifyIsAMissedWake) {
    const TestPatient patient([] {
        static std::atomic<int> word{7};
        static std::atomic<pid_t> sleeper{0};
        std::thread waiter([] {
            sleeper = ::gettid();
            word.wait(7);
        });
        while (sleeper == 0) std::this_thread::yield();
        const std::string path = "/proc/self/task/" + std::to_string(sleeper) + "/syscall";
        for (char text[4] = {}; std::string_view(text, 4) != "202 "; std::this_thread::yield()) {
            const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
            if (::read(fd, text, sizeof text) < 0) ::_exit(1);
            ::close(fd);
        }
        word.store(8);
        for (;;) ::pause();
    });
    const auto snapshot = patient.take_until([](const Snapshot& now) {
        const Thread* thread = thread_in(now, WaitKind::atomic);
        return thread != nullptr && thread->wait.word->wake_was_missed();
    });
    const auto& word = *thread_in(snapshot, WaitKind::atomic)->wait.word;
    EXPECT_EQ(word.expected, 7U);
    EXPECT_EQ(word.value, 8U);
    EXPECT_FALSE(word.pooled);
}

TEST(FutexWaitTest, AnAtomicThatIsNoIntWaitsInThePool) {
    const auto wait = wait_in(WaitKind::atomic, [] {
        static std::atomic<long> word{7};
        word.wait(7);
    });
    EXPECT_TRUE(wait.word->pooled);
}

TEST(FutexWaitTest, ASemaphoreInSharedMemoryIsShared) {
    const auto body = [](int flags, int shared) {
        auto* semaphore = static_cast<sem_t*>(
            ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0));
        ::sem_init(semaphore, shared, 0);
        ::sem_wait(semaphore);
    };
    EXPECT_TRUE(wait_in(WaitKind::semaphore, [&] { body(MAP_SHARED, 1); }).word->shared_memory);
    EXPECT_FALSE(wait_in(WaitKind::semaphore, [&] { body(MAP_PRIVATE, 0); }).word->shared_memory);
}

}  // namespace
}  // namespace hangar::snapshot
