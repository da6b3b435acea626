// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <sys/procfs.h>
#include <sys/user.h>

#include <algorithm>
#include <cstring>
#include <hangar/diag/core/core_notes.hpp>
#include <optional>

namespace hangar::core {
namespace {

using Bytes = std::span<const std::byte>;

template <class Value>
std::optional<Value> take(Bytes& from) {
    Value value{};
    if (from.size() < sizeof value) return std::nullopt;
    std::memcpy(&value, from.data(), sizeof value);
    from = from.subspan(sizeof value);
    return value;
}

// Up to a zero byte, which is taken as well.
std::string take_text(Bytes& from) {
    const auto end = std::ranges::find(from, std::byte{0});
    std::string text;
    std::transform(from.begin(), end, std::back_inserter(text),
                   [](std::byte byte) { return static_cast<char>(byte); });
    from = from.subspan(std::min(from.size(), text.size() + 1));
    return text;
}

os::Registers registers_of(const user_regs_struct& from) {
    using Index = os::Registers;
    os::Registers registers;
    const auto set = [&registers](unsigned index, unsigned long long value) {
        registers.set(index, value);
    };
    set(Index::rax, from.rax);
    set(Index::rdx, from.rdx);
    set(Index::rcx, from.rcx);
    set(Index::rbx, from.rbx);
    set(Index::rsi, from.rsi);
    set(Index::rdi, from.rdi);
    set(Index::rbp, from.rbp);
    set(Index::rsp, from.rsp);
    set(Index::r8, from.r8);
    set(Index::r9, from.r9);
    set(Index::r10, from.r10);
    set(Index::r11, from.r11);
    set(Index::r12, from.r12);
    set(Index::r13, from.r13);
    set(Index::r14, from.r14);
    set(Index::r15, from.r15);
    set(Index::rip, from.rip);
    return registers;
}

void add_thread(Bytes content, CoreNotes& notes) {
    const auto status = take<elf_prstatus>(content);
    if (!status) return;
    user_regs_struct registers{};
    static_assert(sizeof registers == sizeof status->pr_reg);
    std::memcpy(&registers, &status->pr_reg, sizeof registers);
    notes.threads.push_back({status->pr_pid, registers_of(registers)});
}

void take_process(Bytes content, CoreNotes& notes) {
    const auto info = take<elf_prpsinfo>(content);
    if (!info) return;
    notes.pid = info->pr_pid;
    notes.program.assign(info->pr_fname, ::strnlen(info->pr_fname, sizeof info->pr_fname));
}

void take_vector(Bytes content, CoreNotes& notes) {
    while (const auto entry = take<Elf64_auxv_t>(content)) {
        if (entry->a_type == AT_PHDR) notes.program_headers = entry->a_un.a_val;
        if (entry->a_type == AT_SYSINFO_EHDR) notes.vdso = entry->a_un.a_val;
    }
}

// How many, the size of a page; for each where it lies, offsets counted in pages; then the names.
void add_files(Bytes content, CoreNotes& notes) {
    struct Entry {
        std::uint64_t start;
        std::uint64_t end;
        std::uint64_t page;
    };
    const auto count = take<std::uint64_t>(content);
    const auto page_size = take<std::uint64_t>(content);
    if (!page_size || *count > content.size() / sizeof(Entry)) return;
    Bytes names = content.subspan(*count * sizeof(Entry));
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto entry = take<Entry>(content);
        notes.files.push_back(
            {entry->start, entry->end, entry->page * *page_size, take_text(names)});
    }
    std::ranges::sort(notes.files, {}, &MappedFile::start);
}

void take_note(std::string_view owner, std::uint32_t type, Bytes content, CoreNotes& notes) {
    if (owner != "CORE") return;
    if (type == NT_PRSTATUS) add_thread(content, notes);
    if (type == NT_PRPSINFO) take_process(content, notes);
    if (type == NT_AUXV) take_vector(content, notes);
    if (type == NT_FILE) add_files(content, notes);
}

std::size_t padded(std::uint32_t size) {
    return (std::size_t{size} + 3) & ~std::size_t{3};
}

}  // namespace

CoreNotes parse_core_notes(Bytes bytes) {
    CoreNotes notes;
    while (const auto head = take<Elf64_Nhdr>(bytes)) {
        if (padded(head->n_namesz) > bytes.size()) break;
        Bytes name = bytes.first(head->n_namesz);
        bytes = bytes.subspan(padded(head->n_namesz));
        if (head->n_descsz > bytes.size()) break;
        take_note(take_text(name), head->n_type, bytes.first(head->n_descsz), notes);
        bytes = bytes.subspan(std::min(bytes.size(), padded(head->n_descsz)));
    }
    if (notes.pid == 0 && !notes.threads.empty()) notes.pid = notes.threads.front().tid;
    return notes;
}

}  // namespace hangar::core
