// SPDX-License-Identifier: Apache-2.0
// A FIFO is opened for reading, and nobody opens it for writing.
#include <sys/stat.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    char directory[] = "/tmp/hangar-zoo-XXXXXX";
    if (::mkdtemp(directory) == nullptr) return 1;
    const std::string path = std::string(directory) + "/requests";
    if (::mkfifo(path.c_str(), 0600) != 0) return 1;
    zoo::ready();
    return ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}
