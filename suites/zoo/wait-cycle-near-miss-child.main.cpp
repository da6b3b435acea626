// SPDX-License-Identifier: Apache-2.0
// A parent waits for a child that reads what the handler of SIGCHLD will write, once another child,
// at work, has ended.
#include <hangar/suites/zoo/zoo.hpp>

namespace {
zoo::Pipe news;
void tell(int) {
    zoo::open_gate(news);
}
}  // namespace

int main() {
    zoo::begin();
    news = zoo::make_pipe();
    struct sigaction action {};
    action.sa_handler = tell;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGCHLD, &action, nullptr);
    const pid_t reader = zoo::fork_child([] {
        ::close(news.write);
        zoo::wait_for(news);
    });
    zoo::fork_child([] {
        ::close(news.read);
        ::close(news.write);
        std::this_thread::sleep_for(std::chrono::seconds(100));
    });
    zoo::ready();
    ::waitpid(reader, nullptr, 0);
}
