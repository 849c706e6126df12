# SPDX-License-Identifier: GPL-2.0-only
#
# What is built, for both roles: the file lists, found by pattern so that no file can be forgotten
# (wscript uses the same patterns), and the libraries of the tests. Names are relative to the
# module's folder, as ns-3's build_lib wants them.

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

# dhcp_backup_find_tests(): sets DHCPBACKUP_TEST_SOURCES (empty without GoogleTest) and
# DHCPBACKUP_TEST_LIBRARIES. Everything under test/ is one program, except what has a main function
# of its own and the bridge to ns-3's test runner. Tests that need RapidCheck are named
# *-property-test.cc.
macro(dhcp_backup_find_tests)
  dhcp_backup_glob(DHCPBACKUP_TEST_SOURCES "test/*.cc")
  list(FILTER DHCPBACKUP_TEST_SOURCES EXCLUDE
       REGEX "^test/(fuzz/|build/|launcher/|ns3-test-suite\\.cc$)"
  )
  find_package(GTest QUIET)
  find_package(rapidcheck QUIET)
  if(NOT TARGET GTest::gmock)
    message(STATUS "dhcp-backup: no tests, GoogleTest is missing (Debian: libgmock-dev)")
    set(DHCPBACKUP_TEST_SOURCES "")
  elseif(NOT TARGET rapidcheck)
    message(STATUS "dhcp-backup: no property tests, RapidCheck is missing "
                   "(Debian: librapidcheck-dev)"
    )
    list(FILTER DHCPBACKUP_TEST_SOURCES EXCLUDE REGEX "-property-test\\.cc$")
    set(DHCPBACKUP_TEST_LIBRARIES GTest::gmock)
  else()
    set(DHCPBACKUP_TEST_LIBRARIES GTest::gmock rapidcheck)
  endif()
endmacro()
