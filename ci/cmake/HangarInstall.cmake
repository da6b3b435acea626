# cmake --install: a prefix that may be moved. find_package(hangar) there gives hangar::diag,
# hangar::backends and hangar::harness, each with all modules of its layer, and the modules
# themselves (hangar::diag_os).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/hangar)
set(installed "")
foreach(layer diag backends harness)
  set(modules ${HANGAR_MODULES})
  list(FILTER modules INCLUDE REGEX "^hangar_${layer}_")
  if(NOT modules)
    continue()
  endif()
  add_library(hangar_${layer} INTERFACE)
  add_library(hangar::${layer} ALIAS hangar_${layer})
  set_target_properties(hangar_${layer} PROPERTIES EXPORT_NAME ${layer})
  target_link_libraries(hangar_${layer} INTERFACE ${modules})
  list(APPEND installed hangar_${layer} ${modules})
  file(GLOB of_the_layer CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${layer}/*.hpp")
  install(FILES ${of_the_layer} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/hangar/${layer}")
  # The headers of these alone: what belongs to the examiner could be included, and not linked.
  foreach(module IN LISTS modules)
    string(REPLACE "hangar_${layer}_" "" folder "${module}")
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/${layer}/${folder}"
      DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/hangar/${layer}"
      FILES_MATCHING PATTERN "*.hpp"
      PATTERN "*.test.hpp" EXCLUDE PATTERN specimens EXCLUDE PATTERN preload EXCLUDE PATTERN page EXCLUDE)
  endforeach()
endforeach()
install(FILES "${PROJECT_SOURCE_DIR}/diag/diag.hpp" "${PROJECT_SOURCE_DIR}/harness/harness.hpp"
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/hangar)
install(TARGETS hangar EXPORT hangar-targets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(TARGETS ${installed} EXPORT hangar-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT hangar-targets NAMESPACE hangar:: DESTINATION ${package_dir})
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/hangar-config.cmake.in"
  "${PROJECT_BINARY_DIR}/hangar-config.cmake" INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/hangar-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/hangar-config.cmake"
  "${PROJECT_BINARY_DIR}/hangar-config-version.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/HangarDiscoverTests.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/HangarAddTests.cmake" DESTINATION ${package_dir})
