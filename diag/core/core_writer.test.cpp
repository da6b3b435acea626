// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <sys/procfs.h>
#include <sys/user.h>

#include <cstring>
#include <hangar/diag/core/core_writer.test.hpp>

namespace hangar::core {
namespace {

template <class Value>
std::string raw(const Value& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string padded(std::string text) {
    text.resize((text.size() + 3) / 4 * 4);
    return text;
}

std::string note(unsigned type, const std::string& content) {
    const std::string owner("CORE", 5);
    Elf64_Nhdr head{};
    head.n_namesz = static_cast<Elf64_Word>(owner.size());
    head.n_descsz = static_cast<Elf64_Word>(content.size());
    head.n_type = type;
    return raw(head) + padded(owner) + padded(content);
}

std::string thread_note(pid_t tid) {
    elf_prstatus status{};
    user_regs_struct registers{};
    status.pr_pid = tid;
    registers.rsp = static_cast<unsigned long long>(tid);
    std::memcpy(&status.pr_reg, &registers, sizeof registers);
    return note(NT_PRSTATUS, raw(status));
}

std::string process_note(const WrittenCore& core) {
    elf_prpsinfo info{};
    info.pr_pid = core.pid;
    core.program.copy(info.pr_fname, sizeof info.pr_fname - 1);
    return note(NT_PRPSINFO, raw(info));
}

std::string vector_note(const WrittenCore& core) {
    Elf64_auxv_t entry{};
    entry.a_type = AT_PHDR;
    entry.a_un.a_val = core.program_headers;
    return note(NT_AUXV, raw(entry) + raw(Elf64_auxv_t{}));
}

std::string files_note(const WrittenCore& core) {
    std::string content = raw(std::uint64_t{core.files.size()}) + raw(std::uint64_t{4096});
    std::string names;
    for (const WrittenFile& file : core.files) {
        content += raw(file.start) + raw(file.end) + raw(file.page);
        names += file.path + '\0';
    }
    return note(NT_FILE, content + names);
}

Elf64_Phdr program_header(unsigned type, std::uint64_t offset, std::uint64_t size) {
    Elf64_Phdr header{};
    header.p_type = type;
    header.p_offset = offset;
    header.p_filesz = size;
    return header;
}

}  // namespace

std::string WrittenCore::notes() const {
    std::string all = process_note(*this) + vector_note(*this);
    for (const pid_t tid : threads) all += thread_note(tid);
    return files.empty() ? all : all + files_note(*this);
}

std::string WrittenCore::bytes() const {
    Elf64_Ehdr head{};
    std::memcpy(head.e_ident, ELFMAG, SELFMAG);
    head.e_ident[EI_CLASS] = ELFCLASS64;
    head.e_ident[EI_DATA] = ELFDATA2LSB;
    head.e_type = ET_CORE;
    head.e_machine = EM_X86_64;
    head.e_phoff = sizeof head;
    head.e_phentsize = sizeof(Elf64_Phdr);
    head.e_phnum = static_cast<Elf64_Half>(segments.size() + 1);
    std::string content = notes();
    const std::uint64_t first = sizeof head + (segments.size() + 1) * sizeof(Elf64_Phdr);
    std::string headers = raw(program_header(PT_NOTE, first, content.size()));
    for (const WrittenSegment& segment : segments) {
        Elf64_Phdr header = program_header(PT_LOAD, first + content.size(), segment.content.size());
        header.p_vaddr = segment.start;
        header.p_memsz = segment.size;
        header.p_flags = segment.flags;
        headers += raw(header);
        content += segment.content;
    }
    return raw(head) + headers + content;
}

}  // namespace hangar::core
