// SPDX-License-Identifier: Apache-2.0
// hung_demo: a program that hangs as programs do, for ./ci/matrix to show what hangar says of it.
//
// A leader waits for its worker to end before it reads what the worker wrote. The worker's flusher
// writes more than the pipe holds, under the lock that the worker's main thread wants to log its
// last line. Nobody is to blame alone, and none of the four stacks tells what happened.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <latch>
#include <mutex>
#include <string>
#include <thread>

namespace {

class Log {
  public:
    explicit Log(int fd) : fd_(fd) {}

    void rotate(std::latch& begun) {
        const std::scoped_lock lock(mutex_);
        begun.count_down();
        const std::string lines(100'000, '.');
        static_cast<void>(::write(fd_, lines.data(), lines.size()));
    }
    void write(const std::string& line) {
        const std::scoped_lock lock(mutex_);
        static_cast<void>(::write(fd_, line.data(), line.size()));
    }

  private:
    std::mutex mutex_;
    int fd_;
};

void work(int fd) {
    Log log(fd);
    std::latch begun(1);
    std::thread flusher([&] {
        ::prctl(PR_SET_NAME, "flusher");
        log.rotate(begun);
    });
    begun.wait();
    log.write("done\n");
    flusher.join();
}

pid_t start_worker(const std::array<int, 2>& pipe) {
    const pid_t leader = ::getpid();
    const pid_t worker = ::fork();
    if (worker != 0) return worker;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != leader) std::_Exit(1);
    ::prctl(PR_SET_NAME, "worker");
    ::close(pipe[0]);
    work(pipe[1]);
    std::_Exit(0);
}

void wait_for_the_end_of(pid_t worker) {
    ::waitpid(worker, nullptr, 0);
}

}  // namespace

int main() {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return 1;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const pid_t worker = start_worker(pipe);
    ::close(pipe[1]);
    wait_for_the_end_of(worker);
    std::array<char, 4096> text{};
    while (::read(pipe[0], text.data(), text.size()) > 0) continue;
    return 0;
}
