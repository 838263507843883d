# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for certwizardctl in bash.
_certwizardctl() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]} words=
    COMPREPLY=()
    case $previous in
        --path | --password-file | --report | --store-passphrase-file | --output)
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        --store)
            mapfile -t COMPREPLY < <(compgen -d -- "$current")
            return ;;
        --private-key-exportable | --client-eku)
            mapfile -t COMPREPLY < <(compgen -W 'true false' -- "$current")
            return ;;
    esac
    if [[ $COMP_CWORD -eq 1 ]]; then
        words='import get show export delete store --help --version'
    elif [[ $current == -* ]]; then
        # The options as the program itself lists them, so that this file never lags behind.
        words=$(certwizardctl "$verb" --help 2>/dev/null | grep -oE -- '--[a-z][a-z0-9-]+' | sort -u)
    elif [[ $verb == store && $COMP_CWORD -eq 2 ]]; then
        words='status check protect backup restore'
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o filenames -F _certwizardctl certwizardctl
