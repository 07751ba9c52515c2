import { daysBefore } from './calendar.ts'
import { spread } from './chance.ts'
import type { Person } from './company.ts'

/** Name, title, and who they report to where it is not the first of their department. */
type Row = readonly [name: string, title: string, manager?: string]

const departments: Record<string, readonly Row[]> = {
  Executive: [
    ['Ingrid Solberg', 'Chief Executive Officer'],
    ['Mira Okafor', 'Chief Technology Officer'],
    ['Henrik Dahl', 'Chief Financial Officer'],
    ['Camille Laurent', 'Chief Product Officer'],
  ],
  Platform: [
    ['Tobias Weiss', 'Head of Platform', 'Mira Okafor'],
    ['Anneke de Vries', 'Staff Engineer'],
    ['Samuel Adeyemi', 'Senior Site Reliability Engineer'],
    ['Freya Lindgren', 'Site Reliability Engineer'],
    ['Rajesh Menon', 'Senior Platform Engineer'],
    ['Lucia Ferraro', 'Platform Engineer'],
    ['Oskar Nyberg', 'Platform Engineer'],
    ['Hye-jin Park', 'Build Engineer'],
    ['Diego Salinas', 'Platform Engineer'],
  ],
  'Freight Core': [
    ['Katarzyna Nowak', 'Head of Freight Core', 'Mira Okafor'],
    ['Emil Sandberg', 'Principal Engineer'],
    ['Priya Raman', 'Staff Engineer'],
    ['Jonas Albrecht', 'Senior Engineer'],
    ['Marta Kovacs', 'Senior Engineer'],
    ['Bilal Haddad', 'Engineer'],
    ['Sofia Bergstrom', 'Engineer'],
    ['Callum Reid', 'Engineer'],
    ['Yuki Tanabe', 'Engineer'],
    ['Nadia Petrova', 'Engineer'],
    ['Tomas Horvat', 'Engineer'],
    ['Gareth Pryce', 'Senior Engineer'],
  ],
  'Customer Apps': [
    ['Elena Marchetti', 'Head of Customer Apps', 'Mira Okafor'],
    ['Viktor Holm', 'Staff Engineer'],
    ['Amina Diallo', 'Senior Engineer'],
    ['Peter Novotny', 'Senior Engineer'],
    ['Chloe Martin', 'Engineer'],
    ['Isak Lund', 'Engineer'],
    ['Farid Nazari', 'Engineer'],
    ['Greta Hoffmann', 'Engineer'],
    ['Marcus Bell', 'Engineer'],
    ['Lina Strand', 'Engineer'],
  ],
  Data: [
    ['Arjun Kapoor', 'Head of Data', 'Mira Okafor'],
    ['Helene Girard', 'Staff Data Engineer'],
    ['Dmitri Volkov', 'Senior Data Engineer'],
    ['Maja Eriksen', 'Data Engineer'],
    ['Kwame Boateng', 'Data Engineer'],
    ['Laura Steiner', 'Analytics Engineer'],
    ['Paulo Teixeira', 'Analytics Engineer'],
  ],
  Mobile: [
    ['Sanna Virtanen', 'Head of Mobile', 'Mira Okafor'],
    ['Leo Castellanos', 'Senior Android Engineer'],
    ['Noor Rahman', 'Senior iOS Engineer'],
    ['Anton Ek', 'Android Engineer'],
    ['Beatriz Pinto', 'iOS Engineer'],
  ],
  Security: [
    ['Dagny Lindqvist', 'Head of Security', 'Mira Okafor'],
    ['Owen Fairchild', 'Senior Security Engineer'],
    ['Rosa Jimenez', 'Security Engineer'],
    ['Tariq Aziz', 'Security Engineer'],
  ],
  IT: [
    ['Renzo Castellan', 'IT Manager', 'Henrik Dahl'],
    ['Birgit Moller', 'Systems Administrator'],
    ['Kofi Asante', 'IT Support Engineer'],
  ],
  Product: [
    ['Simone Keller', 'Group Product Manager', 'Camille Laurent'],
    ['Aaron Whitfield', 'Product Manager'],
    ['Mei-ling Chao', 'Product Manager'],
    ['Nils Forsberg', 'Product Analyst'],
  ],
  Design: [
    ['Paloma Reyes', 'Design Lead', 'Camille Laurent'],
    ['Johan Akesson', 'Product Designer'],
    ['Zoe Papadakis', 'Product Designer'],
  ],
  Support: [
    ['Grace Mwangi', 'Head of Support', 'Camille Laurent'],
    ['Erik Thorsen', 'Support Engineer'],
    ['Valentina Rossi', 'Support Engineer'],
    ['Ian McCready', 'Support Specialist'],
  ],
  Research: [
    ['Pedro Navarro', 'Head of Research', 'Mira Okafor'],
    ['Astrid Vinter', 'Research Scientist'],
    ['Jamal Quill', 'Research Engineer'],
    ['Ling Zhao', 'Research Scientist'],
    ['Matteo Conti', 'Research Engineer'],
    ['Olga Sokolova', 'Research Scientist'],
    ['Ben Hartley', 'Research Intern'],
    ['Sunniva Aas', 'Research Engineer'],
  ],
  Finance: [
    ['Margit Blom', 'Controller', 'Henrik Dahl'],
    ['Stefan Ilic', 'Accountant'],
  ],
  People: [
    ['Hanna Ostrom', 'Head of People', 'Ingrid Solberg'],
    ['Deborah Stone', 'People Partner'],
  ],
  Sales: [
    ['Lars Kjellberg', 'Head of Sales', 'Ingrid Solberg'],
    ['Adriana Costa', 'Account Executive'],
    ['Finn Gallagher', 'Account Executive'],
  ],
}

const contractors = new Set(['Gareth Pryce', 'Ian McCready', 'Ben Hartley'])

/** Days since somebody left. Gareth, Olga and Marcus left without anybody taking their GitHub access away. */
const leftDaysAgo: Record<string, number> = {
  'Gareth Pryce': 74,
  'Olga Sokolova': 31,
  'Marcus Bell': 9,
  'Nils Forsberg': 120,
  'Adriana Costa': 200,
}

const emailOf = (name: string, domain: string) =>
  `${name
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/[^a-z]+/g, '.')}@${domain}`

/** Harborlight's personnel file: 80 people, five of whom have left. */
export function listHarborlightPeople(now: Date, domain: string): Person[] {
  const rows = Object.entries(departments).flatMap(([department, members]) =>
    members.map(([name, title, manager], index) => ({
      name,
      title,
      department,
      manager: manager ?? (index === 0 ? null : (members[0]?.[0] ?? null)),
    })),
  )
  const ids = new Map(rows.map(({ name }, index) => [name, `hl-${String(index + 1).padStart(3, '0')}`]))
  return rows.map(({ name, title, department, manager }) => {
    const left = leftDaysAgo[name]
    return {
      id: ids.get(name) ?? '',
      name,
      email: emailOf(name, domain),
      department,
      title,
      manager: manager === null ? null : (ids.get(manager) ?? null),
      kind: contractors.has(name) ? 'contractor' : 'employee',
      status: left === undefined ? 'active' : 'left',
      startedAt: daysBefore(now, 260 + spread(name, 3000)),
      leftAt: left === undefined ? null : daysBefore(now, left),
    }
  })
}
