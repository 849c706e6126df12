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
# ns-3's test runner. Tests that need RapidCheck are named *-property-test.cc.
dhcp_backup_glob(DHCPBACKUP_TEST_SOURCES "test/*.cc")
list(FILTER DHCPBACKUP_TEST_SOURCES EXCLUDE
     REGEX "^test/(fuzz/|build/|launcher/|ns3-test-suite\\.cc$)"
)
set(DHCPBACKUP_PROPERTY_TESTS "-property-test\\.cc$")
