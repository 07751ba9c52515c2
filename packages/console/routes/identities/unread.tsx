import type { IdentityDetail } from '@rollcall/api'
import { GapNotice } from '../../ui/notice.tsx'

/** What is missing from a list, and why: a short list must not look like a whole one. */
export function Unread({ gaps, what }: { gaps: IdentityDetail['unseen']['access']; what: string }) {
  return gaps.map(({ stream, scope, title, gap }) => (
    <div key={`${stream} ${scope}`} className="identity-unread">
      <GapNotice gap={gap} title={`${what} in ${scope} may be missing: “${title}” was not read whole`} />
    </div>
  ))
}
