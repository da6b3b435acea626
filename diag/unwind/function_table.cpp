// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/symbols/module_file.hpp>
#include <hangar/diag/unwind/eh_frame.hpp>
#include <hangar/diag/unwind/eh_frame_hdr.hpp>
#include <hangar/diag/unwind/function_table.hpp>
#include <hangar/diag/unwind/process_image.hpp>

namespace hangar::unwind {
namespace {

// Larger than any program's; a file that claims more is broken.
constexpr std::uint64_t largest_section = 256U << 20U;

std::optional<FunctionTable> written_by_linker(ProcessImage& image, std::uint64_t section) {
    std::array<std::byte, EhFrameHdr::size> head{};
    if (!image.read(section, head)) return {};
    const auto parsed = parse_eh_frame_hdr(head);
    if (!parsed) return {};
    return FunctionTable{section, section + EhFrameHdr::size, parsed->functions};
}

std::optional<FunctionTable> made_of_section(ProcessImage& image, const symbols::Module& module) {
    const auto process = os::ProcDir::open(image.pid());
    if (!process) return {};
    const auto file = symbols::open_module(*process, image.pid(), module);
    const auto section = file ? file->section(".eh_frame") : std::nullopt;
    if (!section || section->size > largest_section) return {};
    std::vector<std::byte> bytes(section->size);
    const std::uint64_t address = module.bias + section->address;
    if (!image.read(address, bytes)) return {};
    const auto functions = index_eh_frame(bytes, address);
    if (functions.empty()) return {};
    return FunctionTable{address, image.keep(std::as_bytes(std::span(functions))),
                         functions.size()};
}

}  // namespace

std::optional<FunctionTable> find_function_table(ProcessImage& image,
                                                 const symbols::Module& module) {
    if (!module.elf) return {};
    const auto header = module.elf->eh_frame_hdr;
    if (header.size != 0) return written_by_linker(image, module.bias + header.address);
    return made_of_section(image, module);
}

}  // namespace hangar::unwind
