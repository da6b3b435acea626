// SPDX-License-Identifier: Apache-2.0
// A FIFO that a child, which is busy for a while, will open.
#include <sys/stat.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    char directory[] = "/tmp/hangar-zoo-XXXXXX";
    if (::mkdtemp(directory) == nullptr) return 1;
    const std::string path = std::string(directory) + "/requests";
    if (::mkfifo(path.c_str(), 0600) != 0) return 1;
    zoo::fork_child([&path] {
        std::this_thread::sleep_for(std::chrono::seconds(100));
        ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    });
    zoo::ready();
    return ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}
