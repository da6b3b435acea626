// SPDX-License-Identifier: Apache-2.0
// That linking the unwinder takes nothing away from the program that does it.
#include <dlfcn.h>
#include <execinfo.h>
#include <gmock/gmock.h>
#include <unwind.h>

#include <stdexcept>

namespace {

std::string library_of(const void* function) {
    Dl_info info{};
    return ::dladdr(function, &info) != 0 ? info.dli_fname : "";
}

// A sanitizer puts itself in front of both; what we ship has none.
class UnwinderLinkageTest : public testing::Test {
  protected:
    void SetUp() override {
        if (::dlsym(RTLD_DEFAULT, "__sanitizer_print_stack_trace") != nullptr)
            GTEST_SKIP() << "a sanitizer is linked in";
    }
};

TEST_F(UnwinderLinkageTest, BacktraceIsStillTheCLibrarys) {
    EXPECT_THAT(library_of(reinterpret_cast<const void*>(&::backtrace)),
                testing::HasSubstr("/libc.so"));
    EXPECT_THAT(library_of(::dlsym(RTLD_DEFAULT, "backtrace")), testing::HasSubstr("/libc.so"));
}

TEST_F(UnwinderLinkageTest, ExceptionsAreStillTheCompilers) {
    EXPECT_THAT(library_of(::dlsym(RTLD_DEFAULT, "_Unwind_RaiseException")),
                testing::HasSubstr("/libgcc_s.so"));
    EXPECT_THROW(throw std::runtime_error("as ever"), std::runtime_error);
}

}  // namespace
