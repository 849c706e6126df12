# SPDX-License-Identifier: GPL-2.0-only
#
# What is built, for both roles: file lists, found by pattern so that no file can be forgotten;
# wscript uses the same patterns. Names are relative to the module's folder, as ns-3's build_lib
# wants them.

get_filename_component(DHCPBACKUP_DIR "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)

# dhcp_backup_glob(<out> <pattern>...): the files under the module's folder that match a pattern.
function(dhcp_backup_glob out)
  set(patterns ${ARGN})
  list(TRANSFORM patterns PREPEND "${DHCPBACKUP_DIR}/")
  file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE "${DHCPBACKUP_DIR}" ${patterns})
  list(SORT found)
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

dhcp_backup_glob(DHCPBACKUP_SOURCES "model/*.cc" "helper/*.cc")
dhcp_backup_glob(DHCPBACKUP_HEADERS "model/*.h" "helper/*.h")

# Everything under test/ is one program, except what has a main function of its own and the bridge to
# ns-3's test runner.
dhcp_backup_glob(DHCPBACKUP_TEST_SOURCES "test/*.cc")
list(FILTER DHCPBACKUP_TEST_SOURCES EXCLUDE
     REGEX "^test/(fuzz/|build/|launcher/|ns3-test-suite\\.cc$)"
)

# dhcp_backup_find_test_libraries(): sets DHCPBACKUP_TEST_SOURCES to those that can be built with
# what is there: none without GoogleTest, those that do without RapidCheck otherwise.
macro(dhcp_backup_find_test_libraries)
  find_package(GTest QUIET)
  find_package(rapidcheck QUIET)
  if(NOT TARGET GTest::gmock)
    message(STATUS "dhcp-backup: no tests (GoogleTest; Debian: libgtest-dev libgmock-dev)")
    set(DHCPBACKUP_TEST_SOURCES "")
  elseif(NOT TARGET rapidcheck)
    message(STATUS "dhcp-backup: no property tests (RapidCheck; Debian: librapidcheck-dev)")
    foreach(source IN LISTS DHCPBACKUP_TEST_SOURCES)
      file(STRINGS "${DHCPBACKUP_DIR}/${source}" found REGEX "include <rapidcheck" LIMIT_COUNT 1)
      if(found)
        list(REMOVE_ITEM DHCPBACKUP_TEST_SOURCES "${source}")
      endif()
    endforeach()
  endif()
endmacro()
