-- Cases follow their post into another thread; those whose post was merged or split away before they did so stand where the post is now.
UPDATE moderation_cases SET thread_id = (SELECT p.thread_id FROM posts p WHERE p.id = moderation_cases.post_id)
WHERE thread_id <> (SELECT p.thread_id FROM posts p WHERE p.id = moderation_cases.post_id);
