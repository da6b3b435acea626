# What makes a clean build take minutes on two cores: ccache, lld, precompiled headers, and no optimisation
# where none is needed. None of it changes what is built. docs/contributing.md has the rules.
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

# Nor are a module's COLD sources: what runs once for a command, and consists of a library's templates
# (CLI11, nlohmann/json), which take 6 s of 9 to optimise. Without a precompiled header, since that says
# how it was optimised. Sanitizers and fuzzers keep them as everything else.
function(hangar_cold_sources)
  if(HANGAR_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    return()
  endif()
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -O0 SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# Many sources take half the time together: what they include is read once for eight, the templates that
# they share are instantiated once. g++ compiles each alone, so that none lives on what its neighbour includes.
function(hangar_compile_in_batches target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# The precompiled headers. Each is compiled once for the whole tree: for a library -fPIC, for a program
# -fPIE, for a test program not optimised and with GoogleTest; and each of these alone, or with what the
# users of a folder all include. A target names the latter: hangar_module(... PRECOMPILED actor).
set(_standard <algorithm> <array> <atomic> <chrono> <coroutine> <cstdint> <exception> <functional>
  <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <system_error> <thread>
  <unordered_map> <utility> <variant> <vector> <fmt/format.h> <tl/expected.hpp>)
set(_boost <boost/optional.hpp> <boost/type_traits.hpp> <boost/asio.hpp>)
set(_actor <hangar/backends/actor/actor.hpp>)
set(_waitgraph <hangar/diag/waitgraph/scene.hpp>)
set(_gtest <gtest/gtest.h> <gmock/gmock.h>)

# _hangar_precompile(PROGRAM|TEST|LIBRARY [with])
function(_hangar_precompile kind)
  string(TOLOWER "hangar_precompiled_${kind}" name)
  set(headers ${_standard})
  set(libraries hangar_warnings fmt::fmt tl::expected Threads::Threads)
  foreach(with IN LISTS ARGN)
    string(APPEND name "_${with}")
    list(APPEND headers ${_${with}})
  endforeach()
  if("boost" IN_LIST ARGN)
    list(APPEND libraries hangar_boost)
  endif()
  if(kind STREQUAL "TEST")
    list(APPEND headers ${_gtest})
    list(APPEND libraries GTest::gmock)
  endif()
  add_library(${name} OBJECT EXCLUDE_FROM_ALL "${PROJECT_SOURCE_DIR}/ci/cmake/precompiled.cpp")
  target_link_libraries(${name} PRIVATE ${libraries})
  target_include_directories(${name} PRIVATE "${PROJECT_BINARY_DIR}/include")
  target_precompile_headers(${name} PRIVATE ${headers})
  if(NOT kind STREQUAL "LIBRARY")
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${name} PRIVATE -fPIE)
  endif()
  if(kind STREQUAL "TEST")
    target_compile_options(${name} PRIVATE ${HANGAR_TEST_OPTIONS})
  endif()
endfunction()

if(HANGAR_PRECOMPILE)
  foreach(kind LIBRARY TEST)
    _hangar_precompile(${kind})
    foreach(with boost actor waitgraph)
      _hangar_precompile(${kind} ${with})
    endforeach()
  endforeach()
  _hangar_precompile(PROGRAM actor)
endif()

# hangar_use_precompiled(target LIBRARY|PROGRAM|TEST [with]): `boost` for a target that links hangar_boost.
function(hangar_use_precompiled target kind)
  if(NOT HANGAR_PRECOMPILE)
    return()
  endif()
  string(TOLOWER "hangar_precompiled_${kind}" from)
  foreach(with IN LISTS ARGN)
    string(APPEND from "_${with}")
  endforeach()
  # fmt says -DFMT_SHARED, which must be the same on both sides.
  target_link_libraries(${target} PRIVATE
    $<BUILD_INTERFACE:fmt::fmt> $<BUILD_INTERFACE:tl::expected>)
  target_precompile_headers(${target} REUSE_FROM ${from})
endfunction()
