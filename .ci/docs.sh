#!/usr/bin/env bash
# Fails when a package or public declaration has no /// line above it. The linter asks that of public ones only.
#
# Exempt: overrides, and what a conformance alone demands, as the protocol says what it is (description, ==, hash …).
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}"

find Sources -name '*.swift' -print0 | sort -z | xargs -0 -r awk '
    FNR == 1 { documented = 0; text = 0 }

    # What stands between the quotes of a text over several lines is no code.
    text { if (/"""/) text = 0; next }

    /^[ \t]*\/\/\// { documented = 1; next }

    # Attributes, conditions and plain comments may stand between a docstring and its declaration.
    /^[ \t]*(\/\/|#(if|else|elseif|endif))/ { next }
    /^[ \t]*@[A-Za-z_]+(\([^)]*\))?([ \t]+@[A-Za-z_]+(\([^)]*\))?)*[ \t]*$/ { next }

    {
        line = $0
        # Attributes on the line of the declaration itself.
        while (match(line, /^[ \t]*@[A-Za-z_]+(\([^)]*\))?[ \t]+/)) line = substr(line, RLENGTH + 1)
        sub(/^[ \t]+/, "", line)
        isDeclaration = line ~ /^([a-z]+(\([a-z]+\))?[ \t]+)*(package|public)[ \t]+([a-z]+(\([a-z]+\))?[ \t]+)*(func|var|let|struct|enum|class|actor|protocol|init|typealias|subscript)([^A-Za-z0-9_]|$)/
        isExempt = line ~ /(^|[ \t])override[ \t]/ \
            || line ~ /(var (description|debugDescription|errorDescription)[^A-Za-z0-9_]|func (==|<)[ \t]*[(<]|func (hash\(into|make(Async)?Iterator\()|typealias (Element|Failure|(Async)?Iterator)[ \t])/
        if (isDeclaration && !isExempt && !documented) {
            print FILENAME ":" FNR ": " line
            failed = 1
        }
        documented = 0
        if (gsub(/"""/, "\"\"\"", line) % 2) text = 1
    }

    END {
        if (failed) print "Give each of these a /// line that says what it is."
        exit failed
    }
' >&2 || exit 1
