/** Three who are called: two answer, one does not. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="mark">
      <rect className="mark-ground" width="32" height="32" rx="7.5" />
      <path
        className="mark-here"
        d="m6.6 9.4 1.9 1.9 3.4-3.8M16.6 9.6h9M6.6 22.8l1.9 1.9 3.4-3.8M16.6 22.9h9"
        fill="none"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle className="mark-missing" cx="9.2" cy="16.2" r="1.9" />
      <path className="mark-missing-line" d="M16.6 16.2H22" fill="none" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  )
}
