-- name: FindCase :one
-- row: CaseRow
SELECT id, thread_id, post_id, comment_id, author_id, origin, score, flag_count, withheld, claimed_by, claimed_at, outcome, opened_at, resolved_at, version
FROM moderation_cases WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindCaseOfSubject :one
-- row: CaseRow
SELECT id, thread_id, post_id, comment_id, author_id, origin, score, flag_count, withheld, claimed_by, claimed_at, outcome, opened_at, resolved_at, version
FROM moderation_cases WHERE subject_id = sqlc.arg(subject_id) AND tenant_id = sqlc.arg(tenant_id);

-- name: InsertCase :exec
INSERT INTO moderation_cases (id, tenant_id, subject_id, thread_id, post_id, comment_id, author_id, origin, score, flag_count, withheld, claimed_by,
  claimed_at, outcome, opened_at, resolved_at, version)
VALUES (sqlc.arg(id), sqlc.arg(tenant_id), sqlc.arg(subject_id), sqlc.arg(thread_id), sqlc.arg(post_id), sqlc.narg(comment_id), sqlc.narg(author_id),
  sqlc.arg(origin), sqlc.arg(score), sqlc.arg(flag_count), sqlc.narg(withheld), sqlc.narg(claimed_by), sqlc.narg(claimed_at), sqlc.narg(outcome),
  sqlc.arg(opened_at), sqlc.narg(resolved_at), sqlc.arg(version));

-- name: UpdateCase :exec
UPDATE moderation_cases SET origin = sqlc.arg(origin), score = sqlc.arg(score), flag_count = sqlc.arg(flag_count), withheld = sqlc.narg(withheld),
  claimed_by = sqlc.narg(claimed_by), claimed_at = sqlc.narg(claimed_at), outcome = sqlc.narg(outcome), opened_at = sqlc.arg(opened_at),
  resolved_at = sqlc.narg(resolved_at), version = sqlc.arg(version)
WHERE id = sqlc.arg(id) AND tenant_id = sqlc.arg(tenant_id);

-- name: FindCaseView :one
-- row: CaseViewRow
SELECT m.id, m.thread_id, m.post_id, m.comment_id, m.author_id, m.origin, m.score, m.flag_count, m.withheld, m.claimed_by, m.claimed_at, m.outcome, m.opened_at, m.resolved_at, m.version,
  t.title, t.category_id, CAST(SUBSTR(COALESCE(c.body, p.body), 1, 2000) AS TEXT) AS excerpt, a.handle, a.display_name, k.handle AS claimer
FROM moderation_cases m JOIN threads t ON t.id = m.thread_id JOIN posts p ON p.id = m.post_id LEFT JOIN comments c ON c.id = m.comment_id
  LEFT JOIN author_view a ON a.id = m.author_id LEFT JOIN author_view k ON k.id = m.claimed_by
WHERE m.id = sqlc.arg(id) AND m.tenant_id = sqlc.arg(tenant_id);

-- name: PageOpenCases :many
-- row: CaseViewRow
-- What waits longest comes first. Of all categories, or of those that one moderator has.
SELECT m.id, m.thread_id, m.post_id, m.comment_id, m.author_id, m.origin, m.score, m.flag_count, m.withheld, m.claimed_by, m.claimed_at, m.outcome, m.opened_at, m.resolved_at, m.version,
  t.title, t.category_id, CAST(SUBSTR(COALESCE(c.body, p.body), 1, 2000) AS TEXT) AS excerpt, a.handle, a.display_name, k.handle AS claimer
FROM moderation_cases m JOIN threads t ON t.id = m.thread_id JOIN posts p ON p.id = m.post_id LEFT JOIN comments c ON c.id = m.comment_id
  LEFT JOIN author_view a ON a.id = m.author_id LEFT JOIN author_view k ON k.id = m.claimed_by
WHERE m.tenant_id = sqlc.arg(tenant_id) AND m.resolved_at IS NULL AND (m.opened_at, m.id) > (sqlc.arg(after_opened_at), sqlc.arg(after_id))
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND (CAST(sqlc.arg(any_scope) AS BIGINT) = 1 OR t.category_id IN (SELECT x.category_id FROM category_moderators x WHERE x.user_id = sqlc.arg(moderator_id)))
  AND (CAST(sqlc.arg(any_category) AS BIGINT) = 1 OR t.category_id = sqlc.arg(category_id))
  AND (CAST(sqlc.arg(any_origin) AS BIGINT) = 1 OR m.origin = sqlc.arg(origin))
  AND (CAST(sqlc.arg(any_claim) AS BIGINT) = 1 OR m.claimed_by IS NULL OR m.claimed_by = sqlc.arg(moderator_id) OR m.claimed_at <= sqlc.arg(claimed_until))
ORDER BY m.opened_at, m.id LIMIT sqlc.arg(page_size);

-- name: PageResolvedCases :many
-- row: CaseViewRow
-- What was decided last comes first.
SELECT m.id, m.thread_id, m.post_id, m.comment_id, m.author_id, m.origin, m.score, m.flag_count, m.withheld, m.claimed_by, m.claimed_at, m.outcome, m.opened_at, m.resolved_at, m.version,
  t.title, t.category_id, CAST(SUBSTR(COALESCE(c.body, p.body), 1, 2000) AS TEXT) AS excerpt, a.handle, a.display_name, k.handle AS claimer
FROM moderation_cases m JOIN threads t ON t.id = m.thread_id JOIN posts p ON p.id = m.post_id LEFT JOIN comments c ON c.id = m.comment_id
  LEFT JOIN author_view a ON a.id = m.author_id LEFT JOIN author_view k ON k.id = m.claimed_by
WHERE m.tenant_id = sqlc.arg(tenant_id) AND m.resolved_at IS NOT NULL AND (m.resolved_at, m.id) < (sqlc.arg(before_resolved_at), sqlc.arg(before_id))
  AND t.category_id IN (SELECT k.id FROM category_keys k WHERE k.tenant_id = sqlc.arg(tenant_id)
    AND CASE WHEN replace(CAST(sqlc.arg(listed_keys) AS TEXT), k.id_text, '') = CAST(sqlc.arg(listed_keys) AS TEXT) THEN 0 ELSE 1 END = CAST(sqlc.arg(shows_listed) AS BIGINT))
  AND (CAST(sqlc.arg(any_scope) AS BIGINT) = 1 OR t.category_id IN (SELECT x.category_id FROM category_moderators x WHERE x.user_id = sqlc.arg(moderator_id)))
  AND (CAST(sqlc.arg(any_category) AS BIGINT) = 1 OR t.category_id = sqlc.arg(category_id))
  AND (CAST(sqlc.arg(any_origin) AS BIGINT) = 1 OR m.origin = sqlc.arg(origin))
ORDER BY m.resolved_at DESC, m.id DESC LIMIT sqlc.arg(page_size);
