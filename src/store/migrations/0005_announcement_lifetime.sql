-- For how long an announcement matters, in wall time of its event, and to whom: `everyone`,
-- `day:2024-06-19`, `room:NAME`, `track:NAME` or `talk:ID`. NULL where not stated.
ALTER TABLE announcement ADD COLUMN active_from TEXT;
ALTER TABLE announcement ADD COLUMN active_until TEXT;
ALTER TABLE announcement ADD COLUMN audience TEXT;
