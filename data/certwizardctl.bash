# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for certwizardctl in bash. The program itself knows its verbs, options and values, so this file never lags behind.
_certwizardctl() {
    local current=${COMP_WORDS[COMP_CWORD]} words
    COMPREPLY=()
    mapfile -t words < <("${COMP_WORDS[0]}" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    case ${words[0]-} in
        '<file>') mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        '<folder>') mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        *)
            compopt +o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -W "${words[*]}" -- "$current") ;;
    esac
}
complete -o filenames -F _certwizardctl certwizardctl
