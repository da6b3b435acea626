// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/unwind/cfi_accessors.hpp>
#include <hangar/diag/unwind/cfi_unwinder.hpp>
#include <hangar/diag/unwind/frame_pointer_search.hpp>

namespace hangar::unwind {
namespace {

unw_addr_space_t as_space(void* space) {
    return static_cast<unw_addr_space_t>(space);
}

std::uint64_t value_of(unw_cursor_t& cursor, int number) {
    unw_word_t value = 0;
    return ::unw_get_reg(&cursor, number, &value) == 0 ? value : 0;
}

// Walks outwards from where the cursor is, whose frame is not yet in the stack.
class Walk {
  public:
    Walk(unw_addr_space_t space, CfiContext& context, unw_cursor_t cursor, RawStack stack)
        : space_(space), context_(context), cursor_(cursor), stack_(std::move(stack)) {}

    RawStack run() {
        while (take_frame()) {
            const unw_cursor_t here = cursor_;
            context_.wants_frame_pointer = false;
            const int stepped = ::unw_step(&cursor_);
            if (stepped > 0) continue;
            if (stepped == 0) {
                end_at_bottom();
            } else if (context_.wants_frame_pointer) {
                cursor_ = here;
                search();
            } else {
                stop(stepped);
            }
            break;
        }
        return std::move(stack_);
    }

  private:
    bool take_frame() {
        const std::uint64_t pc = value_of(cursor_, UNW_REG_IP);
        if (pc == 0) return end_at_bottom();
        if (stack_.frames.size() >= most_frames) {
            stack_.error = "more frames than are shown";
            return false;
        }
        const bool exact = stack_.frames.empty() || stack_.frames.back().signal_frame;
        stack_.frames.push_back({pc, !exact, ::unw_is_signal_frame(&cursor_) > 0});
        return true;
    }

    // It is the bottom only if a table says so: without one the end of the chain was a guess.
    bool end_at_bottom() {
        const bool known = !stack_.frames.empty() &&
                           function_start(space_, context_, stack_.frames.back().pc) != 0;
        stack_.complete = known;
        if (!known) stack_.error = "the outermost frame has no unwind information";
        return false;
    }

    void stop(int code) {
        stack_.error = context_.deadline.passed() ? "the deadline passed" : ::unw_strerror(code);
    }

    // Takes the first candidate that leads to the bottom.
    void search() {
        const std::uint64_t sp = value_of(cursor_, UNW_REG_SP);
        const std::uint64_t function =
            function_start(space_, context_, value_of(cursor_, UNW_REG_IP));
        const os::Registers before = context_.registers;
        stack_.error = "the frame pointer is not known, and no candidate leads to the bottom";
        for (const std::uint64_t candidate :
             frame_pointer_candidates(context_.sample.stack, context_.image, sp, function)) {
            if (context_.deadline.passed()) break;
            context_.registers.set(os::Registers::rbp, candidate);
            if (try_from_here()) return;
            context_.registers = before;
        }
    }

    bool try_from_here() {
        unw_cursor_t cursor = cursor_;
        if (::unw_step(&cursor) <= 0) return false;
        RawStack found = Walk(space_, context_, cursor, stack_).run();
        if (found.complete) stack_ = std::move(found);
        return stack_.complete;
    }

    unw_addr_space_t space_;
    CfiContext& context_;
    unw_cursor_t cursor_;
    RawStack stack_;
};

}  // namespace

CfiUnwinder::CfiUnwinder() {
    unw_accessors_t accessors = cfi_accessors();
    const unw_addr_space_t space = ::unw_create_addr_space(&accessors, 0);
    os::require(space != nullptr, "libunwind knows this architecture");
    ::unw_set_caching_policy(space, UNW_CACHE_GLOBAL);
    space_ = space;
}

CfiUnwinder::~CfiUnwinder() {
    ::unw_destroy_addr_space(as_space(space_));
}

RawStack CfiUnwinder::unwind(StackSample& sample, ProcessImage& image, os::Deadline deadline) {
    CfiContext context{sample, image, deadline, sample.registers};
    unw_cursor_t cursor{};
    if (const int code = ::unw_init_remote(&cursor, as_space(space_), &context); code != 0) {
        RawStack stack;
        stack.frames.push_back({.pc = sample.registers.pc()});
        stack.error = ::unw_strerror(code);
        return stack;
    }
    RawStack stack = Walk(as_space(space_), context, cursor, {}).run();
    if (stack.complete) stack.error.clear();
    return stack;
}

}  // namespace hangar::unwind
