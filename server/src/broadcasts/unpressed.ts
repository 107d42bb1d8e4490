/** What makes a broadcast that waits for its minute a draft of another version, as if nobody had pressed the button. */
export const unpressed = `
  version = version + 1, sent_at = null, due_at = null, author_name = null, author_role_title = null,
  approved_by = null, approved_at = null`
