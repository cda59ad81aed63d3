#!/usr/bin/env bash
# Fails when a target imports a module that .ci/floors.txt does not grant it, or has no line there, or a line no target.
# SwiftPM's own check looks at recursive dependencies only, and so lets an import through a neighbour pass.
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}"

failed=0
fail() {
    printf '%s\n' "$*" >&2
    failed=1
}

declare -A grants=()
while read -r target modules; do
    [[ -n $target && $target != '#'* ]] || continue
    target=${target%:}
    [[ -z ${grants[$target]+set} ]] || fail ".ci/floors.txt: $target has two lines."
    grants[$target]=" $modules "
    [[ -n $(find "Sources/$target" -name '*.swift' -print -quit 2> /dev/null) ]] \
        || fail ".ci/floors.txt: Sources/$target has no Swift file: remove the line."
done < .ci/floors.txt

for folder in Sources/*/; do
    target=$(basename "$folder")
    # A folder without Swift is a module map for a C library, or a C target.
    [[ -n $(find "$folder" -name '*.swift' -print -quit) ]] || continue
    if [[ -z ${grants[$target]+set} ]]; then
        fail "$target: give it a line in .ci/floors.txt with the modules that it may import."
        continue
    fi
    while IFS=: read -r file line module; do
        [[ ${grants[$target]} == *" $module "* ]] || fail "$file:$line: $target may not import $module."
    done < <(
        find "$folder" -name '*.swift' -print0 | xargs -0 awk '
            # attributes, access level, import, kind of a single declaration, then the module up to the first dot
            match($0, /^[ \t]*(@[A-Za-z_]+(\([A-Za-z_]*\))?[ \t]+)*((public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+((typealias|struct|class|enum|protocol|let|var|func)[ \t]+)?/) {
                rest = substr($0, RSTART + RLENGTH)
                match(rest, /^[A-Za-z_0-9]+/)
                print FILENAME ":" FNR ":" substr(rest, 1, RLENGTH)
            }'
    )
done
exit "$failed"
