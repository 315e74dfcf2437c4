-- The generation in which an event's records last changed, so that who keeps records in memory reads
-- those events alone that differ. 0 where it was before this column.
ALTER TABLE event ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
