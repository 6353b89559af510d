-- Whether somebody was told of a post or comment already.
CREATE INDEX notifications_by_post ON notifications (post_id, recipient_id, comment_id);
