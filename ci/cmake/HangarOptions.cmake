# What a build may choose, and what every target is compiled with.

option(HANGAR_BUILD_TESTS "Build the unit tests that stand beside the sources" ${PROJECT_IS_TOP_LEVEL})
option(HANGAR_BUILD_SUITES "Build the suites and the programs they need" ${PROJECT_IS_TOP_LEVEL})
option(HANGAR_BUILD_FUZZERS "Build the fuzz targets (clang only)" OFF)
option(HANGAR_WERROR "Warnings are errors" OFF)
set(HANGAR_SANITIZE "" CACHE STRING "Sanitizers for every target: address,undefined or thread")
set(HANGAR_COVERAGE OFF CACHE BOOL "Instrument for coverage")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

# Warnings live on a private interface target: they are ours, never the consumer's.
add_library(hangar_warnings INTERFACE)
target_compile_options(hangar_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Woverloaded-virtual -Wimplicit-fallthrough
  # g++'s -Wshadow minds names hidden in GoogleTest's macros, and its -Wnon-virtual-dtor a protected
  # destructor in a class that has a friend; clang's do not.
  $<$<CXX_COMPILER_ID:Clang>:-Wshadow -Wnon-virtual-dtor>
  # g++ also minds members left to their default initialisers, and believes that a string can be
  # copied out of its own buffer, or a long one into it (its defects 105651 and 105329).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-missing-field-initializers -Wno-array-bounds -Wno-restrict
    -Wno-stringop-overflow -Wno-stringop-overread>
  $<$<BOOL:${HANGAR_WERROR}>:-Werror>)

if(HANGAR_SANITIZE)
  add_compile_options(-fsanitize=${HANGAR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HANGAR_SANITIZE})
endif()
if(HANGAR_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
