# What makes a clean build take minutes on two cores: ccache, lld, precompiled headers.
# None of it changes what is built.
include(CheckLinkerFlag)

# What is compiled with a precompiled header cannot be shared through ccache by several checkouts,
# because the header's path goes into it; among worktrees of one repository sharing saves more.
set(_precompile ON)
if(EXISTS "${PROJECT_SOURCE_DIR}/.git" AND NOT IS_DIRECTORY "${PROJECT_SOURCE_DIR}/.git")
  set(_precompile OFF)
endif()
option(HANGAR_PRECOMPILE "Precompile the headers that most files include" ${_precompile})

# A precompiled header is only cacheable with these relaxations (ccache's manual, "Precompiled
# headers"); they stand in the launcher so that a plain `ninja` has them, too.
find_program(HANGAR_CCACHE ccache)
if(HANGAR_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER env
    "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
    "${HANGAR_CCACHE}")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  check_linker_flag(CXX -fuse-ld=lld HANGAR_HAS_LLD)
  if(HANGAR_HAS_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()

# The sources of tests are not optimised, what they test is: it takes half the time to compile, and
# what is in headers is tested both ways.
set(HANGAR_TEST_OPTIONS $<$<CONFIG:RelWithDebInfo>:-O0>)

# Four of them, each compiled once for the whole tree: {library, test program} x {plain, with Boost}.
# A program's is compiled -fPIE, as its sources are; a library's -fPIC.
set(_standard <algorithm> <array> <atomic> <chrono> <coroutine> <cstdint> <exception> <functional>
  <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <system_error> <thread>
  <unordered_map> <utility> <variant> <vector> <fmt/format.h> <tl/expected.hpp>)
set(_boost <boost/optional.hpp> <boost/type_traits.hpp> <boost/asio.hpp>)
set(_gtest <gtest/gtest.h> <gmock/gmock.h>)

function(_hangar_precompile name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PROGRAM" "" "HEADERS;LIBRARIES")
  add_library(${name} OBJECT EXCLUDE_FROM_ALL "${PROJECT_SOURCE_DIR}/ci/cmake/precompiled.cpp")
  target_link_libraries(${name} PRIVATE hangar_warnings fmt::fmt tl::expected Threads::Threads
    ${arg_LIBRARIES})
  target_precompile_headers(${name} PRIVATE ${_standard} ${arg_HEADERS})
  if(arg_PROGRAM)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${name} PRIVATE -fPIE ${HANGAR_TEST_OPTIONS})
  endif()
endfunction()

if(HANGAR_PRECOMPILE)
  _hangar_precompile(hangar_precompiled)
  _hangar_precompile(hangar_precompiled_boost HEADERS ${_boost} LIBRARIES hangar_boost)
  _hangar_precompile(hangar_precompiled_test PROGRAM HEADERS ${_gtest} LIBRARIES GTest::gmock)
  _hangar_precompile(hangar_precompiled_test_boost PROGRAM
    HEADERS ${_boost} ${_gtest} LIBRARIES hangar_boost GTest::gmock)
endif()

# hangar_use_precompiled(target [TEST] [BOOST]): BOOST for a target that links hangar_boost.
function(hangar_use_precompiled target)
  if(NOT HANGAR_PRECOMPILE)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "TEST;BOOST" "" "")
  set(from hangar_precompiled)
  if(arg_TEST)
    string(APPEND from _test)
  endif()
  if(arg_BOOST)
    string(APPEND from _boost)
  endif()
  # fmt says -DFMT_SHARED, which must be the same on both sides.
  target_link_libraries(${target} PRIVATE
    $<BUILD_INTERFACE:fmt::fmt> $<BUILD_INTERFACE:tl::expected>)
  target_precompile_headers(${target} REUSE_FROM ${from})
endfunction()
