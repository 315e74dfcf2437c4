-- Drawn anew with every transaction that changes records: the generation begins at 0 in every
-- database, so that it alone does not tell the records of one from those of another.
INSERT INTO meta (name, value) VALUES ('state', random());
