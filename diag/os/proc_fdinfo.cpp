// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/diag/os/proc_fdinfo.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <string>

namespace hangar::os {
namespace {

using Value = std::string_view;

template <class Number>
Number number_in(Value value, int base = 10) {
    Number number{};
    static_cast<void>(cut_number(value, number, base));
    return number;
}

TimerfdInfo& timerfd_of(FdInfo& info) {
    if (!info.timerfd) info.timerfd.emplace();
    return *info.timerfd;
}

EventfdInfo& eventfd_of(FdInfo& info) {
    if (!info.eventfd) info.eventfd.emplace();
    return *info.eventfd;
}

// "(12, 345)": seconds and nanoseconds. More than the duration holds is cut to its largest.
std::chrono::nanoseconds timespec_in(Value value) {
    static_cast<void>(cut(value, '('));
    const auto seconds = parse_number<std::int64_t>(trimmed(cut(value, ','))).value_or(0);
    const auto nanoseconds = parse_number<std::int64_t>(trimmed(cut(value, ')'))).value_or(0);
    constexpr std::int64_t most = 1'000'000'000;  // seconds: 31 years
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, most)) +
           std::chrono::nanoseconds(std::clamp<std::int64_t>(nanoseconds, 0, 999'999'999));
}

// "5 events: 19 data: 5  pos:0 ino:3e0a sdev:d": the value of `key` in it.
Value after(Value line, Value key) {
    const std::size_t at = line.find(key);
    return at == Value::npos ? Value() : line.substr(at + key.size());
}

void epoll_target(FdInfo& info, Value value) {
    EpollTarget target;
    target.events = number_in<std::uint32_t>(after(value, "events:"), 16);
    target.data = number_in<std::uint64_t>(after(value, "data:"), 16);
    target.inode = number_in<std::uint64_t>(after(value, "ino:"), 16);
    target.device = number_in<std::uint64_t>(after(value, "sdev:"), 16);
    if (cut_number(value, target.fd)) info.epoll.push_back(target);
}

void lock(FdInfo& info, Value value) {
    if (auto held = parse_lock(value)) info.locks.push_back(std::move(*held));
}

struct Field {
    Value key;
    void (*read)(FdInfo&, Value);
};

constexpr auto fields = std::to_array<Field>({
    {"pos", [](FdInfo& info, Value v) { info.position = number_in<std::uint64_t>(v); }},
    {"mnt_id", [](FdInfo& info, Value v) { info.mount_id = number_in<int>(v); }},
    {"ino", [](FdInfo& info, Value v) { info.inode = number_in<std::uint64_t>(v); }},
    {"lock", lock},
    {"tfd", epoll_target},
    {"Pid", [](FdInfo& info, Value v) { info.pidfd = number_in<pid_t>(v); }},
    {"tty-index", [](FdInfo& info, Value v) { info.tty_index = number_in<int>(v); }},
    {"scm_fds",
     [](FdInfo& info, Value v) { info.descriptors_in_flight = number_in<std::uint64_t>(v); }},
    {"sigmask",
     [](FdInfo& info, Value v) {
         info.signalfd = SignalSet::from_mask(number_in<std::uint64_t>(v, 16));
     }},
    {"eventfd-count",
     [](FdInfo& info, Value v) { eventfd_of(info).count = number_in<std::uint64_t>(v, 16); }},
    {"eventfd-id", [](FdInfo& info, Value v) { eventfd_of(info).id = number_in<int>(v); }},
    {"clockid", [](FdInfo& info, Value v) { timerfd_of(info).clock = number_in<int>(v); }},
    {"ticks", [](FdInfo& info, Value v) { timerfd_of(info).ticks = number_in<std::uint64_t>(v); }},
    {"it_value", [](FdInfo& info, Value v) { timerfd_of(info).left = timespec_in(v); }},
    {"it_interval", [](FdInfo& info, Value v) { timerfd_of(info).interval = timespec_in(v); }},
    // "inotify wd:1 ino:...": the first colon stands behind the watch's key.
    {"inotify wd",
     [](FdInfo& info, Value v) { info.inotify_watches.push_back(number_in<int>(v, 16)); }},
});

void read_line(FdInfo& info, Value line) {
    const Value key = cut(line, ':');
    const auto* field = std::ranges::find(fields, key, &Field::key);
    if (field != fields.end()) field->read(info, line);
}

}  // namespace

std::optional<FdInfo> parse_fdinfo(std::string_view text) {
    FdInfo info;
    bool has_flags = false;
    while (!text.empty()) {
        Value line = cut(text, '\n');
        if (!line.starts_with("flags:")) {
            read_line(info, line);
            continue;
        }
        line.remove_prefix(6);
        has_flags = cut_number(line, info.flags, 8);
    }
    return has_flags ? std::optional(std::move(info)) : std::nullopt;
}

Result<FdInfo> read_fdinfo(const ProcDir& dir, int number) {
    const std::string name = "fdinfo/" + std::to_string(number);
    const auto text = dir.read(name);
    if (!text) return tl::unexpected(text.error());
    auto info = parse_fdinfo(*text);
    if (!info) return error(EBADMSG, "parse", dir.path() + '/' + name);
    return std::move(*info);
}

}  // namespace hangar::os
