# hangar_discover_tests(target
#   [RUN_OPTIONS option...]     of `hangar run`: --timeout=5 --leaks=report --spawn-backend=all
#   [EXTRA_ARGS argument...]    for the program
#   [TEST_PREFIX text]          in front of each test's name
#   [PROPERTIES name value...]  of each test)
#
# Registers each test of a GoogleTest program with CTest, linked with hangar or not, to be run by
# `hangar run`: a test that hangs is ended with its verdict, what it leaves behind fails it. The
# tests are listed after each build of the program. What a test leaves is in hangar-out/ in the
# build folder. One that CTest is to end later than hangar does: its TIMEOUT is the longer one.
set(HANGAR_ADD_TESTS_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/HangarAddTests.cmake")

function(hangar_discover_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TEST_PREFIX" "RUN_OPTIONS;EXTRA_ARGS;PROPERTIES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "hangar_discover_tests(${target}): no such option: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(base "${CMAKE_CURRENT_BINARY_DIR}/${target}-hangar")
  add_custom_command(TARGET ${target} POST_BUILD VERBATIM
    BYPRODUCTS "${base}-tests.cmake"
    COMMENT "Listing the tests of ${target}"
    COMMAND "${CMAKE_COMMAND}"
      -D "HANGAR=$<TARGET_FILE:hangar::hangar>"
      -D "PROGRAM=$<TARGET_FILE:${target}>"
      -D "OUT=${CMAKE_CURRENT_BINARY_DIR}/hangar-out"
      -D "RUN_OPTIONS=${arg_RUN_OPTIONS}"
      -D "EXTRA_ARGS=${arg_EXTRA_ARGS}"
      -D "PREFIX=${arg_TEST_PREFIX}"
      -D "PROPERTIES=${arg_PROPERTIES}"
      -D "TESTS=${base}-tests.cmake"
      -P "${HANGAR_ADD_TESTS_SCRIPT}")
  file(WRITE "${base}-include.cmake"
    "if(EXISTS \"${base}-tests.cmake\")\n"
    "  include(\"${base}-tests.cmake\")\n"
    "else()\n"
    "  add_test(${target}_NOT_BUILT ${target}_NOT_BUILT)\n"
    "endif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${base}-include.cmake")
endfunction()
