// SPDX-License-Identifier: Apache-2.0
#include <elfutils/libdwfl.h>
#include <fmt/format.h>

#include <cerrno>
#include <hangar/diag/symbols/debug_files.hpp>
#include <hangar/diag/symbols/debug_info.hpp>
#include <hangar/diag/symbols/demangle.hpp>
#include <hangar/diag/symbols/elf_file.hpp>
#include <hangar/diag/symbols/symbol_table.hpp>
#include <map>
#include <optional>

namespace hangar::symbols {
namespace {

struct EndSession {
    void operator()(Dwfl* session) const noexcept { ::dwfl_end(session); }
};
using Session = std::unique_ptr<Dwfl, EndSession>;

// The library asks for a file only by name; ours is reported with its descriptor.
int find_no_elf(Dwfl_Module*, void**, const char*, Dwarf_Addr, char**, Elf**) {
    return -1;
}

const Dwfl_Callbacks callbacks{find_no_elf, find_debug_file, nullptr, nullptr};

// The file as the session's only module, at its own addresses.
Dwfl_Module* report(Dwfl* session, os::Fd& file, const std::string& path) {
    ::dwfl_report_begin(session);
    Dwfl_Module* module =
        ::dwfl_report_elf(session, path.c_str(), path.c_str(), file.get(), 0, true);
    if (module != nullptr) static_cast<void>(file.release());  // the session's now
    ::dwfl_report_end(session, nullptr, nullptr);
    return module;
}

std::string read_build_id(Dwfl_Module* module) {
    GElf_Addr address = 0;
    const unsigned char* bits = nullptr;
    GElf_Addr bias = 0;
    std::string id;
    if (::dwfl_module_getelf(module, &bias) == nullptr) return id;
    const int size = ::dwfl_module_build_id(module, &bits, &address);
    for (int index = 0; index < size; ++index) id += fmt::format("{:02x}", bits[index]);
    return id;
}

}  // namespace

struct ElfFile::State {
    Session session;
    Dwfl_Module* module = nullptr;
    std::string build_id;
    std::optional<SymbolTable> symbols;
    std::optional<DebugInfo> debug_info;
    Dwarf_Addr debug_bias = 0;
    bool debug_looked_for = false;
    std::map<std::uint64_t, Locations> known;

    Locations locate(std::uint64_t address);
    Locations locate_by_debug_info(std::uint64_t address);
    std::string name_by_symbol(std::uint64_t address);
};

std::string ElfFile::State::name_by_symbol(std::uint64_t address) {
    if (!symbols) symbols.emplace(module);
    const char* name = symbols->find(address);
    return name != nullptr ? demangled(name) : std::string();
}

Locations ElfFile::State::locate_by_debug_info(std::uint64_t address) {
    if (!std::exchange(debug_looked_for, true)) {
        if (Dwarf* dwarf = ::dwfl_module_getdwarf(module, &debug_bias)) debug_info.emplace(dwarf);
    }
    return debug_info ? debug_info->locate(address - debug_bias) : Locations();
}

Locations ElfFile::State::locate(std::uint64_t address) {
    Locations locations = locate_by_debug_info(address);
    if (locations.empty()) locations.emplace_back();
    if (locations.back().function.empty()) locations.back().function = name_by_symbol(address);
    if (locations.back() == Location{}) locations.pop_back();
    return locations;
}

os::Result<ElfFile> ElfFile::open(os::Fd file, const std::string& path) {
    auto state = std::make_unique<State>();
    state->session.reset(::dwfl_begin(&callbacks));
    if (!state->session) return os::error(ENOMEM, "dwfl_begin", path);
    state->module = report(state->session.get(), file, path);
    if (state->module == nullptr) return os::error(ENOEXEC, "dwfl_report_elf", path);
    state->build_id = read_build_id(state->module);
    return ElfFile(std::move(state));
}

os::Result<ElfFile> ElfFile::from_memory(std::span<const std::byte> image,
                                         const std::string& name) {
    auto file = os::make_capture_file(name);
    if (!file) return tl::unexpected(file.error());
    const std::string_view text(reinterpret_cast<const char*>(image.data()), image.size());
    if (const auto written = os::write_all(file->get(), text); !written)
        return tl::unexpected(written.error());
    return open(std::move(*file), name);
}

ElfFile::ElfFile(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
ElfFile::ElfFile(ElfFile&&) noexcept = default;
ElfFile& ElfFile::operator=(ElfFile&&) noexcept = default;
ElfFile::~ElfFile() = default;

const std::string& ElfFile::build_id() const noexcept {
    return state_->build_id;
}

std::optional<ElfRange> ElfFile::section(const char* name) const {
    GElf_Addr bias = 0;
    std::size_t names = 0;
    Elf* elf = ::dwfl_module_getelf(state_->module, &bias);
    if (elf == nullptr || ::elf_getshdrstrndx(elf, &names) != 0) return {};
    for (Elf_Scn* each = nullptr; (each = ::elf_nextscn(elf, each)) != nullptr;) {
        GElf_Shdr header{};
        if (::gelf_getshdr(each, &header) == nullptr) continue;
        const char* found = ::elf_strptr(elf, names, header.sh_name);
        if (found != nullptr && std::string_view(found) == name)
            return ElfRange{header.sh_addr, header.sh_size};
    }
    return {};
}

const Locations& ElfFile::locate(std::uint64_t address) {
    const auto known = state_->known.find(address);
    if (known != state_->known.end()) return known->second;
    return state_->known.emplace(address, state_->locate(address)).first->second;
}

}  // namespace hangar::symbols
