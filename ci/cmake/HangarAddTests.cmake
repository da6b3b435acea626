# What hangar_discover_tests() runs after a build: lists a program's tests and writes a file of
# add_test() for CTest. A program that cannot list its tests fails the build.
set(run "${HANGAR}" run --history=off ${RUN_OPTIONS})
set(arguments "")
if(EXTRA_ARGS)
  set(arguments -- ${EXTRA_ARGS})
endif()
# Whoever runs them anyway has given the flag himself.
set(disabled "--gtest_also_run_disabled_tests")
if(EXTRA_ARGS MATCHES "${disabled}")
  set(disabled "")
endif()
execute_process(COMMAND ${run} --list "${PROGRAM}" -- ${EXTRA_ARGS} ${disabled}
  OUTPUT_VARIABLE list ERROR_VARIABLE errors RESULT_VARIABLE status)
if(NOT status EQUAL 0 AND NOT status EQUAL 4)  # 4: it has none
  message(FATAL_ERROR "${PROGRAM} does not list its tests:\n${errors}")
endif()

# A text that CMake reads as it is, whatever is in it.
function(quoted into)
  set(result "")
  foreach(text IN LISTS ARGN)
    string(APPEND result " [==[${text}]==]")
  endforeach()
  set(${into} "${result}" PARENT_SCOPE)
endfunction()

# Names may have what would hold a list together, or cut it: such characters are away for a while.
string(ASCII 2 open)
string(ASCII 3 close)
string(ASCII 4 semicolon)
string(REPLACE "[" "${open}" list "${list}")
string(REPLACE "]" "${close}" list "${list}")
string(REPLACE ";" "${semicolon}" list "${list}")
string(REPLACE "\n" ";" lines "${list}")
set(content "")
foreach(line IN LISTS lines)
  if(NOT line MATCHES "^([^ ]+) (.+\\..+)$")
    continue()
  endif()
  set(name "${CMAKE_MATCH_2}")
  string(REGEX REPLACE "[*?:-]" "?" filter "${name}")  # what a filter would read otherwise
  string(REGEX REPLACE "[^A-Za-z0-9_.-]" "_" folder "${name}")
  cmake_path(GET PROGRAM FILENAME program)
  quoted(command ${run} "--filter=${filter}" "--out=${OUT}/${program}/${folder}" "${PROGRAM}" ${arguments})
  quoted(test "${PREFIX}${name}")
  # The last line: a test that failed may have printed the same before.
  quoted(properties SKIP_REGULAR_EXPRESSION "(^|\n)0 passed, 0 failed, 1 skipped\n*$" ${PROPERTIES})
  if(disabled AND name MATCHES "(^|[./])DISABLED_")
    quoted(properties ${PROPERTIES} DISABLED TRUE)
  endif()
  string(APPEND content "add_test(${test}${command})\nset_tests_properties(${test} PROPERTIES${properties})\n")
endforeach()
string(REPLACE "${open}" "[" content "${content}")
string(REPLACE "${close}" "]" content "${content}")
string(REPLACE "${semicolon}" ";" content "${content}")
file(WRITE "${TESTS}" "${content}")
