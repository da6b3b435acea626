// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/report/output_tail.hpp>

namespace hangar::report {

std::string output_tail(const std::string& path, std::size_t limit) {
    const auto file = os::open_file(AT_FDCWD, path, O_RDONLY | O_NONBLOCK);
    return file ? output_tail(file->get(), limit) : std::string();
}

std::string output_tail(int fd, std::size_t limit) {
    const auto size = os::file_size(fd);
    if (!size) return {};
    const std::size_t skipped = *size > limit ? *size - limit : 0;
    auto text = os::read_at(fd, skipped, limit);
    if (!text || skipped == 0) return text.value_or(std::string());
    const auto line_end = text->find('\n');
    const std::size_t partial = line_end == std::string::npos ? 0 : line_end + 1;
    return "[... " + std::to_string(skipped + partial) + " bytes before this]\n" +
           text->substr(partial);
}

}  // namespace hangar::report
