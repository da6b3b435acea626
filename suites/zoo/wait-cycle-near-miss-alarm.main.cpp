// SPDX-License-Identifier: Apache-2.0
// A parent waits for a child that reads what the handler of a timer's signal will write.
#include <sys/time.h>

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
    const pid_t reader = zoo::fork_child([] {
        ::close(news.write);
        zoo::wait_for(news);
    });
    struct sigaction action {};
    action.sa_handler = tell;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGALRM, &action, nullptr);
    ::alarm(100);
    zoo::ready();
    ::waitpid(reader, nullptr, 0);
}
