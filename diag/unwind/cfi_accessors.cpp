// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/unwind/cfi_accessors.hpp>
#include <optional>

// libunwind exports it for those who find the tables themselves, but declares it in no header.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int _Ux86_64_dwarf_search_unwind_table(unw_addr_space_t, unw_word_t, unw_dyn_info_t*,
                                                  unw_proc_info_t*, int, void*);

namespace hangar::unwind {
namespace {

CfiContext& context_of(void* argument) {
    return *static_cast<CfiContext*>(argument);
}

// Where libunwind finds the table of functions of the module that `pc` is in.
std::optional<unw_dyn_info_t> table_of(ProcessImage& image, std::uint64_t pc) {
    const FunctionTable* functions = image.function_table(pc);
    const symbols::Module* module = image.modules().find(pc);
    if (functions == nullptr || module == nullptr) return {};
    unw_dyn_info_t table{};
    table.format = UNW_INFO_FORMAT_REMOTE_TABLE;
    table.start_ip = module->start;
    table.end_ip = module->end;
    table.u.rti.segbase = functions->base;
    table.u.rti.table_data = functions->entries;
    table.u.rti.table_len = functions->count;  // in words of 8 bytes, as its entries are
    return table;
}

int find_proc_info(unw_addr_space_t space, unw_word_t pc, unw_proc_info_t* info, int need_info,
                   void* argument) {
    auto table = table_of(context_of(argument).image, pc);
    if (!table) return -UNW_ENOINFO;
    return _Ux86_64_dwarf_search_unwind_table(space, pc, &*table, info, need_info, argument);
}

int access_mem(unw_addr_space_t, unw_word_t address, unw_word_t* value, int write, void* argument) {
    CfiContext& context = context_of(argument);
    if (write != 0 || context.deadline.passed()) return -UNW_EINVAL;
    std::uint64_t word = 0;
    const bool read = context.sample.stack.covers(address)
                          ? context.sample.stack.read_word(address, word)
                          : context.image.read_value(address, word);
    *value = word;
    return read ? 0 : -UNW_EINVAL;
}

int access_reg(unw_addr_space_t, unw_regnum_t number, unw_word_t* value, int write,
               void* argument) {
    CfiContext& context = context_of(argument);
    const auto index = static_cast<unsigned>(number);
    if (number < 0 || index >= os::Registers::count) return -UNW_EBADREG;
    if (write != 0) {
        context.registers.set(index, *value);
        return 0;
    }
    if (index == os::Registers::rbp && !context.registers.knows(index))
        context.wants_frame_pointer = true;
    if (!context.registers.knows(index)) return -UNW_EBADREG;
    *value = context.registers.value[index];
    return 0;
}

void put_unwind_info(unw_addr_space_t, unw_proc_info_t*, void*) {}

int get_dyn_info_list_addr(unw_addr_space_t, unw_word_t*, void*) {
    return -UNW_ENOINFO;
}

int access_fpreg(unw_addr_space_t, unw_regnum_t, unw_fpreg_t*, int, void*) {
    return -UNW_EBADREG;
}

int resume(unw_addr_space_t, unw_cursor_t*, void*) {
    return -UNW_EINVAL;
}

int get_proc_name(unw_addr_space_t, unw_word_t, char*, size_t, unw_word_t*, void*) {
    return -UNW_ENOINFO;
}

}  // namespace

unw_accessors_t cfi_accessors() noexcept {
    unw_accessors_t accessors{};
    accessors.find_proc_info = find_proc_info;
    accessors.put_unwind_info = put_unwind_info;
    accessors.get_dyn_info_list_addr = get_dyn_info_list_addr;
    accessors.access_mem = access_mem;
    accessors.access_reg = access_reg;
    accessors.access_fpreg = access_fpreg;
    accessors.resume = resume;
    accessors.get_proc_name = get_proc_name;
    return accessors;
}

std::uint64_t function_start(unw_addr_space_t space, CfiContext& context, std::uint64_t pc) {
    unw_proc_info_t info{};
    return find_proc_info(space, pc, &info, 0, &context) == 0 ? info.start_ip : 0;
}

}  // namespace hangar::unwind
