// SPDX-License-Identifier: Apache-2.0
// A loop that forwards to a slow reader, and asks of both its pipes for input and for room, edge by
// edge.
#include <sys/epoll.h>

#include <array>
#include <hangar/suites/zoo/zoo.hpp>

namespace {

// Until either would block: false if it is the reader that is slow.
bool forward(int from, int to, std::string& rest) {
    std::array<char, 4096> block{};
    for (;;) {
        const ssize_t got = rest.empty() ? ::read(from, block.data(), block.size()) : 0;
        if (got > 0) rest.assign(block.data(), static_cast<std::size_t>(got));
        if (rest.empty()) return true;
        const ssize_t sent = ::write(to, rest.data(), rest.size());
        if (sent < 0) return false;
        rest.erase(0, static_cast<std::size_t>(sent));
    }
}

}  // namespace

int main() {
    zoo::begin();
    const auto in = zoo::make_pipe();
    const auto out = zoo::make_pipe();
    zoo::fork_child([&] { zoo::write_all(in.write, zoo::flood()); });
    zoo::fork_child([&] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    ::close(in.write);
    ::close(out.read);
    ::fcntl(in.read, F_SETFL, O_NONBLOCK);
    ::fcntl(out.write, F_SETFL, O_NONBLOCK);
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, in.read, &event);
    ::epoll_ctl(set, EPOLL_CTL_ADD, out.write, &event);
    std::string rest;
    while (forward(in.read, out.write, rest)) ::epoll_wait(set, &event, 1, -1);
    zoo::ready();
    for (;; forward(in.read, out.write, rest)) ::epoll_wait(set, &event, 1, -1);
}
