# SPDX-License-Identifier: GPL-2.0-only
#
# The stand-alone build against an installed ns-3. In the build folder: programs in bin/, the
# library in lib/, headers in include/ns3/.

include(GNUInstallDirs)

set(DHCPBACKUP_SANITIZE "" CACHE STRING "Sanitizers to build with, such as address,undefined")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, RelWithDebInfo or Debug" FORCE)
endif()
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

# --- What we stand on -----------------------------------------------------------------------------

find_package(ns3 QUIET)
if(NOT ns3_FOUND)
  find_package(MPI QUIET COMPONENTS CXX) # an ns-3 built with MPI names MPI's target
  find_package(ns3 REQUIRED)
endif()
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(SQLite3 REQUIRED)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h)
if(NOT RANDOM123_INCLUDE_DIR)
  message(FATAL_ERROR "Random123/philox.h is missing (Debian: librandom123-dev)")
endif()

# ns-3's targets are ns3::libcore up to 3.42 and ns3::core from 3.43 on.
set(ns3_targets core network internet csma point-to-point applications)
if(TARGET ns3::core)
  list(TRANSFORM ns3_targets PREPEND "ns3::")
else()
  list(TRANSFORM ns3_targets PREPEND "ns3::lib")
endif()
list(GET ns3_targets 0 ns3_core)
get_target_property(ns3_include_dirs ${ns3_core} INTERFACE_INCLUDE_DIRECTORIES)
find_path(NS3_INCLUDE_DIR ns3/core-module.h HINTS ${ns3_include_dirs} REQUIRED)

# Each ns-3 is compiled with the C++ standard that its own headers were written for.
if(ns3_VERSION VERSION_GREATER_EQUAL 3.46)
  set(CMAKE_CXX_STANDARD 23)
elseif(ns3_VERSION VERSION_GREATER_EQUAL 3.41)
  set(CMAKE_CXX_STANDARD 20)
else()
  set(CMAKE_CXX_STANDARD 17)
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)

# --- How we compile -------------------------------------------------------------------------------

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
add_compile_options(-Wall -Wextra)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 takes Boost's small_vector for one that is never larger than its inline part.
  add_compile_options(-Wno-stringop-overread)
endif()
# Debian's ns-3 has logging compiled in and assertions out; our own code has both.
add_compile_definitions(NS3_LOG_ENABLE NS3_ASSERT_ENABLE)
if(DHCPBACKUP_SANITIZE)
  add_compile_options(-fsanitize=${DHCPBACKUP_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DHCPBACKUP_SANITIZE})
endif()

# --- Headers: sources name them "ns3/x.h", as they are installed ------------------------------------

set(header_dir "${CMAKE_BINARY_DIR}/include/ns3")
file(MAKE_DIRECTORY "${header_dir}")
set(header_names dhcp-backup-module.h)
set(header_includes "")
foreach(header IN LISTS DHCPBACKUP_HEADERS)
  get_filename_component(name "${header}" NAME)
  if(name IN_LIST header_names OR EXISTS "${NS3_INCLUDE_DIR}/ns3/${name}")
    message(FATAL_ERROR "${header}: another header has this name, and all share the folder ns3/")
  endif()
  list(APPEND header_names ${name})
  file(CREATE_LINK "${DHCPBACKUP_DIR}/${header}" "${header_dir}/${name}" SYMBOLIC)
  string(APPEND header_includes "#include \"ns3/${name}\"\n")
endforeach()
configure_file(cmake/dhcp-backup-module.h.in "${header_dir}/dhcp-backup-module.h" @ONLY)

# Links to headers that are gone would let a wrong include pass.
file(GLOB stale RELATIVE "${header_dir}" "${header_dir}/*")
list(REMOVE_ITEM stale ${header_names})
foreach(name IN LISTS stale)
  file(REMOVE "${header_dir}/${name}")
endforeach()

# --- The library ------------------------------------------------------------------------------------

add_library(dhcp-backup SHARED ${DHCPBACKUP_SOURCES})
set_source_files_properties(
  helper/results-format.cc PROPERTIES COMPILE_DEFINITIONS DHCPBACKUP_NS3_VERSION="${ns3_VERSION}"
)
set_target_properties(
  dhcp-backup PROPERTIES VERSION ${PROJECT_VERSION}
                         SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
)
target_include_directories(
  dhcp-backup PUBLIC "$<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/include>"
                     "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
)
target_link_libraries(
  dhcp-backup
  PUBLIC ${ns3_targets} Boost::json
  PRIVATE SQLite::SQLite3
)

# --- Programs: every examples/*.cc and every scratch/*.cc -------------------------------------------

# dhcp_backup_add_program(<source>): a program in bin/ that is named as its source.
function(dhcp_backup_add_program source)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(${name} "${source}")
  target_link_libraries(${name} PRIVATE dhcp-backup)
endfunction()

add_subdirectory(examples)
file(GLOB scratch_sources CONFIGURE_DEPENDS "${DHCPBACKUP_DIR}/scratch/*.cc")
foreach(source IN LISTS scratch_sources)
  dhcp_backup_add_program("${source}")
endforeach()

add_subdirectory(benchmark EXCLUDE_FROM_ALL)

# --- Tests: one program -----------------------------------------------------------------------------

dhcp_backup_find_test_libraries()
if(DHCPBACKUP_TEST_SOURCES)
  enable_testing()
  add_executable(dhcp-backup-tests ${DHCPBACKUP_TEST_SOURCES})
  target_link_libraries(
    dhcp-backup-tests PRIVATE dhcp-backup GTest::gmock GTest::gmock_main SQLite::SQLite3
  )
  if(TARGET rapidcheck)
    target_link_libraries(dhcp-backup-tests PRIVATE rapidcheck)
  endif()
  # Test bodies run once: full optimisation would double the time of their compilation.
  target_compile_options(dhcp-backup-tests PRIVATE $<$<CONFIG:Release>:-O1>)
  target_compile_definitions(
    dhcp-backup-tests PRIVATE DHCPBACKUP_SOURCE_DIR="${DHCPBACKUP_DIR}"
                              DHCPBACKUP_PROGRAM_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
  )
  add_test(NAME dhcp-backup-tests COMMAND dhcp-backup-tests)
endif()

# --- Installation: library, headers, CMake package, pkg-config file ---------------------------------

include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/dhcp-backup")
install(TARGETS dhcp-backup EXPORT dhcp-backup DESTINATION "${CMAKE_INSTALL_LIBDIR}")
list(TRANSFORM DHCPBACKUP_HEADERS PREPEND "${DHCPBACKUP_DIR}/" OUTPUT_VARIABLE installed_headers)
install(FILES ${installed_headers} "${header_dir}/dhcp-backup-module.h"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/ns3"
)
install(EXPORT dhcp-backup NAMESPACE dhcp-backup:: FILE dhcp-backup-targets.cmake
        DESTINATION "${package_dir}"
)
configure_package_config_file(
  cmake/dhcp-backup-config.cmake.in "${CMAKE_BINARY_DIR}/dhcp-backup-config.cmake"
  INSTALL_DESTINATION "${package_dir}"
)
write_basic_package_version_file(
  "${CMAKE_BINARY_DIR}/dhcp-backup-config-version.cmake" COMPATIBILITY SameMinorVersion
)
install(FILES "${CMAKE_BINARY_DIR}/dhcp-backup-config.cmake"
              "${CMAKE_BINARY_DIR}/dhcp-backup-config-version.cmake" DESTINATION "${package_dir}"
)

# The examples name the schema by its place relative to theirs.
install(FILES "${DHCPBACKUP_DIR}/examples/scenario.schema.json"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/dhcp-backup"
)
install(DIRECTORY "${DHCPBACKUP_DIR}/examples/scenarios"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/dhcp-backup"
)

# Full paths: ns-3's own pkg-config files are partly broken and its library names vary.
set(pc_libs "")
foreach(target IN LISTS ns3_targets ITEMS Boost::json)
  string(APPEND pc_libs " $<TARGET_LINKER_FILE:${target}>")
endforeach()
file(RELATIVE_PATH pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
configure_file(cmake/dhcp-backup.pc.in "${CMAKE_BINARY_DIR}/dhcp-backup.pc.in" @ONLY)
file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/dhcp-backup.pc"
     INPUT "${CMAKE_BINARY_DIR}/dhcp-backup.pc.in"
)
install(FILES "${CMAKE_BINARY_DIR}/dhcp-backup.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
