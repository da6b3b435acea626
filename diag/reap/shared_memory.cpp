// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/file_facts.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/stream_socket.hpp>
#include <hangar/diag/os/sysv_memory.hpp>
#include <hangar/diag/os/unused_file.hpp>
#include <hangar/diag/reap/file_users.hpp>
#include <hangar/diag/reap/shared_memory.hpp>
#include <thread>

namespace hangar::reap {
namespace {

os::Result<std::vector<std::string>> names_in(const std::string& directory) {
    auto stream = os::DirStream::open(AT_FDCWD, directory);
    if (!stream) return tl::unexpected(stream.error());
    std::vector<std::string> names;
    for (;;) {
        auto name = stream->next();
        if (!name) return tl::unexpected(name.error());
        if (name->empty()) break;
        names.push_back(*std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

bool is_candidate(const os::FileFacts& facts, const SweepOptions& options) {
    return facts.is_regular() && facts.owner == os::effective_user() &&
           (!options.made_since || facts.made >= *options.made_since);
}

std::string reason(const os::Error& refusal, const FileUsers& users, const std::string& path) {
    const auto known = users.find(path);
    if (known != users.end()) return describe_users(known->second);
    if (refusal.code == EBUSY) return describe_users({});
    return "the kernel does not tell: " + refusal.message();
}

// Another sweep that looks at the same file has it open for a moment, and is no user.
os::Result<os::UnusedFile> open_unused(const std::string& path, const FileUsers& users) {
    constexpr int attempts = 5;
    for (int attempt = 1;; ++attempt) {
        auto unused = os::UnusedFile::open(AT_FDCWD, path);
        const bool may_be_a_sweep =
            !unused && unused.error().code == EBUSY && !users.contains(path);
        if (!may_be_a_sweep || attempt == attempts) return unused;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

// `users` only says who it is: the lease is what decides, and an O_PATH descriptor, which has none.
SweptObject sweep_one(const std::string& path, std::uint64_t size, bool only_say,
                      const FileUsers& users) {
    const auto in_use = [&](std::string why) {
        return SweptObject{path, size, Swept::in_use, std::move(why)};
    };
    const auto unused = open_unused(path, users);
    if (!unused) return in_use(reason(unused.error(), users, path));
    if (const auto holder = users.find(path); holder != users.end())
        return in_use(describe_users(holder->second));
    if (only_say) return {path, size, Swept::removable, {}};
    if (const auto removed = unused->remove(); !removed)
        return {path, size, Swept::failed, removed.error().message()};
    return {path, size, Swept::removed, {}};
}

bool has_living_user(const os::SysvSegment& segment) {
    return os::identify(segment.made_by).has_value() ||
           (segment.last_used_by != 0 && os::identify(segment.last_used_by).has_value());
}

bool is_candidate(const os::SysvSegment& segment, const SweepOptions& options) {
    const uid_t us = os::effective_user();
    const auto made = std::chrono::system_clock::from_time_t(segment.changed);
    return segment.owner == us && segment.creator == us &&
           (!options.made_since || made >= *options.made_since);
}

SweptObject sweep_one(const os::SysvSegment& segment, bool only_say) {
    SweptObject object{
        fmt::format("System V segment {}", segment.id), segment.size, Swept::in_use, {}};
    if (segment.attached > 0)
        object.why = fmt::format("it is attached {} times", segment.attached);
    else if (has_living_user(segment))
        object.why = fmt::format("pid {}, which made it, or pid {}, which used it last, lives",
                                 segment.made_by, segment.last_used_by);
    else if (only_say)
        object.outcome = Swept::removable;
    else if (const auto removed = os::remove_sysv_segment(segment.id); removed)
        object.outcome = Swept::removed;
    else
        object = {object.name, object.size, Swept::failed, removed.error().message()};
    return object;
}

}  // namespace

SweptObject sweep_posix_segment(const std::string& name, bool only_say,
                                const std::string& directory) {
    const std::string path = directory + '/' + name;
    const auto facts = os::file_facts(AT_FDCWD, path);
    if (!facts) return {path, 0, Swept::in_use, facts.error().message()};
    if (!is_candidate(*facts, {})) return {path, facts->size, Swept::in_use, "it is not ours"};
    return sweep_one(path, facts->size, only_say, users_below(directory));
}

Sweep sweep_posix_segments(const SweepOptions& options, const std::string& directory) {
    Sweep sweep;
    const auto names = names_in(directory);
    if (!names) {
        sweep.errors.push_back(names.error());
        return sweep;
    }
    std::vector<std::pair<std::string, std::uint64_t>> candidates;
    for (const auto& name : *names) {
        const auto facts = os::file_facts(AT_FDCWD, directory + '/' + name);
        if (facts && is_candidate(*facts, options))
            candidates.emplace_back(directory + '/' + name, facts->size);
    }
    if (candidates.empty()) return sweep;
    const auto users = users_below(directory);
    for (const auto& [path, size] : candidates)
        sweep.objects.push_back(sweep_one(path, size, options.only_say, users));
    return sweep;
}

SweptObject sweep_sysv_segment(const os::SysvSegment& segment, bool only_say) {
    auto object = sweep_one(segment, /*only_say=*/true);
    if (!is_candidate(segment, {})) {
        object.outcome = Swept::in_use;
        object.why = "it is not ours";
    }
    if (only_say || object.outcome != Swept::removable) return object;
    return sweep_one(segment, /*only_say=*/false);
}

Sweep sweep_sysv_segments(const SweepOptions& options) {
    Sweep sweep;
    const auto segments = os::list_sysv_segments();
    if (!segments && segments.error().code != ENOSYS) sweep.errors.push_back(segments.error());
    if (!segments) return sweep;
    for (const auto& segment : *segments)
        if (is_candidate(segment, options))
            sweep.objects.push_back(sweep_one(segment, options.only_say));
    return sweep;
}

Sweep sweep_shared_memory(const SweepOptions& options) {
    Sweep sweep = sweep_posix_segments(options);
    sweep.add(sweep_sysv_segments(options));
    return sweep;
}

}  // namespace hangar::reap
