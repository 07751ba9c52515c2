import { type Command, DirectoryError, type UserAttributes } from '../../packages/directory/index.ts'
import { type Model, run } from './enterprise-model.ts'

/** Runs commands one after the other and answers the model and the events of the last. */
export function play(model: Model, ...commands: Command[]) {
  return commands.reduce((ran, command, index) => run(ran.model, command, 1_000 + index), {
    model,
    events: [] as ReturnType<typeof run>['events'],
  })
}

export function refusal(model: Model, command: Command): DirectoryError {
  try {
    run(model, command, 5_000)
  } catch (error) {
    if (error instanceof DirectoryError) return error
    throw error
  }
  throw new Error(`${command.type} was not refused`)
}

export const mona: UserAttributes = {
  userName: 'mona.lisa@octo.example',
  externalId: 'e-mona',
  displayName: 'Mona Lisa',
  emails: [{ value: 'mona.lisa@octo.example', type: 'work', primary: true }],
  active: true,
}
export const post = (id: string, accountId: number, attributes: UserAttributes = mona): Command => ({
  type: 'user.provision',
  base: 'github',
  id,
  accountId,
  attributes,
})
export const put = (id: string, attributes: UserAttributes): Command => ({
  type: 'user.replace',
  base: 'github',
  via: 'put',
  id,
  attributes,
})
export const another = (name: string): UserAttributes => ({
  userName: name,
  externalId: `e-${name}`,
  displayName: name,
  emails: [{ value: `${name}@octo.example`, primary: true }],
})
export const group = (id: string, number: number, ...add: string[]): Command => ({
  type: 'group.create',
  base: 'github',
  id,
  number,
  attributes: { displayName: `Group ${id}`, externalId: `x-${id}` },
  add,
})
export const members = (id: string, add: string[], remove: string[] = []): Command => ({
  type: 'group.change_members',
  base: 'github',
  id,
  add,
  remove,
})
export const remove = (id: string): Command => ({ type: 'user.deprovision', base: 'github', id })
export const turn = (id: string, active: boolean): Command => ({ type: 'user.set_active', base: 'github', id, active })
