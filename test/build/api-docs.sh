#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every public class, function, attribute and value of the installed headers has a description; every
# parameter and every result is told of.

source "$(dirname "$0")/common.bash"

cat >"$work/Doxyfile" <<END
INPUT = $tree/model $tree/helper
FILE_PATTERNS = *.h
RECURSIVE = YES
OUTPUT_DIRECTORY = $work
GENERATE_HTML = NO
GENERATE_LATEX = NO
GENERATE_XML = YES
XML_PROGRAMLISTING = NO
JAVADOC_AUTOBRIEF = YES
WARN_IF_UNDOCUMENTED = NO
WARN_LOGFILE = $work/warnings
QUIET = YES
END
quietly doxygen "$work/Doxyfile"
[[ ! -s $work/warnings ]] || { cat "$work/warnings" >&2; fail "doxygen complains"; }

# Doxygen's own check of parameters (WARN_NO_PARAMDOC) blames documented ones too in Debian's 1.9.4.
python3 - "$work/xml" >"$work/gaps" <<'END'
import glob, sys, xml.etree.ElementTree as xml

def text(node):
    return "".join(node.itertext()).strip() if node is not None else ""

def gaps(member):
    described = text(member.find("briefdescription")) + text(member.find("detaileddescription"))
    if not described:
        return ["description"]
    if member.get("kind") != "function":
        return []
    told = {text(name) for name in member.iter("parametername")}
    wanted = {text(p.find("declname")) for p in member.findall("param")} - {""}
    missing = ["@param " + name for name in sorted(wanted - told)]
    returns = any(s.get("kind") == "return" for s in member.iter("simplesect"))
    if not returns and text(member.find("type")) not in ("", "void"):
        missing.append("@return")
    return missing

for path in sorted(glob.glob(sys.argv[1] + "/*.xml")):
    for compound in xml.parse(path).getroot().iter("compounddef"):
        if compound.get("kind") not in ("class", "struct", "namespace"):
            continue
        name = text(compound.find("compoundname"))
        if compound.get("prot") == "private" or name == "std":
            continue
        if compound.get("kind") != "namespace" and not (
                text(compound.find("briefdescription")) + text(compound.find("detaileddescription"))):
            print(compound.find("location").get("file") + ": " + name + ": description")
        for member in compound.iter("memberdef"):
            # What overrides a function is documented there.
            if member.get("prot") != "public" or "override" in text(member.find("argsstring")):
                continue
            arguments = text(member.find("argsstring"))
            if arguments.endswith(("=default", "=delete")):
                continue
            if arguments.startswith("()") and not text(member.find("type")):
                continue # a constructor or destructor that there is nothing to say of
            place = member.find("location")
            for gap in gaps(member):
                print("%s:%s: %s: %s" % (place.get("file"), place.get("line"),
                                         text(member.find("name")), gap))
END
if [[ -s $work/gaps ]]; then
    cat "$work/gaps" >&2
    fail "$(wc -l <"$work/gaps") gaps in the API's documentation"
fi
echo "the API is documented"
