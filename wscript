# SPDX-License-Identifier: GPL-2.0-only
"""
Builds the module with waf in two roles:
- stand-alone, against an installed ns-3: waf configure build (then build-waf/examples/first-lease);
- inside an ns-3 tree of the waf era (3.35) as contrib/dhcp-backup: ns-3 reads this file by itself.

The patterns are those of cmake/sources.cmake. CMake is the main road: waf installs nothing.
"""

import os
import re

from waflib import Build, Context

top = '.'
out = 'build-waf'

NS3_MODULES = ['core', 'network', 'internet', 'csma', 'point-to-point', 'applications']
NOT_TESTS = ['test/fuzz/**', 'test/build/**', 'test/launcher/**', 'test/ns3-test-suite.cc']
CXX_STANDARD = '-std=c++17'


def is_stand_alone(ctx):
    return ctx.path.abspath() == Context.run_dir


def sources(ctx):
    return ctx.path.ant_glob(['model/**/*.cc', 'helper/**/*.cc'])


def headers(ctx):
    return ctx.path.ant_glob(['model/**/*.h', 'helper/**/*.h'])


def test_sources(ctx):
    found = ctx.path.ant_glob('test/**/*.cc', excl=NOT_TESTS)
    if not ctx.env.DHCPBACKUP_RAPIDCHECK:
        found = [node for node in found if 'include <rapidcheck' not in node.read()]
    return found


def options(opt):
    if is_stand_alone(opt):
        opt.load('compiler_cxx')


def configure(conf):
    if is_stand_alone(conf):
        configure_stand_alone(conf)
        find_libraries(conf, mandatory=True)
        return
    missing = find_libraries(conf, mandatory=False)
    conf.report_optional_feature('dhcp-backup', 'DHCP backup', not missing, missing + ' not found')
    if missing:
        conf.env.append_value('MODULES_NOT_BUILT', 'dhcp-backup')


def find_libraries(conf, mandatory):
    """Look for what we need besides ns-3; return the name of what is missing or ''."""
    def check(**what):
        return conf.check_cxx(cxxflags=CXX_STANDARD, define_name='', **what)

    if not check(header_name='boost/json.hpp', lib=['boost_json', 'boost_container'],
                 uselib_store='BOOST_JSON', mandatory=mandatory):
        return 'Boost.JSON'
    if not check(header_name='sqlite3.h', lib='sqlite3', uselib_store='DHCPBACKUP_SQLITE',
                 mandatory=mandatory):
        return 'SQLite 3'
    if not check(header_name='Random123/philox.h', mandatory=mandatory):
        return 'Random123'
    # The tests are left out without GoogleTest, the property tests without RapidCheck.
    conf.env.DHCPBACKUP_GTEST = bool(check(
        header_name='gmock/gmock.h', lib=['gmock', 'gtest', 'pthread'], uselib_store='GTEST',
        mandatory=False))
    conf.env.DHCPBACKUP_RAPIDCHECK = bool(check(
        header_name='rapidcheck.h', lib='rapidcheck', uselib_store='RAPIDCHECK', mandatory=False))
    return ''


def configure_stand_alone(conf):
    conf.load('compiler_cxx')
    if 'CXXFLAGS' not in os.environ:
        conf.env.append_value('CXXFLAGS', ['-O2', '-DNDEBUG'])
    conf.env.append_value('CXXFLAGS', ['-Wall', '-Wextra', CXX_STANDARD])
    conf.env.append_value('DEFINES', ['NS3_LOG_ENABLE', 'NS3_ASSERT_ENABLE'])
    # Not by pkg-config: the flags in Debian's ns3-*.pc are partly broken.
    conf.check_cxx(header_name='ns3/applications-module.h',
                   lib=['ns3-' + module for module in NS3_MODULES], uselib_store='NS3',
                   define_name='')


def build(bld):
    if is_stand_alone(bld):
        build_stand_alone(bld)
    else:
        build_in_tree(bld)


def build_in_tree(bld):
    module = bld.create_ns3_module('dhcp-backup', NS3_MODULES)
    module.source = sources(bld)
    module.use += ['BOOST_JSON', 'DHCPBACKUP_SQLITE']

    module_headers = bld(features='ns3header')
    module_headers.module = 'dhcp-backup'
    module_headers.source = [node.path_from(bld.path) for node in headers(bld)]

    if bld.env.DHCPBACKUP_GTEST:
        library = bld.create_ns3_module_test_library('dhcp-backup')
        library.source = [node for node in test_sources(bld) if node.name != 'main.cc']
        library.source.append(bld.path.find_node('test/ns3-test-suite.cc'))
        library.use += ['GTEST', 'RAPIDCHECK', 'BOOST_JSON', 'DHCPBACKUP_SQLITE']
        # Debian's RapidCheck is not built for shared libraries, as this one is: the program that
        # it is linked to, test-runner, carries it for the library.
        library.env.LIB_RAPIDCHECK = []
        library.env.append_value('DEFINES', 'DHCPBACKUP_SOURCE_DIR="%s"' % bld.path.abspath())

    if bld.env.ENABLE_EXAMPLES:
        bld.recurse('examples')


def build_stand_alone(bld):
    link_headers(bld)
    bld.shlib(source=sources(bld), target='dhcp-backup', use='NS3 BOOST_JSON DHCPBACKUP_SQLITE',
              includes=bld.bldnode.make_node('include').abspath(),
              export_includes=bld.bldnode.make_node('include').abspath(), install_path=None)
    bld.dhcp_backup_program = lambda node: dhcp_backup_program(bld, node)
    bld.recurse('examples')
    for node in bld.path.ant_glob('scratch/*.cc'):
        dhcp_backup_program(bld, node)
    if bld.env.DHCPBACKUP_GTEST:
        bld.program(source=test_sources(bld), target='dhcp-backup-tests',
                    install_path=None, lib=['gmock_main'],
                    use='dhcp-backup NS3 GTEST RAPIDCHECK BOOST_JSON DHCPBACKUP_SQLITE',
                    rpath=bld.bldnode.abspath(),
                    defines=['DHCPBACKUP_SOURCE_DIR="%s"' % bld.path.abspath(),
                             'DHCPBACKUP_PROGRAM_DIR="%s/examples"' % bld.bldnode.abspath()])


def dhcp_backup_program(bld, node):
    """A program that is named as its source, in the folder that is named as the source's."""
    target = node.path_from(bld.srcnode)[:-len('.cc')]
    bld.program(source=[node], target=bld.bldnode.make_node(target), use='dhcp-backup NS3 BOOST_JSON',
                rpath=bld.bldnode.abspath(), install_path=None)


def link_headers(bld):
    """Offer all headers as "ns3/x.h", with one that includes them all."""
    folder = os.path.join(bld.bldnode.abspath(), 'include', 'ns3')
    os.makedirs(folder, exist_ok=True)
    wanted = {node.name: node.abspath() for node in headers(bld)}
    for name in os.listdir(folder):
        os.remove(os.path.join(folder, name))
    for name, path in wanted.items():
        os.symlink(path, os.path.join(folder, name))
    template = bld.path.find_node('cmake/dhcp-backup-module.h.in').read()
    lines = ''.join('#include "ns3/%s"\n' % name for name in sorted(wanted))
    with open(os.path.join(folder, 'dhcp-backup-module.h'), 'w') as module_header:
        module_header.write(re.sub('@header_includes@', lines, template))


class Files(Build.BuildContext):
    """lists the source files that the stand-alone build compiles"""
    cmd = 'files'

    def execute(self):
        self.restore()
        if not self.all_envs:
            self.load_envs()
        self.recurse([self.run_dir])
        for group in self.groups:
            for generator in group:
                for node in generator.to_nodes(getattr(generator, 'source', [])):
                    print(node.path_from(self.srcnode))
