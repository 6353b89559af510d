-- Positions within a thread follow time, so posts_by_position finds the last post before a moment as well.
DROP INDEX posts_by_time;
