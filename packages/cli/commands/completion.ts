import { exit } from '../cli.ts'
import { defineCommand } from '../command.ts'

const shells = ['bash', 'zsh', 'fish'] as const

/** The word that asks for completions. It is no command: the scripts below use it and nobody else. */
export const completionWord = '__complete'

/** Each script asks the program itself, so that it never tells of another version than the one that is there. */
const scripts: Record<(typeof shells)[number], string> = {
  bash: `# bash completion of rollcall
_rollcall() {
  local cur words=("\${COMP_WORDS[@]:1:COMP_CWORD}") line
  cur="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" ${completionWord} "\${words[@]}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _rollcall rollcall
`,
  zsh: `#compdef rollcall
_rollcall() {
  local -a found
  local line
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" ${completionWord} "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe rollcall found; else _files; fi
}
# As a file in fpath this is the body of the function itself; sourced, it has to be registered.
if [[ "$funcstack[1]" == _rollcall ]]; then _rollcall "$@"; else compdef _rollcall rollcall; fi
`,
  fish: `# fish completion of rollcall
function __rollcall_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  $words[1] ${completionWord} $words[2..-1] "$current" 2>/dev/null
end
complete -c rollcall -a '(__rollcall_complete)'
`,
}

export const completion = defineCommand<object, [(typeof shells)[number]]>({
  brief: 'Print the completion script for a shell',
  details: 'The program must be on the PATH as rollcall: in the checkout, npm link -w packages/cli puts it there.',
  examples: [
    { line: 'source <(rollcall completion bash)', says: 'For this shell; put the line into ~/.bashrc for all.' },
    { line: 'rollcall completion zsh > ~/.zfunc/_rollcall', says: 'For zsh, with ~/.zfunc in its fpath.' },
    { line: 'rollcall completion fish > ~/.config/fish/completions/rollcall.fish', says: 'For fish.' },
  ],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: readShell,
          placeholder: 'shell',
          brief: shells.join(', '),
          proposeCompletions: (partial) => shells.filter((shell) => shell.startsWith(partial)),
        },
      ],
    },
  },
  async run(cli, _flags, shell) {
    cli.process.stdout.write(scripts[shell])
    return exit.clean
  },
})

function readShell(text: string): (typeof shells)[number] {
  const shell = shells.find((one) => one === text)
  if (!shell) throw new Error(`there is no script for ${text}, only for ${shells.join(', ')}`)
  return shell
}
