-- What changed with each import, what people put right by hand, other names, transcripts, and the
-- keys of organisers.

-- 1 where the wall time is shown twice that night and the second is meant.
ALTER TABLE slot ADD COLUMN start_repeated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slot ADD COLUMN end_repeated INTEGER NOT NULL DEFAULT 0;

-- The title as its source prints it, where names were taken out of it.
ALTER TABLE talk ADD COLUMN source_title TEXT;

-- Ids of a talk in its sources besides the one it is known by: `code:ABCDEF`.
CREATE TABLE source_id (
    talk     INTEGER NOT NULL REFERENCES talk (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id       TEXT NOT NULL,
    PRIMARY KEY (talk, position)
) STRICT, WITHOUT ROWID;

-- One field of one talk before and after a version; NULL where the talk was not there. The talk
-- is named by its id as stated: rows of `talk` are written anew by every import.
CREATE TABLE change (
    key     INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES import (version) ON DELETE CASCADE,
    talk    TEXT NOT NULL,
    title   TEXT NOT NULL,
    field   TEXT NOT NULL,
    old     TEXT,
    new     TEXT
) STRICT;

CREATE INDEX change_by_version ON change (version, key);

-- A value set by hand, which goes before what files say. `stated` is what the newest file said.
CREATE TABLE correction (
    event  INTEGER NOT NULL REFERENCES event (key) ON DELETE CASCADE,
    talk   TEXT NOT NULL,
    field  TEXT NOT NULL,
    value  TEXT NOT NULL,
    stated TEXT NOT NULL,
    PRIMARY KEY (event, talk, field)
) STRICT, WITHOUT ROWID;

-- Another name of a room or a speaker, replaced at every import.
CREATE TABLE alias (
    event      INTEGER NOT NULL REFERENCES event (key) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    stands_for TEXT NOT NULL,
    PRIMARY KEY (event, kind, name)
) STRICT, WITHOUT ROWID;

-- What was said in a talk, piece by piece. Named by the talk's id, like `change`.
CREATE TABLE transcript (
    key      INTEGER PRIMARY KEY,
    event    INTEGER NOT NULL REFERENCES event (key) ON DELETE CASCADE,
    talk     TEXT NOT NULL,
    language TEXT,
    UNIQUE (event, talk)
) STRICT;

-- Times are NULL where the source states none; text without times has none at all.
CREATE TABLE cue (
    transcript INTEGER NOT NULL REFERENCES transcript (key) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    start_ms   INTEGER,
    end_ms     INTEGER,
    speaker    TEXT,
    text       TEXT NOT NULL,
    PRIMARY KEY (transcript, position)
) STRICT, WITHOUT ROWID;

-- Only the hash of a key is kept. A revoked key keeps its row, so that its name is not lost.
CREATE TABLE token (
    key        INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
