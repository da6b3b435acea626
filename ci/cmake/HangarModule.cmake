# One CMake target per second-level folder, by convention over its file names:
#   x.hpp x.cpp     the library          hangar_<top>_<folder>   (alias hangar::<top>_<folder>)
#   x.test.cpp      its unit tests       <top>_<folder>_test
#   x.fuzz.cpp      a fuzz target each   <top>_<folder>_x_fuzz
#   x.main.cpp      left to the folder's own CMakeLists.txt
#
# hangar_module(diag/os PUBLIC fmt::fmt PRIVATE hangar_boost)
#
# A subfolder causes/ belongs to it (diag/waitgraph: a file per cause of a hang).
#
# PRECOMPILED actor: its sources and tests use the precompiled header with what users of actors include
# (HangarCompileSpeed.cmake). COLD: sources that are not optimised while we work, and need not be.
# BATCHED: its sources are compiled eight at a time, as those of every test program are.
#
# EXAMINER: what only the `hangar` program links (unwinder, symbols, dumps); it is not installed, so
# that a program under test needs none of it while it is sick.

# <hangar/diag/os/fd.hpp> is diag/os/fd.hpp, here as in an installed prefix.
set(HANGAR_INCLUDE_ROOT "${PROJECT_BINARY_DIR}/include")
file(MAKE_DIRECTORY "${HANGAR_INCLUDE_ROOT}/hangar")
foreach(layer diag backends harness suites)
  file(CREATE_LINK "${PROJECT_SOURCE_DIR}/${layer}" "${HANGAR_INCLUDE_ROOT}/hangar/${layer}" SYMBOLIC)
endforeach()
foreach(layer diag harness)  # the whole of a layer, for its users
  file(CREATE_LINK "${PROJECT_SOURCE_DIR}/${layer}/${layer}.hpp"
    "${HANGAR_INCLUDE_ROOT}/hangar/${layer}.hpp" SYMBOLIC)
endforeach()

if(HANGAR_BUILD_FUZZERS)
  add_custom_target(fuzzers)
endif()
set(HANGAR_MODULES "" CACHE INTERNAL "every library target, for the install")

function(hangar_module folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EXAMINER;BATCHED" "PRECOMPILED" "PUBLIC;PRIVATE;TEST;COLD")
  string(REPLACE "/" "_" name "${folder}")
  set(target "hangar_${name}")
  set(root "${PROJECT_SOURCE_DIR}/${folder}")

  file(GLOB sources CONFIGURE_DEPENDS "${root}/*.cpp" "${root}/causes/*.cpp")
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER sources EXCLUDE REGEX "\\.(test|fuzz|main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "\\.test\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "\\.fuzz\\.cpp$")

  if("hangar_boost" IN_LIST arg_PRIVATE)
    set(arg_PRECOMPILED boost)
  endif()
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:hangar_warnings>)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(hangar::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${HANGAR_INCLUDE_ROOT}> $<INSTALL_INTERFACE:include>)
  target_link_libraries(${target} ${scope} ${arg_PUBLIC})
  if(sources)
    foreach(library IN LISTS arg_PRIVATE)
      if(library IN_LIST HANGAR_HEADER_ONLY)  # a user of the installed library needs none of it
        set(library $<BUILD_INTERFACE:${library}>)
      endif()
      target_link_libraries(${target} PRIVATE ${library})
    endforeach()
    hangar_use_precompiled(${target} LIBRARY ${arg_PRECOMPILED})
    list(TRANSFORM arg_COLD PREPEND "${root}/")
    hangar_cold_sources(${arg_COLD})
    if(arg_BATCHED)
      hangar_compile_in_batches(${target})
    endif()
  endif()
  if(NOT arg_EXAMINER)
    set(HANGAR_MODULES ${HANGAR_MODULES} ${target} CACHE INTERNAL "")
  endif()

  if(HANGAR_BUILD_TESTS AND tests)
    hangar_test_program(${name}_test SOURCES ${tests} PRECOMPILED ${arg_PRECOMPILED}
      LIBRARIES ${target} ${arg_PRIVATE} ${arg_TEST})
  endif()
  if(HANGAR_BUILD_FUZZERS)
    foreach(fuzzer IN LISTS fuzzers)
      cmake_path(GET fuzzer STEM stem)
      add_executable(${name}_${stem}_fuzz ${fuzzer})
      target_compile_options(${name}_${stem}_fuzz PRIVATE -fsanitize=fuzzer)
      target_link_options(${name}_${stem}_fuzz PRIVATE -fsanitize=fuzzer)
      target_link_libraries(${name}_${stem}_fuzz PRIVATE ${target} hangar_warnings ${arg_PRIVATE})
      add_dependencies(fuzzers ${name}_${stem}_fuzz)
    endforeach()
  endif()
endfunction()

# A GoogleTest program that CTest knows, too. One with HANGAR_MAIN says OWN_MAIN; in suites/ that
# makes it one of those that ./ci/matrix runs on every cell.
function(hangar_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "OWN_MAIN" "PRECOMPILED" "SOURCES;LIBRARIES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} hangar_warnings
    GTest::gmock GTest::gtest $<$<NOT:$<BOOL:${arg_OWN_MAIN}>>:GTest::gmock_main>)
  target_include_directories(${name} PRIVATE "${HANGAR_INCLUDE_ROOT}")
  target_compile_options(${name} PRIVATE ${HANGAR_TEST_OPTIONS})
  hangar_use_precompiled(${name} TEST ${arg_PRECOMPILED})
  hangar_compile_in_batches(${name})
  add_test(NAME ${name} COMMAND ${name})
  set(labels gtest)
  set(suites_root "${PROJECT_SOURCE_DIR}/suites")
  cmake_path(IS_PREFIX suites_root "${CMAKE_CURRENT_SOURCE_DIR}" in_suites)
  if(arg_OWN_MAIN AND in_suites)
    list(APPEND labels matrix)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${labels}")
endfunction()

# hangar_script_test(name command...): one test; exit status 0 passes, 77 skips.
function(hangar_script_test name)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS script SKIP_RETURN_CODE 77)
endfunction()
