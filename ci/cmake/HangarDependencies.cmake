# Debian 12's packages; ci/setup installs them.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(libdw REQUIRED IMPORTED_TARGET libdw)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
find_package(tomlplusplus REQUIRED)
find_package(Backward REQUIRED)

# libunwind's remote interface alone. Never -lunwind: it would take `backtrace` and `_Unwind_*` away
# from libc and libgcc; and never LLVM's library of the same name.
find_library(HANGAR_LIBUNWIND_X86_64 unwind-x86_64 REQUIRED)
add_library(hangar_libunwind INTERFACE)
target_link_libraries(hangar_libunwind INTERFACE "${HANGAR_LIBUNWIND_X86_64}")

# Boost.Asio and Boost.Process v2, header-only. Boost is a system include: its warnings are not ours.
add_library(hangar_boost INTERFACE)
target_include_directories(hangar_boost SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_compile_definitions(hangar_boost INTERFACE
  BOOST_PROCESS_USE_STD_FS BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_VISIBILITY)
target_link_libraries(hangar_boost INTERFACE Threads::Threads)

set(HANGAR_HEADER_ONLY hangar_boost nlohmann_json::nlohmann_json CLI11::CLI11)
