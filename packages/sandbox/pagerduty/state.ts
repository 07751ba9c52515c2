import { newPagerdutyUser } from '../company/pagerduty-defaults.ts'
import type { PagerdutyPlan, PagerdutyRole, PagerdutyUser, PagerdutyWorld } from '../company/pagerduty-world.ts'

/**
 * What the sandbox's PagerDuty holds, with plain functions to change it between two scans. Nothing is shared with the
 * company that it was started from.
 */
export function createState(given: PagerdutyWorld, now: () => Date) {
  const world = structuredClone(given)
  const user = (name: string): PagerdutyUser => {
    const found = world.users.find((one) => one.name === name || one.id === name)
    if (!found) throw new Error(`${name} is no user of ${world.subdomain}`)
    return found
  }
  return {
    world,
    now,
    user,
    key: (label: string) => {
      const found = world.keys.find((one) => one.label === label)
      if (!found) throw new Error(`There is no key ${label}`)
      return found
    },
    addUser: (sketch: Pick<PagerdutyUser, 'name' | 'email'> & Partial<PagerdutyUser>) => {
      const added = newPagerdutyUser(now(), sketch)
      world.users.push(added)
      return added
    },
    /** As PagerDuty does: schedules and policies go on naming whom they named. */
    removeUser: (name: string) => {
      const { id } = user(name)
      world.users = world.users.filter((one) => one.id !== id)
      for (const team of world.teams) team.members = team.members.filter((member) => member.user !== id)
    },
    setRole: (name: string, role: PagerdutyRole) => {
      user(name).role = role
    },
    changePlan: (plan: Partial<PagerdutyPlan>) => {
      Object.assign(world.plan, plan)
    },
    revokeKey: (label: string) => {
      world.keys = world.keys.filter((one) => one.label !== label)
    },
  }
}

export type PagerdutyState = ReturnType<typeof createState>
