// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

using Value = std::string_view;

template <auto Member>
void number(ProcStatus& status, Value value) {
    static_cast<void>(cut_number(value, status.*Member));
}

template <auto Member>
void signals(ProcStatus& status, Value value) {
    std::uint64_t mask = 0;
    if (cut_number(value, mask, 16)) status.*Member = SignalSet::from_mask(mask);
}

void name(ProcStatus& status, Value value) {
    if (!value.empty()) value.remove_prefix(1);  // the tab; blanks behind it are the name's own
    status.name = unescaped(value);
}

void uids(ProcStatus& status, Value value) {
    if (cut_number(value, status.real_uid))
        static_cast<void>(cut_number(value, status.effective_uid));
}

void namespace_pids(ProcStatus& status, Value value) {
    status.ns_pids.clear();
    for (pid_t pid = 0; cut_number(value, pid);) status.ns_pids.push_back(pid);
}

// "3/63432"
void signal_queue(ProcStatus& status, Value value) {
    Value used = cut(value, '/');
    if (cut_number(used, status.queued_signals))
        static_cast<void>(cut_number(value, status.queued_signals_limit));
}

struct Field {
    std::string_view key;
    void (*read)(ProcStatus&, Value);
};

constexpr auto fields = std::to_array<Field>({
    {"Name", name},
    {"Tgid", number<&ProcStatus::tgid>},
    {"Pid", number<&ProcStatus::pid>},
    {"PPid", number<&ProcStatus::ppid>},
    {"TracerPid", number<&ProcStatus::tracer>},
    {"Uid", uids},
    {"Threads", number<&ProcStatus::threads>},
    {"NSpid", namespace_pids},
    {"SigQ", signal_queue},
    {"SigPnd", signals<&ProcStatus::thread_pending>},
    {"ShdPnd", signals<&ProcStatus::process_pending>},
    {"SigBlk", signals<&ProcStatus::blocked>},
    {"SigIgn", signals<&ProcStatus::ignored>},
    {"SigCgt", signals<&ProcStatus::caught>},
    {"voluntary_ctxt_switches", number<&ProcStatus::voluntary_switches>},
    {"nonvoluntary_ctxt_switches", number<&ProcStatus::involuntary_switches>},
});

}  // namespace

std::optional<ProcStatus> parse_status(std::string_view text) {
    ProcStatus status;
    while (!text.empty()) {
        std::string_view line = cut(text, '\n');
        const std::string_view key = cut(line, ':');
        const auto* field = std::ranges::find(fields, key, &Field::key);
        if (field != fields.end()) field->read(status, line);
    }
    if (status.pid <= 0 || status.tgid <= 0) return std::nullopt;
    return status;
}

Result<ProcStatus> read_status(const ProcDir& dir) {
    const auto text = dir.read("status");
    if (!text) return tl::unexpected(text.error());
    auto status = parse_status(*text);
    if (!status) return error(EBADMSG, "parse", dir.path() + "/status");
    return std::move(*status);
}

}  // namespace hangar::os
