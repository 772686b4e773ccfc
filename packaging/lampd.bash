# Completes lampd's words in bash.
_lampd() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	case $before in
	--config) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	doctor) mapfile -t COMPREPLY < <(compgen -W "--config --json" -- "$word") ;;
	run | check | reset) mapfile -t COMPREPLY < <(compgen -W "--config" -- "$word") ;;
	lampd) mapfile -t COMPREPLY < <(compgen -W "run check doctor reset version --config --help" -- "$word") ;;
	esac
}
complete -F _lampd lampd
